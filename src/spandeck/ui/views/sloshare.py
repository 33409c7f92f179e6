"""What can be copied of an objective, and what an action needs to know of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from spandeck.model.catalog import Catalog
from spandeck.model.resource import Record, Resource
from spandeck.model.slo import TARGET_PCT, budget
from spandeck.model.upstream import Objective
from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet
from spandeck.paint.objective import card

WIDTH = 78
"""How wide a copied description is."""


def subject(catalog: Catalog, here: Objective | None) -> tuple[Resource | None, Record | None]:
    """The objectives' resource, and one of them by the vendor's own names."""
    if here is None:
        return catalog.by_name.get("slo"), None
    facts: Mapping[str, Any] = {
        "id": here.id,
        "vendor": here.vendor,
        "endpoint": here.endpoint,
        "metric": here.metric,
        "threshold_ms": here.threshold_ms,
        "env": here.environment,
    }
    return catalog.by_name.get("slo"), Record(here.id, facts)


def copies(
    here: Objective | None,
    vendor: str,
    lines: Sequence[Line] = (),
    target_pct: float = TARGET_PCT,
) -> list[tuple[str, str]]:
    """An objective in words, as JSON, by its id; `lines` say more than its card."""
    if here is None:
        return []
    said = lines or card(here, budget(here, target_pct), Sheet(WIDTH))
    command = f"spandeck plot {vendor} slo {here.id}"
    return [
        ("in words", "\n".join("".join(text for text, _ in line).rstrip() for line in said)),
        ("id", here.id),
        ("JSON", json.dumps(asdict(here), indent=2, ensure_ascii=False)),
        ("command", command),
    ]
