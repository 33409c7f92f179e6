"""The lines of what is known about a failure: on which subject, who told it, and what proves it."""

from dataclasses import dataclass
from enum import Enum

from spandeck.model.evidence import Evidence
from spandeck.model.fact import Fact


class Subject(Enum):
    """What is asked, in the order in which it is told; the value says it in a few words."""

    FAILURE = "the failure"
    THROTTLING = "429s of the provider"
    PACE = "latency against the fleet"
    ERRORS = "errors of the provider"
    QUOTA = "what is left of the quota"
    SIBLINGS = "traces that failed alike"
    VERSIONS = "versions of the agent"
    RETRIES = "retries"
    LOOP = "equal calls"
    DIAGNOSIS = "diagnosis"
    FIX = "active fix"
    ALERTS = "alerts around then"
    HEALTH = "health of the provider"
    WATCHER = "the watcher itself"
    MODEL = "the model's life"
    MAINTENANCE = "planned maintenance"
    OBJECTIVES = "objectives of that day"
    ELSEWHERE = "the same trace elsewhere"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what is known: a fact, that there is nothing, or why it is not known."""

    subject: Subject
    source: str
    """Who says so: a vendor's title, or `span`."""
    fact: Fact | None = None
    none: str = ""
    """Who was asked answered, and there is nothing: the sentence that says so."""
    unknown: str = ""
    """The sentence why it is not known; empty where it is."""
    as_of_ns: int | None = None
    """When it was answered; None for what the span itself tells."""
    cached: bool = False
    hour_ns: int | None = None
    """The hour it is about, where it is about one."""
    live: bool = False
    """Whether it is about now rather than about the time of the failure."""
    evidence: Evidence | None = None
    """What proves it."""
