"""Arize: its JSON, its endpoints as data, its answers in our words (contracts/arize.md)."""
