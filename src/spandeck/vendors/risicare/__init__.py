"""Risicare: agents' traces, sessions and diagnoses (contracts/risicare.md)."""
