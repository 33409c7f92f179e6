"""The why-card as a list of lines with its verdict beneath, in exactly the room there is."""

from collections.abc import Iterable, Sequence

from spandeck.model.told import Subject, Told
from spandeck.model.verdict import Rule, Verdict
from spandeck.paint.document import Line
from spandeck.paint.row import Cell, Column, Tone
from spandeck.paint.sentence import cut, folded, middle
from spandeck.paint.units import ago
from spandeck.paint.whytext import Card, awaited, source, text

AGED = 20
"""From this width on, the column of who says so tells the age as well."""
COLUMNS = (
    Column("mark", "", "mark", 1),
    Column("said", "What is known", "text", 56, most=400),
    Column("source", "from", "text", 15, most=AGED, rank=1),
)
COUNTS, UNKNOWN, WAITING = "◆", "?", "…"
"""A line that the verdict rests on; one of which nothing is known; one that is awaited."""
FRESH_NS = 10_000_000_000
REASON_LINES = 2
TELLING = 3
"""How many of the things are named that would tell more."""
NOTHING_SPEAKS = "nothing that is known speaks for any cause"


def standing(card: Card) -> str:
    """How far the card has come, for a status line."""
    many = len(card.lines)
    known = f"{many - card.waiting - card.unknown} of {many} known"
    asked = f"asking {card.waiting}" if card.waiting else ""
    unknown = f"{card.unknown} not known" if card.unknown else ""
    old = ago(card.at_ns, card.now_ns)
    failed = "" if not many else "failed just now" if old == "now" else f"failed {old} ago"
    return " · ".join(each for each in (failed, known, asked, unknown) if each)


def ordered(lines: Iterable[Told]) -> list[Told]:
    """In the order in which they are told; two of one subject by who told them."""
    places = {each: place for place, each in enumerate(Subject)}
    return sorted(lines, key=lambda each: (places[each.subject], each.source))


def cell(card: Card, line: Told, column: Column) -> Cell:
    """What one column of a line says."""
    tone = toned(line)
    match column.name:
        case "mark":
            return mark(card, line)
        case "said":
            return Cell(fitted(line, text(line, card.at_ns, card.zone), column.width), tone)
        case _:
            said = source(line, card.zone)
            old = age(line, card.now_ns) if column.width >= AGED else ""
            return Cell(middle(f"{said} {old}".strip(), column.width), "muted")


def toned(line: Told) -> Tone:
    """What is not known is told quietly; the failure itself loudly."""
    if line.subject is Subject.FAILURE:
        return "error"
    if line.unknown:
        return "warn"
    return "plain" if line.fact is not None else "muted"


def mark(card: Card, line: Told) -> Cell:
    """Whether the verdict rests on it, and whether anything is known at all."""
    if awaited(line):
        return Cell(WAITING, "muted")
    if line.unknown:
        return Cell(UNKNOWN, "warn")
    counts = line.fact is not None and line.subject in card.counting
    return Cell(COUNTS if counts else " ", "accent")


def age(line: Told, now_ns: int) -> str:
    """How old it is; nothing for what is just read, or part of the span."""
    if line.as_of_ns is None or now_ns - line.as_of_ns < FRESH_NS:
        return ""
    return ago(line.as_of_ns, now_ns)


def fitted(line: Told, words: str, width: int) -> str:
    """A line's words in its column; the failure ends with its message, which may be cut."""
    return cut(words, width) if line.subject is Subject.FAILURE else middle(words, width)


def concluded(card: Card, width: int) -> list[Line]:
    """The verdict, why, and what would tell more."""
    found = card.verdict
    if found is None:
        return [(("→ asking…", "muted"),)]
    tells = ", ".join(each.value for each in found.decisive[:TELLING])
    lines = [(("  " + each, "text"),) for each in short(why(found), width - 2, REASON_LINES)]
    if tells and not card.waiting:
        (more,) = short(f"not known, and would tell: {tells}", width - 2, 1)
        lines.append((("  " + more, "muted"),))
    return [headline(card, found), *lines]


def headline(card: Card, found: Verdict) -> Line:
    """The verdict and how sure it is, as far as the answers have come."""
    asked = f"   {card.waiting} still asked" if card.waiting else ""
    if found.confidence is None:
        yet = " yet" if card.waiting else ""
        return ("→ ", "muted"), (f"{found.sentence}{yet}", "heading"), (asked, "muted")
    tone = "error" if found.confidence == "high" else "warning"
    sure = f"   ({found.confidence})"
    return ("→ ", "accent"), (found.sentence, tone), (sure, "heading"), (asked, "muted")


def why(found: Verdict) -> str:
    """The reasons of a verdict; what is not enough for any, where there is none."""
    if found.blame is not None:
        return f"because {'; '.join(each.because for each in found.reasons)}"
    weak = "; ".join(each.because for each in found.findings if each.weight > 0)
    return f"only: {weak}" if weak else NOTHING_SPEAKS


def short(words: str, width: int, most: int) -> list[str]:
    """Folded to some lines; the last one says that there is more."""
    lines = folded(words, max(8, width))
    if len(lines) <= most:
        return lines
    last = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], middle(last, width)]


def rules(known: Sequence[Rule], verdict: Verdict | None) -> list[tuple[str, str]]:
    """Every rule with what it says of this failure: a heading and a sentence each."""
    spoken = {each.rule: each for each in verdict.findings} if verdict else {}
    told = []
    for each in sorted(known, key=lambda rule: rule.name not in spoken):
        found = spoken.get(each.name)
        heading = f"{COUNTS if found else ' '} {each.name}  {each.weight:+d} {blamed(each)}"
        told.append((heading, f"{each.about} Here: {found.because}." if found else each.about))
    return told


def blamed(rule: Rule) -> str:
    """Whom it blames, in the verdict's words."""
    return rule.blame.value.format("…")
