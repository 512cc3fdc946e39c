"""Why an operation goes to graphql-core instead."""


class NotCoveredError(Exception):
    """The plan cannot answer this operation; the text is the reason, in a few words."""


class FailedError(NotCoveredError):
    """The plan failed, or found no peace to read in, which is not the operation's fault."""
