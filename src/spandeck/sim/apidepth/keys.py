"""The two keys of the simulated Apidepth, fixed by the seed."""

from dataclasses import dataclass

from spandeck.sim.world.chance import key


@dataclass(frozen=True, slots=True)
class Keys:
    """Made up, and good for nothing but the simulator."""

    world: str
    """Opens the account that sees the calls of the world's traces."""
    empty: str
    """Opens an account that holds only what is sent to it."""


def keys(seed: int) -> Keys:
    """The keys of a seed."""
    return Keys(*(f"apd_live_{key(seed, f'apidepth {name}'):016x}" for name in ("world", "empty")))
