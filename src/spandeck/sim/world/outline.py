"""The outline of a trace: all that filters ask about, from two draws and no text.

A filtered page looks at thousands of outlines, so nothing here may cost more than microseconds.
"""

from collections.abc import Iterable
from math import exp
from statistics import NormalDist
from typing import NamedTuple

from spandeck.sim.world.cast import (
    BROKE,
    CASTING,
    FAILURES,
    LOOPED,
    OLDER,
    OVERLOADED,
    RELEASED,
    THROTTLED,
    Agent,
    Failure,
    Model,
)
from spandeck.sim.world.chance import mix
from spandeck.sim.world.story import (
    BROKEN,
    CURE,
    LOOPING,
    OUTAGE,
    TROUBLED,
    WORSE,
    down,
    phase,
    released,
)

LONGEST_MS = 44_000
"""No trace takes longer, so that a fixed delay suffices until all are complete."""
SPREAD = tuple(exp(0.55 * NormalDist().inv_cdf((each + 0.5) / 256)) for each in range(256))
"""Quantiles of a log-normal distribution: factors on an agent's median duration."""
ENVIRONMENTS = ("production",) * 12 + ("staging",) * 3 + ("development",)


class Outline(NamedTuple):
    """What is decided about a trace before any of its steps (a tuple: made by the thousand)."""

    number: int
    """The index of the trace."""
    started_ns: int
    duration_ms: int
    session: int
    user: int
    agent: Agent
    model: Model
    environment: str
    failure: Failure | None
    recovered: bool
    """Whether the agent got over its failure."""
    fix: str | None
    """The fix that this trace ran with."""

    @property
    def fails(self) -> bool:
        """Whether the trace as a whole ends in error, not only a step of it."""
        return self.failure is not None and not self.recovered


def outline(index: int, started_ns: int, session: int, secret: int) -> Outline:
    """The outline of trace `index`; `secret` is the world's key for such draws."""
    person = mix(secret ^ session)
    draw = mix(secret ^ index ^ 0x5BD1E995 << 32)
    now = phase(started_ns)
    agent = running(CASTING[person & 63], person >> 22 & 7, draw >> 44 & 255, started_ns)
    model = agent.models[(draw & 15) % len(agent.models)]
    fix = now.fix if (draw >> 4 & 255) < now.fixed * 256 else None
    troubled = model.provider == TROUBLED and fix != CURE
    outage = down(model.provider, started_ns)
    troubles = (
        (THROTTLED, now.throttled * (WORSE if fix else 1.0) if troubled else 0.0),
        (LOOPED, now.looping if agent.name == LOOPING else 0.0),
        (OVERLOADED, OUTAGE.failing if outage else 0.0),
        (BROKE, BROKEN if agent is RELEASED else 0.0),
    )
    failure = mishap(agent, model, draw >> 12 & 0xFFFF, troubles)
    recovered = failure is not None and (draw >> 28 & 255) < failure.recovers * 256
    slower = now.slower if troubled else OUTAGE.slower if outage else 1.0
    slower *= failure.slower if failure else 1.0
    duration = int(agent.median_ms * SPREAD[draw >> 36 & 255] * slower)
    return Outline(
        index,
        started_ns,
        min(LONGEST_MS, max(150, duration)),
        session,
        person >> 6 & 0xFFF,
        agent,
        model,
        ENVIRONMENTS[person >> 18 & 15],
        failure,
        recovered,
        fix,
    )


def running(agent: Agent, user: int, draw: int, at_ns: int) -> Agent:
    """The version of an agent that runs: `user` is a number below 8, `draw` one below 256."""
    if agent.name == RELEASED.name:
        return RELEASED if draw < released(at_ns) * 256 else agent
    return OLDER.get(agent.name, agent) if user == 0 else agent


def mishap(
    agent: Agent, model: Model, draw: int, troubles: Iterable[tuple[Failure, float]]
) -> Failure | None:
    """What goes wrong, if anything: `draw` is a number below 65 536, troubles have their shares."""
    luck = draw / 65_536
    for failure, share in troubles:
        if luck < share:
            return failure
        luck -= share
    for failure in FAILURES:
        if luck < failure.share:
            return failure if possible(agent, model, failure) else None
        luck -= failure.share
    return None


def possible(agent: Agent, model: Model, failure: Failure) -> bool:
    """Whether this agent has what fails, and its model's provider is the one that does."""
    if failure.where == "llm":
        return failure.whose in (None, model.provider)
    if failure.where == "tool":
        return bool(agent.tools)
    return failure.where != "retrieval" or agent.retrieves
