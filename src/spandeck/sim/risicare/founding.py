"""What the people at Fernweh had set up before anybody looked: keys, datasets, webhooks, scores."""

from collections.abc import Iterator

from spandeck.sim.clock import iso
from spandeck.sim.risicare.keys import keys
from spandeck.sim.risicare.project import Project
from spandeck.sim.risicare.records import Record
from spandeck.sim.search import Search
from spandeck.sim.world.chance import mix

FOUNDED = "2026-01-12T09:00:00.000000Z"
SCORED, JUDGED = 40, 6
"""How many of the newest traces people scored, and how many were evaluated."""
COMMENTS = ("wrong order number", None, "did not answer the question", None, "fine", None, None)


def api_keys(project: Project) -> Iterator[Record]:
    """The key that opens the project."""
    if project.world is None:
        return
    yield {
        "id": "key-oncall",
        "name": "on call",
        "prefix": keys(project.world.seed).world[:12],
        "project_id": project.id,
        "created_at": FOUNDED,
        "last_used_at": iso(project.clock()),
        "revoked": False,
    }


def datasets(project: Project) -> Iterator[Record]:
    """Two sets of questions."""
    if project.world is None:
        return
    named = (("golden-questions", "What support must always get right", 120), ("refunds", None, 36))
    for name, about, count in named:
        yield {
            "id": f"ds-{name}",
            "name": name,
            "description": about,
            "tags": ["support"],
            "item_count": count,
            "created_at": FOUNDED,
            "updated_at": FOUNDED,
        }


def webhooks(project: Project) -> Iterator[Record]:
    """Where alerts are to go, once they are delivered."""
    if project.world is None:
        return
    yield {
        "id": "hook-oncall",
        "name": "on call",
        "url": "https://hooks.example.com/oncall",
        "events": ["trace.error", "alert.triggered"],
        "headers": {},
        "retry_count": 3,
        "timeout_seconds": 30,
        "enabled": True,
        "created_at": FOUNDED,
    }


def scores(project: Project) -> Iterator[Record]:
    """What people thought of the newest traces: lower where something failed."""
    if project.world is None:
        return
    for row in project.traces(Search(), None, SCORED).rows:
        draw = mix(row.started_ns)
        yield {
            "id": f"score-{row.trace_id[:12]}",
            "trace_id": row.trace_id,
            "span_id": None,
            "name": "helpful",
            "score": round((0.2 if row.error_count else 0.7) + draw % 30 / 100, 2),
            "comment": COMMENTS[draw % len(COMMENTS)],
            "source": "human",
            "created_at": iso(row.started_ns),
        }


def evaluations(project: Project) -> Iterator[Record]:
    """One that ran over some of the newest traces when they were done."""
    if project.world is None:
        return
    hour_ns = project.clock() // 3_600_000_000_000 * 3_600_000_000_000
    rows = project.traces(Search(until_ns=hour_ns), None, JUDGED).rows
    if rows:
        yield {
            "id": f"eval-{hour_ns // 3_600_000_000_000}",
            "name": "hourly sample",
            "evaluation_type": "rule_based",
            "dataset_id": None,
            "trace_ids": [each.trace_id for each in rows],
            "config": {},
            "criteria": [],
            "created_at": iso(hour_ns),
        }
