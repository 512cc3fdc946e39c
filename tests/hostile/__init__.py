"""Requests that mean no good, made up from a seed: the same number gives the same request."""
