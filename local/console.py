"""What the commands say to whoever runs them."""

from rich.console import Console

# What is printed is for people to copy: no line is broken, no number coloured.
OUT = Console(soft_wrap=True, highlight=False)
ERR = Console(soft_wrap=True, highlight=False, stderr=True)


def say(text: str) -> None:
    """Print a text as it is."""
    OUT.print(text, markup=False)


def warn(text: str) -> None:
    """Print a text as it is where warnings go."""
    ERR.print(text, markup=False, style="yellow")
