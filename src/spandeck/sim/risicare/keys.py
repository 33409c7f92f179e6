"""The two keys of the simulated Risicare, fixed by the seed."""

from dataclasses import dataclass

from spandeck.sim.world.chance import key


@dataclass(frozen=True, slots=True)
class Keys:
    """Made up, and good for nothing but the simulator."""

    world: str
    """Opens the project in which the story happens."""
    empty: str
    """Opens a project that holds only what is sent to it."""


def keys(seed: int) -> Keys:
    """The keys of a seed."""
    return Keys(*(f"rsk-sim-{key(seed, f'risicare {name}'):016x}" for name in ("world", "empty")))
