"""Agents and who hands work to whom, counted over the newest traces (contracts/risicare.md §4)."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.clock import iso
from spandeck.sim.risicare import asked
from spandeck.sim.risicare.collection import Record, json, opened
from spandeck.sim.risicare.errors import Refusal
from spandeck.sim.risicare.project import Project
from spandeck.sim.search import Position, Search, Summary
from spandeck.sim.world.cast import BY_NAME

NEWEST = 1_000
"""How many traces the numbers are about: an hour or two of a small world, counted in 0.1 s."""


def newest(project: Project) -> Sequence[Summary]:
    """The traces that are counted."""
    return project.traces(Search(), None, NEWEST).rows


def agent(name: str, rows: Sequence[Summary]) -> Record:
    """The numbers of one agent over its traces."""
    durations = sorted(each.duration_ms for each in rows if each.duration_ms is not None)
    failed = sum(each.error_count > 0 for each in rows)
    known = BY_NAME.get(name)
    return {
        "agent_id": name,
        "agent_name": name,
        "agent_role": known.role if known else None,
        "agent_type": known.dialect if known else None,
        "trace_count": len(rows),
        "invocations": len(rows),
        "error_count": failed,
        "error_rate": round(failed / len(rows), 4),
        "success_rate": round(1 - failed / len(rows), 4),
        "avg_latency_ms": round(sum(durations) / len(durations), 1) if durations else None,
        "p95_latency_ms": durations[len(durations) * 95 // 100] if durations else None,
        "total_cost_usd": round(sum(each.cost_usd or 0.0 for each in rows), 6),
        "total_tokens": sum(each.tokens or 0 for each in rows),
        "first_seen_at": iso(min(each.started_ns for each in rows)),
        "last_seen_at": iso(max(each.started_ns for each in rows)),
    }


def all_agents(project: Project) -> list[Record]:
    """Every agent that was seen, the busiest first."""
    by_name: dict[str, list[Summary]] = defaultdict(list)
    for row in newest(project):
        if row.agent_name:
            by_name[row.agent_name].append(row)
    made = [agent(name, rows) for name, rows in by_name.items()]
    return sorted(made, key=lambda each: (-each["trace_count"], each["agent_id"]))


async def agents(request: Request) -> Response:
    """GET /agents."""
    after, limit = asked.cursor(request.query_params), asked.limit(request.query_params)
    found = all_agents(opened(request))
    first = after.started_ns if after else 0
    more = len(found) > first + limit
    follows = asked.written(Position(first + limit, "")) if more else None
    pagination = {"cursor": follows, "has_more": more}
    return json({"data": found[first : first + limit], "pagination": pagination})


async def one(request: Request) -> Response:
    """GET /agents/{agent_id}."""
    identifier = request.path_params["agent_id"]
    for each in all_agents(opened(request)):
        if each["agent_id"] == identifier:
            return json(each)
    raise Refusal(404, "Agent not found", agent_id=identifier)


async def topology(request: Request) -> Response:
    """GET /agents/topology: agents with their traces, and the work they handed over."""
    project = opened(request)
    rows = newest(project)
    counts = Counter(each.agent_name for each in rows if each.agent_name)
    edges: Counter[tuple[str, str]] = Counter()
    for row in rows:
        edges.update(handed(project, row))
    for _, to in edges:
        counts.setdefault(to, 0)
    named = [
        {"id": name, "role": BY_NAME[name].role if name in BY_NAME else None, "traces": count}
        for name, count in sorted(counts.items())
    ]
    joined = [
        {"from": giver, "to": taker, "count": count, "type": "delegate"}
        for (giver, taker), count in sorted(edges.items())
    ]
    return json({"agents": named, "edges": joined})


def handed(project: Project, row: Summary) -> list[tuple[str, str]]:
    """Where in one trace an agent's work lies below another agent's."""
    world, index = project.world, project.find(row.trace_id)
    if world is not None and index is not None:
        steps = world.plan(world.outline(index))
        parents = [(each.agent.name, steps[each.parent].agent.name) for each in steps[1:]]
        return [(above, name) for name, above in parents if above != name]
    detail = project.trace(row.trace_id)
    spans = {each["span_id"]: each for each in map(body, detail.spans if detail else ())}
    found = []
    for each in spans.values():
        above = spans.get(each["parent_span_id"], {}).get("agent_name")
        if above and each["agent_name"] and above != each["agent_name"]:
            found.append((above, each["agent_name"]))
    return found


def body(span: tuple[int, bytes]) -> Record:
    """A span of a detail."""
    record: Record = from_json(span[1])
    return record


ROUTES = (
    Route("/agents", agents),
    Route("/agents/topology", topology),
    Route("/agents/{agent_id:path}", one),
)
