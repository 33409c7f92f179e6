"""The tokens of the simulated Fiddler, fixed by the seed: `key_id.secret`."""

from dataclasses import dataclass

from spandeck.sim.world.chance import key


@dataclass(frozen=True, slots=True)
class Keys:
    """Made up, and good for nothing but the simulator."""

    world: str
    """Opens the organization in which the story happens."""
    empty: str
    """Opens one that holds only what is sent to it."""


def keys(seed: int) -> Keys:
    """The tokens of a seed."""
    return Keys(*(token(seed, name) for name in ("world", "empty")))


def token(seed: int, name: str) -> str:
    """One token."""
    return f"sim_{key(seed, f'fiddler id {name}'):016x}.{key(seed, f'fiddler {name}'):016x}"
