"""The three keys of the simulated Arize, fixed by the seed."""

from dataclasses import dataclass

from spandeck.sim.world.chance import key


@dataclass(frozen=True, slots=True)
class Keys:
    """Made up, and good for nothing but the simulator."""

    world: str
    """Opens the organisation in which the story happens."""
    empty: str
    """Opens an organisation that holds only what is sent to it."""
    reader: str
    """Opens the story's organisation, may act nowhere and not even see one of its spaces."""


def keys(seed: int) -> Keys:
    """The keys of a seed."""
    names = ("world", "empty", "reader")
    return Keys(*(f"ak-sim-{key(seed, f'arize {name}'):016x}" for name in names))
