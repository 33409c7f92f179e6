"""The steps of a trace with their times, tokens and failures, still without any text.

Lists are summed up from this, details are written from it, and so the two always agree.
"""

from dataclasses import dataclass
from random import Random

from spandeck.sim.world.cast import BY_NAME, LOOPED, Agent, Failure, Model
from spandeck.sim.world.chance import mix
from spandeck.sim.world.outline import Outline

MICROSECOND = 1000
REFUSED, HANGING = 0.6, 3.0
"""Units of work until a call has failed."""


@dataclass(slots=True)
class Step:
    """One span to be; filled in while the plan is drawn, and not changed afterwards."""

    kind: str
    """The contract's kind, such as `llm_call`."""
    name: str
    agent: Agent
    parent: int
    """Position of the parent in the plan; -1 for the root."""
    turn: int
    """Which turn of its agent it belongs to."""
    begin: float
    """In units of work until the plan is finished, then nanoseconds from the trace's start."""
    end: float
    failure: Failure | None = None
    model: Model | None = None
    tool: str | None = None
    final: bool = False
    """Whether an LLM call gives the answer rather than calling tools."""
    tokens_in: int = 0
    tokens_out: int = 0
    attempt: int = 1

    @property
    def cost_usd(self) -> float:
        """What the call cost; a failed one costs nothing."""
        return self.model.cost_usd(self.tokens_in, self.tokens_out) if self.model else 0.0


class Drawing:
    """A plan in the making: steps in pre-order, laid one after another along a line of work."""

    def __init__(self, outline: Outline, secret: int) -> None:
        """Chance comes from the world's secret and the index alone."""
        self.outline = outline
        self.chance = Random(mix(secret ^ outline.number))
        self.steps: list[Step] = []
        self.open: list[int] = []
        self.at = 0.0
        self.failure = outline.failure
        """What is still to go wrong."""

    def enter(self, kind: str, name: str, agent: Agent, turn: int) -> Step:
        """Begin a step that holds others."""
        step = Step(kind, name, agent, self.open[-1] if self.open else -1, turn, self.at, self.at)
        self.open.append(len(self.steps))
        self.steps.append(step)
        self.at += 0.2
        return step

    def leave(self, failure: Failure | None = None) -> None:
        """End the innermost open step."""
        step = self.steps[self.open.pop()]
        self.at += 0.1
        step.end, step.failure = self.at, failure

    def leaf(self, kind: str, name: str, agent: Agent, turn: int, work: float) -> Step:
        """Add a step without children that takes `work`."""
        step = Step(kind, name, agent, self.open[-1], turn, self.at, self.at + work)
        self.steps.append(step)
        self.at += work
        return step

    def due(self, where: str, whose: str | None, last: bool) -> Failure | None:
        """The failure that strikes here, if it does now; it strikes at the latest at the last.

        `whose` is the provider or the tool that is called.
        """
        failure = self.failure
        if failure is None or failure.where != where:
            return None
        if failure.whose not in (None, whose):
            return None
        if not last and self.chance.random() < 0.6:
            return None
        found, self.failure = self.failure, None
        return found


def plan(outline: Outline, secret: int) -> list[Step]:
    """All steps of a trace in pre-order, the root first."""
    drawing = Drawing(outline, secret)
    work(drawing, outline.agent, outline.model, delegated=False)
    scale = outline.duration_ms * 1_000_000 / drawing.steps[0].end
    for step in drawing.steps:
        step.begin = int(step.begin * scale) // MICROSECOND * MICROSECOND
        step.end = int(step.end * scale) // MICROSECOND * MICROSECOND
    return drawing.steps


