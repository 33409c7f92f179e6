"""Fiddler: its models, applications, spans and evaluations (contracts/fiddler.md)."""
