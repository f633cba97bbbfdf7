"""What a person at a terminal can put right."""


class ExplainedError(Exception):
    """Something is not as it has to be, and the message says how to put it right."""
