"""A terminal deck for people on call for AI systems."""

__version__ = "0.1.0"
