"""What people noted of a failure, as the texts of a form by which its vendor can keep it.

Which of a vendor's actions can is data of its catalog (`Action.keeps`); nothing is sent here.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from spandeck.model.action import Action
from spandeck.model.record import iso

AROUND_NS = 3_600_000_000_000
"""How far around the failure a vendor is told to look for it."""
NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Noted:
    """A failure at one vendor, and what is to be kept of it there."""

    vendor: str
    trace_id: str
    span_id: str | None = None
    project: str = ""
    """The project at the vendor; empty where it has to be chosen."""
    at_ns: int | None = None
    note: str = ""

    @property
    def facts(self) -> Mapping[str, str]:
        """What stands for the names in `Action.keeps`."""
        at_ns = self.at_ns
        return {
            "trace": self.trace_id,
            "span": self.span_id or "",
            "record": self.span_id or self.trace_id,
            "granularity": "SPAN" if self.span_id else "TRACE",
            "project": self.project,
            "since": "" if at_ns is None else iso(at_ns - AROUND_NS) or "",
            "until": "" if at_ns is None else iso(at_ns + AROUND_NS) or "",
            "note": self.note,
        }


def texts(action: Action, noted: Noted) -> dict[str, str]:
    """What the fields of a keeping action begin with.

    In a JSON field each fact is a JSON text, and one that needs an unknown fact is left empty.
    """
    facts = noted.facts
    written = {name: json.dumps(fact, ensure_ascii=False) for name, fact in facts.items()}
    whole = {each.name for each in action.fields if each.kind == "json"}
    found = {}
    for field, template in action.keeps.items():
        needed = set(NAME.findall(template)) - {"note"}
        blind = field in whole and not all(facts[name] for name in needed)
        found[field] = "" if blind else filled(template, written if field in whole else facts)
    return found


def filled(template: str, facts: Mapping[str, str]) -> str:
    """A template with its names replaced, once: a note that looks like a name stays as it is."""
    return NAME.sub(lambda found: facts[found[1]], template)
