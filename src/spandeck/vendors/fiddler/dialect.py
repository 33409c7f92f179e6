"""How Fiddler writes pages, items, filters and errors (contracts/fiddler.md §1, §3)."""

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from spandeck.model.query import BadQuery, Condition, find
from spandeck.model.resource import Resource
from spandeck.vendors.dialect import Asked, Place
from spandeck.vendors.fiddler.filtering import both, compared
from spandeck.vendors.fiddler.wire import ErrorBody, PageFacts, Paginated

ENVELOPE = ("api_version", "kind", "api")
COMPLAINT = re.compile(r"\s*([A-Za-z_][\w.\[\]]*)\s*:\s+(.+)", re.DOTALL)
"""How an issue names the field it is about, where it does."""


class Fiddler:
    """Fulfils `vendors.dialect.Dialect`."""

    rows = "data.items"
    beside = frozenset({*ENVELOPE, "data", "items", "item_count", *PageFacts.model_fields})
    explains: Mapping[int, str] = MappingProxyType({})

    def page(self, resource: Resource, cursor: str | None, limit: int, into: Asked) -> None:
        """Ask for one page; the cursor is the offset (contract §1.3)."""
        offset = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() else 0
        match resource.paging:
            case "":
                into.params |= {"limit": limit, "offset": offset}
            case "body":
                into.body |= {"page_size": limit, "offset": offset}

    def filtered(self, resource: Resource, conditions: Sequence[Condition], into: Asked) -> None:
        """A filter tree: a parameter of JSON text, in the body for spans (contract §3.1, §3.2)."""
        if not conditions:
            return
        rules = []
        for each in conditions:
            known, _ = find(each.field, resource.filters)
            rules.append(compared(known, each))
        tree = both(rules)
        call = resource.listing
        if call is None:
            raise BadQuery(f"{resource.title} are not listed.")
        if call.method == "POST":
            into.body["filter"] = tree
        else:
            into.params["filter"] = json.dumps(tree, ensure_ascii=False)

    def named(self, resource: Resource, own: Any, rows: list[Any]) -> tuple[Any, list[Any]]:
        """There is one spelling."""
        return own, rows

    def place(self, resource: Resource, own: Any, cursor: str | None, rows: int) -> Place:
        """Where the list stands; `ValueError` when the page is none."""
        if resource.paging == "none":
            return Place(None)
        return following(own, rows)

    def item(self, body: Any) -> Any:
        """What an envelope holds; an answer may do without one, or hold nothing (§8 C5)."""
        if not isinstance(body, Mapping):
            return body
        if body.get("kind") == "ERROR" or "error" in body.keys() - {"data"}:
            raise ValueError(self.message(body) or "it is an error")
        if "data" in body and any(name in body for name in ENVELOPE):
            return body["data"]
        if "kind" in body:
            return {name: each for name, each in body.items() if name not in ENVELOPE}
        return body

    def message(self, body: Any) -> str | None:
        """The vendor's words in the body of an error (contract §1.2); raise `ValueError`."""
        error = ErrorBody.model_validate(body).error
        said = [each.message for each in error.errors or () if each.message]
        return "; ".join(dict.fromkeys(said)) or error.message

    def complaints(self, body: Any) -> Mapping[str, str]:
        """The fields that the issues name at their beginning, if they do."""
        try:
            issues = ErrorBody.model_validate(body).error.errors or ()
        except ValidationError:
            return {}
        named = (COMPLAINT.fullmatch(each.message or "") for each in issues)
        return {found[1]: found[2] for found in named if found}


def following(own: Any, rows: int) -> Place:
    """Where a list goes on after a page; raise `ValueError` when it is none.

    `page_index` counts from 1, and is the last when it has reached `page_count` (contract §1.3).
    """
    facts = Paginated.model_validate(own).data
    offset = facts.offset or 0
    after = str(offset + (facts.page_size or rows))
    if facts.page_index is not None and facts.page_count is not None:
        more = facts.page_index < facts.page_count
    else:
        more = facts.total is not None and offset + rows < facts.total
    if more and not rows:
        return Place(None, ("the vendor says there is more, but gave nothing",), facts.total)
    return Place(after if more else None, (), facts.total)
