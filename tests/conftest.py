"""Settings for all tests: the same examples every time, and no haste on a busy machine."""

from hypothesis import HealthCheck, settings

STEADY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("steady", max_examples=50, derandomize=True, **STEADY)
"""What says yes today says yes tomorrow: a change is judged by what it changed."""
settings.register_profile("exploring", max_examples=1000, **STEADY)
"""`--hypothesis-profile=exploring` looks for what nobody thought of."""
settings.load_profile("steady")
