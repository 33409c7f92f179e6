"""Spans as they are asked for, and deletions of traces and sessions (contracts §5.23 to §5.25)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.archive.recent import Sent
from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.asked import Condition, Query, Range, condition
from spandeck.sim.fiddler.collection import Body, body, opened
from spandeck.sim.fiddler.envelope import Record, normal, nothing, paginated
from spandeck.sim.fiddler.evaluation import Evaluate, evaluating
from spandeck.sim.fiddler.holding import Holding
from spandeck.sim.fiddler.projects import ENVIRONMENTS
from spandeck.sim.fiddler.seen import Seen

REMEMBERED = 4
"""How many questions an application remembers the spans of."""
SCANNED = 10_000
"""How many spans `/v3/spans/fields` looks at."""
TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")


def trace_id(found: str) -> str:
    """A trace id as the vendor wants it: lower-case hex, not all zeros."""
    if not TRACE_ID.fullmatch(found):
        raise ValueError("32 lower-case hex digits, not all zeros")
    return found


TraceId = Annotated[str, AfterValidator(trace_id)]
SessionId = Annotated[str, Field(min_length=1)]


class TracesGone(Body):
    """Traces to be deleted."""

    application_id: UUID
    trace_ids: Annotated[tuple[TraceId, ...], Field(min_length=1, max_length=1000)]


class SessionsGone(Body):
    """Sessions to be deleted."""

    application_id: UUID
    session_ids: Annotated[tuple[SessionId, ...], Field(min_length=1, max_length=1000)]


def holding(request: Request, application_id: UUID) -> Holding:
    """The spans of an application; `Refusal` 404 when there is none."""
    account = opened(request)
    application = account.get("applications", str(application_id), "Application")
    found: Holding = request.app.state.holdings.of(account, application)
    return found


async def query(request: Request) -> Response:
    """POST /v3/spans/query: off the loop, as a filter may have to look at many."""
    asked = await body(request, Query)
    held, wanted = holding(request, asked.application_id), condition(asked)
    evaluate = evaluating(opened(request), str(asked.application_id))
    question = (asked.model_dump_json(exclude={"offset", "page_size"}), *held.version())
    matched = held.matched.get(question)
    if matched is None:
        newest = (
            asked.offset + asked.page_size if wanted.open and asked.ordering[0] == "-" else None
        )
        traces = wanted.equal("Span::trace_id")
        rows = held.sent(asked.start_time, asked.end_time, newest, traces)
        found = matching(held, asked, wanted, rows, evaluate)
        if wanted.open and asked.ordering == "-start_time":
            total = held.total(asked.start_time, asked.end_time)
            items = await run_in_threadpool(page, found, asked)
            return paginated(items, total, asked.page_size, asked.offset)
        matched = await run_in_threadpool(remembered, held, question, found, asked.ordering)
    items = await run_in_threadpool(page, iter(matched), asked)
    return paginated(items, len(matched), asked.page_size, asked.offset)


def page(found: Iterator[Seen], asked: Query) -> list[Record]:
    """The records of one page."""
    return [each.record() for each in islice(found, asked.offset, asked.offset + asked.page_size)]


def remembered(
    held: Holding, question: tuple[object, ...], found: Iterator[Seen], ordering: str
) -> list[Seen]:
    """All that a question finds, in its order, kept for its next pages."""
    matched = list(found)  # already newest first
    if ordering.endswith("duration"):
        matched.sort(key=duration)
    if ordering in ("start_time", "-duration"):
        matched.reverse()
    while len(held.matched) >= REMEMBERED:
        held.matched.pop(next(iter(held.matched)), None)
    held.matched[question] = matched
    return matched


def duration(seen: Seen) -> float:
    """How long a span took."""
    found = seen.column("duration")
    return found if isinstance(found, float) else 0.0


def matching(
    held: Holding, asked: Range, wanted: Condition, rows: Sequence[Sent], evaluate: Evaluate
) -> Iterator[Seen]:
    """The spans that fulfil a condition, newest first."""
    traces, sessions = wanted.equal("Span::trace_id"), wanted.equal("Span::session_id")
    only: list[int] | None = None
    if traces is not None:
        only = held.indexes(traces)
    elif sessions is not None:
        only = sorted(index for each in sessions for index in held.members(each))
    statuses = wanted.equal("Span::status_code") or ()
    failing = {each.upper() for each in statuses} == {"ERROR"}
    found = held.walk(asked.start_time, asked.end_time, rows, evaluate, only, failing=failing)
    return found if wanted.open else filter(wanted.fits, found)


async def fields(request: Request) -> Response:
    """POST /v3/spans/fields: which attributes and evaluator outputs the spans have."""
    asked = await body(request, Range)
    held, wanted = holding(request, asked.application_id), condition(asked)
    evaluate = evaluating(opened(request), str(asked.application_id))
    rows = held.sent(asked.start_time, asked.end_time)
    found = await run_in_threadpool(coverage, matching(held, asked, wanted, rows, evaluate))
    if wanted.open:
        found["total_spans"] = held.total(asked.start_time, asked.end_time)
    return normal(found)


def coverage(found: Iterator[Seen]) -> Record:
    """How often each field is there, in so many spans."""
    keys: Counter[str] = Counter()
    outputs: Counter[tuple[str, str]] = Counter()
    total = 0
    for each in islice(found, SCANNED):
        record, total = each.record(), total + 1
        keys.update(list(record["span_attributes"]))
        outputs.update((e["evaluator_rule_name"], e["output_name"]) for e in record["evaluators"])
    return {
        "total_spans": total,
        "sampled": next(found, None) is not None,
        "span_attributes": [{"key": key, "count": count} for key, count in sorted(keys.items())],
        "evaluator_outputs": [
            {"rule_name": rule, "output_name": output, "count": count}
            for (rule, output), count in sorted(outputs.items())
        ],
    }


async def delete_traces(request: Request) -> Response:
    """DELETE /v3/traces: 204 also for those that are not there."""
    asked = await body(request, TracesGone)
    held = holding(request, asked.application_id)
    for each in asked.trace_ids:
        held.delete(each)
    return nothing()


async def delete_sessions(request: Request) -> Response:
    """DELETE /v3/sessions."""
    asked = await body(request, SessionsGone)
    held = holding(request, asked.application_id)
    for each in asked.session_ids:
        held.delete_session(each)
    return nothing()


class Holdings:
    """The spans of all applications, made when they are first asked for."""

    def __init__(self) -> None:
        """None yet."""
        self.known: dict[str, Holding] = {}

    def of(self, account: Account, application: Record) -> Holding:
        """The spans of one."""
        identifier = application["id"]
        if identifier not in self.known:
            environment = ENVIRONMENTS.get(identifier)
            self.known[identifier] = Holding(
                identifier,
                account.archive,
                account.spans if environment else None,
                lambda outline: outline.environment == environment,
            )
        return self.known[identifier]


ROUTES = (
    Route("/v3/spans/query", query, methods=["POST"]),
    Route("/v3/spans/fields", fields, methods=["POST"]),
    Route("/v3/traces", delete_traces, methods=["DELETE"]),
    Route("/v3/sessions", delete_sessions, methods=["DELETE"]),
)
