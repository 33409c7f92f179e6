"""Two experiments side by side: their runs joined by example, those that differ first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spandeck.paint.document import Line, wrapped
from spandeck.paint.recordfact import numeric
from spandeck.paint.recordtree import walked, words
from spandeck.paint.row import cut
from spandeck.paint.units import exact, one_line

OUTPUT_MOST = 6
"""Lines of an output that are shown."""
OUTPUTS = ("output", "outputs", "error", "error_message")
JUDGED = ("eval.", "evaluations.", "scores.", "annotations.")
"""Where judgements stand."""
LISTED = "scores"
"""Where judgements stand as a list, each with its name (Fiddler's contract §5.12)."""
WORDS = ("score_label", "error_reason")
Row = Mapping[str, Any]


def side_by_side(
    base: Iterable[Row], other: Iterable[Row], names: tuple[str, str], join: str, width: int
) -> list[Line]:
    """Runs of two experiments by the example that they ran, outputs and judgements beside."""
    before, after = by_example(base, join), by_example(other, join)
    examples = [*before, *(each for each in after if each not in before)]
    differing = [each for each in examples if differs(before.get(each), after.get(each))]
    alike = len(examples) - len(differing)
    half = max(12, (width - 3) // 2)
    made: list[Line] = [
        (("  ", "text"), *pair(names, half - 1, "heading")),
        ((f"{exact(len(differing))} examples differ, {exact(alike)} do not", "muted"),),
    ]
    if before and after and not before.keys() & after.keys():
        made.append((("No example ran in both: they are of different datasets.", "warning"),))
    for each in (*differing, *(each for each in examples if each not in set(differing))):
        mark = ("≠ ", "warning") if each in set(differing) else ("= ", "muted")
        made += [(), (mark, (one_line(each), "accent"))]
        made += one(before.get(each), after.get(each), half)
    return made


def by_example(rows: Iterable[Row], join: str) -> dict[str, Row]:
    """Rows by the example they belong to; without one, by their place."""
    return {str(row.get(join) or f"row {place + 1}"): row for place, row in enumerate(rows)}


def differs(before: Row | None, after: Row | None) -> bool:
    """Whether two runs of an example came out differently."""
    if before is None or after is None:
        return True
    return output(before) != output(after) or judged(before) != judged(after)


def output(row: Row | None) -> str:
    """What a run said."""
    found = next((row[name] for name in OUTPUTS if row and row.get(name) is not None), None)
    return "" if found is None else words(found)


def judged(row: Row | None) -> dict[str, str]:
    """How a run was judged, by the names of the judgements."""
    listed = row.get(LISTED) if row else None
    if isinstance(listed, list):
        return dict(score(each) for each in listed if isinstance(each, dict))
    return {
        path: f"{value:g}" if numeric(value) else words(value)
        for path, value in (walked(row) if row else ())
        if path.startswith(JUDGED) and not isinstance(value, dict | list)
    }


def score(found: Row) -> tuple[str, str]:
    """One of a list of scores: its name, and its number and word; ids say nothing of the run."""
    number = found.get("score_value")
    told = (f"{number:g}" if numeric(number) else None, *map(found.get, WORDS))
    name = found.get("score_name") or found.get("evaluator_name") or LISTED
    return str(name), " ".join(str(each) for each in told if each) or "—"


def one(before: Row | None, after: Row | None, half: int) -> Sequence[Line]:
    """One example: both outputs, then every judgement."""
    made = columns(shown(before, half), shown(after, half), half)
    one_side, other_side = judged(before), judged(after)
    for name in dict.fromkeys((*one_side, *other_side)):
        values = one_side.get(name, "—"), other_side.get(name, "—")
        role = "text" if values[0] == values[1] else "warning"
        made += [((f"  {one_line(name)}", "key"),), (("  ", "text"), *pair(values, half - 1, role))]
    return made


def shown(row: Row | None, width: int) -> list[str]:
    """An output in lines, the first of them."""
    if row is None:
        return ["not run"]
    lines = [part for line in output(row).split("\n") for part in wrapped(line, width)]
    return [*lines[: OUTPUT_MOST - 1], "…"] if len(lines) > OUTPUT_MOST else lines


def columns(left: Sequence[str], right: Sequence[str], half: int) -> list[Line]:
    """Two texts beside each other."""
    made: list[Line] = []
    for number in range(max(len(left), len(right))):
        texts = (
            left[number] if number < len(left) else "",
            right[number] if number < len(right) else "",
        )
        made.append((("  ", "text"), *pair(texts, half - 1, "text")))
    return made


def pair(texts: tuple[str, str], half: int, role: str) -> tuple[tuple[str, str], ...]:
    """Two cells with a line between them."""
    first, second = (cut(one_line(each), half) for each in texts)
    return (first, role), (" │ ", "muted"), (second.rstrip(), role)