def work(drawing: Drawing, agent: Agent, model: Model, *, delegated: bool) -> bool:
    """Let an agent run to its end; gives whether it got there."""
    looping = drawing.failure is LOOPED
    turns = (
        drawing.chance.randint(60, 110) if looping else drawing.chance.choice((1, 1, 2, 2, 3, 5))
    )
    drawing.enter("agent", agent.name, agent, 0)
    for turn in range(turns):
        if not one_turn(drawing, agent, model, turn, last=turn == turns - 1 and not delegated):
            drawing.leave(drawing.outline.failure)
            return False
    if agent.delegates and not delegated and not looping:
        helper = BY_NAME[agent.delegates]
        drawing.enter("delegation", f"transfer_to_{helper.name}", agent, turns)
        done = work(drawing, helper, helper.models[0], delegated=True)
        drawing.leave(None if done else drawing.outline.failure)
        if not done:
            drawing.leave(drawing.outline.failure)
            return False
    if looping:
        drawing.failure = None
        drawing.leave(LOOPED)
        return False
    answered = ask(drawing, agent, model, turns, final=True, last=not delegated)
    drawing.leave(None if answered else drawing.outline.failure)
    return answered


def one_turn(drawing: Drawing, agent: Agent, model: Model, turn: int, *, last: bool) -> bool:
    """One round of thinking and acting; gives whether the agent may go on."""
    drawing.enter("think" if agent.dialect == "gen_ai" else "internal", "step", agent, turn)
    going = True
    if agent.retrieves and turn == 0:
        going = retrieve(drawing, agent, turn)
    if going and agent.tools:
        going = ask(drawing, agent, model, turn, final=False, last=False)
        for tool in calls(drawing, agent, turn) if going else ():
            going = going and use(drawing, agent, tool, turn, last=last)
    drawing.leave(None if going else drawing.outline.failure)
    return going


def calls(drawing: Drawing, agent: Agent, turn: int) -> list[str]:
    """Which tools the model calls in a turn; the same one over and over while it loops."""
    if drawing.failure is LOOPED:
        return [agent.tools[-1]]
    chosen = drawing.chance.sample(agent.tools, min(len(agent.tools), 1 + (turn % 2)))
    failure = drawing.failure
    striking = failure.whose if failure and failure.where == "tool" else None
    return chosen if striking is None or striking in chosen else [*chosen, striking]


def ask(
    drawing: Drawing, agent: Agent, model: Model, turn: int, *, final: bool, last: bool
) -> bool:
    """Call the model, again after a failure that passes; gives whether it answered."""
    chance, failure = drawing.chance, drawing.due("llm", model.provider, last)
    refused = [failure] * chance.randint(1, failure.tries) if failure else []
    for attempt, each in enumerate(refused, 1):
        step = drawing.leaf("llm_call", model.name, agent, turn, refusal(each))
        step.model, step.failure, step.attempt, step.final = model, each, attempt, final
        drawing.at += attempt * 1.2  # backing off
    if refused and not drawing.outline.recovered:
        return False
    step = drawing.leaf("llm_call", model.name, agent, turn, chance.uniform(2.0, 6.0))
    step.model, step.final, step.attempt = model, final, len(refused) + 1
    step.tokens_in = chance.randint(280, 900) + 410 * min(turn, 12)
    step.tokens_out = chance.randint(120, 520) if final else chance.randint(18, 90)
    return True


def refusal(failure: Failure) -> float:
    """How much work a call is that fails: an overloaded provider lets one wait for it."""
    return HANGING if failure.status and failure.status >= 500 else REFUSED


def use(drawing: Drawing, agent: Agent, tool: str, turn: int, *, last: bool) -> bool:
    """Call a tool; gives whether the agent may go on."""
    failure = drawing.due("tool", tool, last)
    timeout = failure is not None and failure.code.endswith("TIMEOUT")
    step = drawing.leaf(
        "tool_call", tool, agent, turn, 8.0 if timeout else drawing.chance.uniform(0.3, 2.0)
    )
    step.tool, step.failure = tool, failure
    return failure is None or drawing.outline.recovered


def retrieve(drawing: Drawing, agent: Agent, turn: int) -> bool:
    """Look something up in the agent's documents; gives whether the agent may go on."""
    drawing.enter("retrieval", "handbook", agent, turn)
    drawing.leaf("client", "embed", agent, turn, 0.3)
    failure = drawing.due("retrieval", None, last=True)
    drawing.at += drawing.chance.uniform(0.2, 0.7)
    drawing.leave(failure)
    return failure is None
