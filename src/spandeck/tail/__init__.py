"""The live tail: asks every feed again and again, and hands on each failure exactly once."""
