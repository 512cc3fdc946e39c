"""The whole dataset as files: written by `roster export`, offered by the server."""
