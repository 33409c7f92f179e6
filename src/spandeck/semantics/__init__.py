"""What spans mean: attributes in any of the dialects in use become facts in our words.

`glance` is cheap and for every row; `read` is thorough and for the span one looks at. Neither
raises, whatever a span holds.
"""

from collections.abc import Hashable

from spandeck.model.trace import Span
from spandeck.semantics.attributes import flat, text
from spandeck.semantics.facts import DB, HTTP, Glance, Meaning
from spandeck.semantics.kind import kind, label
from spandeck.semantics.usage import cost, total


def glance(span: Span) -> Glance:
    """The few facts that a row of the span tree and the totals need."""
    attributes = span.attributes
    found = kind(span)
    if found in (HTTP, DB):
        return Glance(found, label(attributes, found))
    stated = cost(attributes)
    return Glance(
        found,
        label(attributes, found),
        total(attributes),
        None if stated is None else stated.usd,
        text(attributes, "gen_ai.response.id"),
    )


def read(span: Span) -> Meaning:
    """Everything a span says."""
    attributes = flat(span.attributes)
    return Meaning(kind(span), label(attributes, kind(span)))
