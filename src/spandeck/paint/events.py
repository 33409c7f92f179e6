"""The events of a span: when, what, and exceptions with their whole stacks."""

from spandeck.model.trace import Event, Span
from spandeck.paint.attributes import table
from spandeck.paint.document import BLANK, Paragraph
from spandeck.paint.units import NOTHING, duration, one_line

EXCEPTION = ("exception.type", "exception.message", "exception.stacktrace")


def happened(span: Span, *, entire: bool = False) -> list[Paragraph]:
    """Everything the Events tab says about a span."""
    if not span.events:
        return [Paragraph("This span has no events.", "muted")]
    return [said for event in span.events for said in (*one(event, span, entire), BLANK)]


def one(event: Event, span: Span, entire: bool) -> list[Paragraph]:
    """One event; an exception's stack stands as text, whole."""
    after = NOTHING
    if event.at_ns is not None and span.started_ns is not None:
        after = f"+{duration((event.at_ns - span.started_ns) / 1e6)}"
    kind, message, stack = (event.attributes.get(key) for key in EXCEPTION)
    failed = "error" if kind or message else "heading"
    said = [Paragraph(f"{after}  {one_line(event.name)}", failed)]
    said += [Paragraph(str(each), "error", indent=2) for each in (kind, message) if each]
    if stack:
        said.append(Paragraph(str(stack).rstrip(), "muted", indent=2))
    rest = {key: value for key, value in event.attributes.items() if key not in EXCEPTION}
    return said + table(rest, entire=entire)
