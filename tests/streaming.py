"""Failing traces as programs send them while one looks: some late, some twice, none in order.

    python -m tests.streaming URL TOKEN [--application ID] [--per-s 20] [--seconds 60]

`URL` is where OTLP goes at a vendor: its address and `RISICARE` or `FIDDLER`. What was sent is
told as one trace id a line, so that whoever follows can be shown to have lost and doubled none.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import time_ns
from typing import Any

import httpx

RISICARE, FIDDLER = "/v1/otlp/v1/traces", "/v1/traces"
BEAT_S = 0.25
"""How often an export is sent."""
HELD_S = 5.0
"""How long a late trace is held back at most, and how much later one is sent again."""
SECOND = 1_000_000_000
CAUSES = (
    ("search_web", "TimeoutError", "search_web did not answer within {} s"),
    ("get_order", "KeyError", "'order-{}'"),
    ("create_payment", "ConnectionError", "payments.internal:{} refused the connection"),
)
"""The tool that fails, its exception, and what that says of a number that is never the same."""


@dataclass(frozen=True)
class Traffic:
    """What is to come."""

    per_s: float = 20.0
    """Failing traces a second, of two failed spans each."""
    seconds: float = 60.0
    late: float = 0.0
    """Share of them that newer ones overtake."""
    duplicates: float = 0.0
    """Share of them that are sent once more, some seconds later."""
    shuffled: bool = False
    """Whether the spans of an export are in no order."""
    seed: int = 1


@dataclass(frozen=True)
class Sent:
    """One failing trace: its root failed because the tool did."""

    trace_id: str
    tool_id: str
    """The id of the span in which it failed."""
    ended_ns: int
    spans: tuple[dict[str, Any], ...]


def beats(traffic: Traffic, began_ns: int) -> Iterator[Sequence[Sent]]:
    """What each export carries, one every `BEAT_S`; the last ones only what was held back."""
    chance, held, number = Random(traffic.seed), dict[int, list[Sent]](), 0
    lasting = round(traffic.seconds / BEAT_S)
    for beat in range(lasting + int(HELD_S / BEAT_S) + 1):
        carried = held.pop(beat, [])
        while beat < lasting and number < round(traffic.per_s * BEAT_S * (beat + 1)):
            ended_ns = began_ns + int(number / traffic.per_s * SECOND)
            made, number = failing(chance, ended_ns), number + 1
            later = beat + chance.randint(1, int(HELD_S / BEAT_S))
            if chance.random() < traffic.late:
                held.setdefault(later, []).append(made)
                continue
            carried.append(made)
            if chance.random() < traffic.duplicates:
                held.setdefault(later, []).append(made)
        yield carried


def failing(chance: Random, ended_ns: int) -> Sent:
    """One trace."""
    trace_id, root_id, tool_id = (
        f"{chance.getrandbits(bits):0{bits // 4}x}" for bits in (128, 64, 64)
    )
    tool, exception, message = chance.choice(CAUSES)
    said = message.format(chance.randint(1000, 9999))
    thrown = {"exception.type": exception, "exception.message": said}
    session = {"session.id": f"sess-{chance.randrange(50):02}", "user.id": f"user-{ended_ns % 20}"}
    began_ns = ended_ns - chance.randint(200, 4000) * 1_000_000
    root = span(trace_id, root_id, "", "stream", (began_ns, ended_ns))
    root["attributes"] = told(
        {"openinference.span.kind": "AGENT", "agent.name": "stream", **session}
    )
    leaf = span(trace_id, tool_id, root_id, tool, (began_ns + 50_000_000, ended_ns - 1_000_000))
    leaf["attributes"] = told(
        {"openinference.span.kind": "TOOL", "tool.name": tool, "error.type": exception, **session}
    )
    leaf["status"]["message"] = said
    leaf["events"] = [
        {
            "name": "exception",
            "timeUnixNano": str(ended_ns - 1_000_000),
            "attributes": told(thrown),
        }
    ]
    return Sent(trace_id, tool_id, ended_ns, (root, leaf))


def span(
    trace_id: str, span_id: str, parent_id: str, name: str, times: tuple[int, int]
) -> dict[str, Any]:
    """A failed span in OTLP's JSON."""
    return {
        "traceId": trace_id,
        "spanId": span_id,
        "parentSpanId": parent_id,
        "name": name,
        "kind": 1,
        "startTimeUnixNano": str(times[0]),
        "endTimeUnixNano": str(times[1]),
        "status": {"code": 2},
    }


def told(attributes: dict[str, str]) -> list[dict[str, Any]]:
    """Attributes in OTLP's JSON."""
    return [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]


def export(
    carried: Sequence[Sent], application: str | None, order: Random | None
) -> dict[str, Any]:
    """The body of one export."""
    spans = [each for sent in carried for each in sent.spans]
    if order is not None:
        order.shuffle(spans)
    resource = {"service.name": "stream", "service.version": "1.0.0"}
    if application is not None:
        resource["application.id"] = application
    group = {"resource": {"attributes": told(resource)}, "scopeSpans": [{"spans": spans}]}
    return {"resourceSpans": [group]}


async def stream(
    asking: httpx.AsyncClient,
    path: str,
    traffic: Traffic,
    *,
    application: str | None = None,
    clock: Callable[[], int] = time_ns,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> set[str]:
    """Send the traffic at its pace; gives the ids of all traces that were sent.

    `asking` carries the token. A trace's times are those of the clock when it is due.
    """
    began_ns, ids = clock(), set[str]()
    order = Random(traffic.seed) if traffic.shuffled else None
    for beat, carried in enumerate(beats(traffic, began_ns), 1):
        await pause(max(0.0, began_ns / SECOND + beat * BEAT_S - clock() / SECOND))
        if carried:
            body = export(carried, application, order)
            (await asking.post(path, json=body)).raise_for_status()
            ids |= {each.trace_id for each in carried}
    return ids


async def main() -> None:
    """Send what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url")
    options.add_argument("token")
    options.add_argument("--application")
    options.add_argument("--per-s", type=float, default=20.0)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--late", type=float, default=0.1)
    options.add_argument("--duplicates", type=float, default=0.1)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    traffic = Traffic(
        asked.per_s, asked.seconds, asked.late, asked.duplicates, shuffled=True, seed=asked.seed
    )
    headers = {"authorization": f"Bearer {asked.token}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as asking:
        for each in sorted(await stream(asking, asked.url, traffic, application=asked.application)):
            print(each)


if __name__ == "__main__":
    asyncio.run(main())
