"""Settings for all tests: the same examples every time, and no haste on a busy machine."""

from hypothesis import HealthCheck, settings

STEADY = settings(
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
"""What says yes today says yes tomorrow: a change is judged by what it changed."""

settings.register_profile("steady", STEADY)
settings.register_profile("exploring", STEADY, derandomize=False, max_examples=1000)
"""`--hypothesis-profile=exploring` looks for what nobody thought of."""
settings.load_profile("steady")
