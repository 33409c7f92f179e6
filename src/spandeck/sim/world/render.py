"""From the plan of a trace to its spans: who said what, in the words of an instrumentation."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from random import Random
from typing import Any

from spandeck.sim.clock import SECOND
from spandeck.sim.span import Event, Span
from spandeck.sim.world import genai, openinference
from spandeck.sim.world.cast import LOOPED, Failure
from spandeck.sim.world.chance import Numbering, mix
from spandeck.sim.world.dialogue import SYSTEM, Talk
from spandeck.sim.world.outline import Outline
from spandeck.sim.world.plan import Step
from spandeck.sim.world.said import Exchange, Message

REMEMBERED = 12
"""How many messages an agent sends along at most, after its instructions and the question."""
SESSION = "sess-"
"""What the id of a session begins with."""
Dialect = Callable[[Step, Exchange], dict[str, Any]]
"""Gives the attributes of one span, but those about sessions and failures."""
STACK = """Traceback (most recent call last):
  File "/app/{package}/runtime.py", line 212, in run
    result = await self.step(state, config)
  File "/app/{package}/steps/{step}.py", line {line}, in step
    return await call(**arguments)
  File "/usr/lib/python3.12/asyncio/tasks.py", line 520, in wait_for
    return await fut
{exception}: {message}
"""


class Writer:
    """Writes spans: all of them are functions of the outline, the plan and the seed."""

    def __init__(self, trace_ids: Numbering, session_ids: Numbering, secret: int) -> None:
        """`secret` is the world's key for texts and span ids."""
        self.trace_ids, self.session_ids, self.secret = trace_ids, session_ids, secret

    def session_id(self, outline: Outline) -> str:
        """The id of the session that the trace belongs to."""
        return SESSION + self.session_ids.id(outline.session)

    def user_id(self, outline: Outline) -> str:
        """The id of the user whose session it is."""
        return f"user-{outline.user:04}"

    def span_id(self, outline: Outline, place: int) -> str:
        """The id of the span that tells of the step at this place."""
        return f"{mix(mix(self.secret ^ outline.number) + place):016x}"

    def spans(
        self, outline: Outline, steps: Sequence[Step], dialect: Dialect | None = None
    ) -> Iterator[Span]:
        """One span a step, in pre-order; in the dialect of each agent, or all in the one given."""
        chance = mix(self.secret ^ outline.number)
        talk = Talk(Random(chance), stuck=outline.failure is LOOPED)
        trace_id = self.trace_ids.id(outline.number)
        span_ids = [self.span_id(outline, place) for place in range(len(steps))]
        session_id, user_id = self.session_id(outline), self.user_id(outline)
        shared: dict[str, Any] = {"session.id": session_id, "user.id": user_id}
        if outline.fix:
            shared["deployment.fix.id"] = outline.fix
        above = {step.parent for step in steps if step.failure}
        told = zip(steps, exchanges(steps, talk), span_ids, strict=True)
        for place, (step, exchange, span_id) in enumerate(told):
            raised = step.failure if place not in above else None
            yield Span(
                trace_id,
                span_id,
                span_ids[step.parent] if step.parent >= 0 else None,
                step.name,
                step.kind,
                outline.started_ns + int(step.begin),
                outline.started_ns + int(step.end),
                "error" if step.failure else "ok",
                reason(step, raised) if raised else None,
                shared
                | {"service.version": step.agent.version}
                | (dialect or attributes)(step, exchange)
                | trouble(step, raised),
                thrown(step, raised, outline.started_ns + int(step.end)) if raised else (),
                session_id,
                user_id,
                step.agent.name,
                step.agent.name,
                outline.environment,
                step.agent.name,
            )


def attributes(step: Step, exchange: Exchange) -> dict[str, Any]:
    """The span's attributes in the dialect of its agent's instrumentation."""
    if step.agent.dialect == "gen_ai":
        return genai.attributes(step, exchange)
    return openinference.attributes(step, exchange)


