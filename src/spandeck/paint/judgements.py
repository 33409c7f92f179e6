"""What evaluators and people said of a span, a line each with the reason below it."""

from collections.abc import Sequence

from spandeck.paint.document import BLANK, Paragraph
from spandeck.paint.units import one_line
from spandeck.semantics.facts import Judgement

COLUMN = 20


def judged(judgements: Sequence[Judgement]) -> list[Paragraph]:
    """All of them under one heading; nothing where there are none."""
    if not judgements:
        return []
    said = [BLANK, Paragraph("Judged", "heading")]
    for each in judgements:
        said.append(
            Paragraph(verdict(each), label=one_line(each.name), column=COLUMN, label_role="key")
        )
        if each.explanation:
            said.append(Paragraph(each.explanation, "muted", indent=2))
    return said


def verdict(each: Judgement) -> str:
    """`good  0.92  by ada@example.com, of the trace`."""
    told = [each.label or "", "" if each.score is None else f"{each.score:g}"]
    by = f"by {one_line(each.by)}" if each.by else ""
    of = f"of the {each.of}" if each.of != "span" else ""
    aside = ", ".join(part for part in (by, of) if part)
    return "  ".join(part for part in (*told, aside) if part) or "nothing said"
