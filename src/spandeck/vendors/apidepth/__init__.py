"""Apidepth: how the providers beneath behave, and what is left of every quota."""
