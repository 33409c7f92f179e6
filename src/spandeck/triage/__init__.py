"""Failures made into problems: what is one problem, how it stands, and what people think of it."""
