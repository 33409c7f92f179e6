"""Settings for all tests: a busy machine is no reason for a property to fail."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
"""Fifty examples each time, as new ones are drawn with every run."""
settings.load_profile("steady")