def reason(step: Step, failure: Failure) -> str:
    """What the failure says, about this model or tool."""
    model = step.model.name if step.model else "the model"
    filled = failure.message.replace("{model}", model).replace("{tool}", step.tool or "the tool")
    took = f"{(step.end - step.begin) / SECOND:.1f}"
    return filled.replace("{wait}", f"{2**step.attempt}.4").replace("{took}", took)


def trouble(step: Step, failure: Failure | None) -> dict[str, Any]:
    """What is noted besides the exception about a failure, where it happened."""
    if failure is None:
        return {"retry.attempt": step.attempt} if step.attempt > 1 else {}
    noted: dict[str, Any] = {"error.code": failure.code, "error.type": failure.exception}
    if failure.status and step.kind == "llm_call":
        noted["http.response.status_code"] = failure.status
    if failure.status == 429 and step.kind == "llm_call":
        noted["http.response.header.retry-after"] = [str(2**step.attempt)]
        noted["http.response.header.x-ratelimit-remaining-tokens"] = ["0"]
    if step.kind == "llm_call":
        noted["retry.attempt"] = step.attempt
    return noted


def thrown(step: Step, failure: Failure, at_ns: int) -> tuple[Event, ...]:
    """The exception event of the span in which it was thrown."""
    exception, message = failure.exception, reason(step, failure)
    package = step.agent.name.replace("-", "_")
    text = {"package": package, "step": step.kind, "line": str(40 + len(step.name))}
    text |= {"exception": exception, "message": message}
    told = {
        "exception.type": exception,
        "exception.message": message,
        "exception.stacktrace": STACK.format_map(text),
        "exception.escaped": "False",
    }
    return (Event("exception", at_ns, told),)


def exchanges(steps: Sequence[Step], talk: Talk) -> Iterator[Exchange]:
    """What went into and came out of each step, as the conversations of its agents go on."""
    runs: list[int] = []
    spoken: dict[int, list[Message]] = {}
    for place, step in enumerate(steps):
        run = place if step.kind == "agent" else runs[step.parent]
        runs.append(run)
        said = spoken.setdefault(run, [Message("user", talk.question(step.agent.name))])
        exchange = one(steps, place, said, talk)
        yield exchange
        if step.failure is None:
            said.extend(exchange.said)


def one(steps: Sequence[Step], place: int, said: Sequence[Message], talk: Talk) -> Exchange:
    """What went into and came out of one step, given what its agent heard before."""
    step, agent = steps[place], steps[place].agent.name
    if step.kind == "llm_call":
        following = takewhile(
            lambda each: each.kind == "tool_call" and each.parent == step.parent, steps[place + 1 :]
        )
        tools = [] if step.final else [(each, each.tool or "") for each in following]
        calls = tuple(
            (call_id(step, tool), tool, broken(each, talk.arguments(tool, step.turn)))
            for each, tool in tools
        )
        text = talk.answer(agent) if step.final else ""
        latest = said[max(1, len(said) - REMEMBERED) :]
        heard = (Message("system", SYSTEM[agent]), said[0], *latest)
        return Exchange(heard, (Message("assistant", text, calls),))
    if step.kind == "tool_call" and step.tool:
        asked = broken(step, talk.arguments(step.tool, step.turn))
        message = Message("tool", talk.result(step.tool), call=call_id(step, step.tool))
        return Exchange((Message("user", asked),), (message,))
    question = Message("user", talk.question(agent))
    if step.kind in ("agent", "delegation"):
        return Exchange((question,), (), Message("assistant", talk.answer(agent)))
    return Exchange((question,), ())


def call_id(step: Step, tool: str) -> str:
    """The id that joins a model's tool call with the tool's result."""
    return f"call_{step.turn}_{tool}"


def broken(step: Step, arguments: str) -> str:
    """The arguments as the model wrote them: not quite JSON where that is the failure."""
    malformed = step.failure is not None and step.failure.code == "TOOL.ARGUMENTS.MALFORMED"
    return arguments.replace('"}', "}") if malformed else arguments
