"""A span as JSON: the record that `spandeck get` prints too, with everything the vendor sent."""

import json

from spandeck.model.record import of_span
from spandeck.model.trace import Span
from spandeck.paint.document import Paragraph
from spandeck.paint.indent import indented


def text(span: Span) -> str:
    """The record as JSON over lines."""
    return "\n".join(indented(encoded(span)))


def encoded(span: Span) -> str:
    """The record as JSON on one line."""
    return json.dumps(of_span(span), ensure_ascii=False, default=str)


def printed(span: Span) -> list[Paragraph]:
    """Everything the Raw tab says about a span."""
    return [Paragraph(encoded(span), json=True)]
