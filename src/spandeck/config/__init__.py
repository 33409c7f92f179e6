"""What a person configures, where tokens come from, and where our files belong."""
