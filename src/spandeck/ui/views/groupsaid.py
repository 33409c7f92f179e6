"""What the triage queue says of itself: how many ask for attention, and what is left out."""

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo

from textual.content import Content

from spandeck.model.group import OPEN, Group
from spandeck.model.tail import Standing
from spandeck.paint.blindspots import troubles
from spandeck.paint.budget import Told, Tone
from spandeck.paint.grouprow import MARKS
from spandeck.paint.units import ago, clock
from spandeck.ui.tones import DOT, told
from spandeck.ui.widgets.page import page

URGENT = OPEN[:-1]
"""States that are counted one by one in the heading."""


def heading(groups: Sequence[Group]) -> Content:
    """`ERROR GROUPS  for review 7 · new 2 · escalating 1`."""
    counts = Counter(each.state.word for each in groups)
    words = [each for each in URGENT if counts[each]]
    tones: dict[str, Tone] = {each: "error" for each in words if MARKS[each][1] == "error"}
    parts: list[Told] = [(f"for review {sum(counts[each] for each in OPEN)}", "quiet")]
    parts += [(f"{each} {counts[each]}", tones.get(each, "quiet")) for each in words]
    return Content.styled("ERROR GROUPS  ", "bold $accent") + told(parts, DOT)


def manner(marked: int, *, held: bool) -> list[Told]:
    """What is marked, and that the order stands still while the reader moves."""
    said: list[Told] = [(f"{marked} marked", "accent")] if marked else []
    return [*said, ("order held", "muted")] if held else said


def status(groups: Sequence[Group], listed: int, filtered: str, *, closed: bool) -> list[Told]:
    """How many groups are listed, by which filter, and how many are left out."""
    said: list[Told] = [(f"filter {filtered}", "accent")] if filtered else []
    many = len(groups)
    said.append((f"{listed} of {many} groups" if listed != many else groups_told(many), "muted"))
    hidden = sum(each.state.word in ("snoozed", "resolved") for each in groups)
    if hidden and not closed:
        said.append((f"{hidden} snoozed or resolved: :closed", "muted"))
    return said


def groups_told(many: int) -> str:
    """`1 group`, `12 groups`."""
    return f"{many} group{'' if many == 1 else 's'}"


def unmatched(text: str, held: int) -> Content:
    """That the filter leaves nothing."""
    return page(
        "No error group matches",
        f"{groups_told(held)} {'is' if held == 1 else 'are'} known; {text} leaves none that is "
        "open or at work.",
        "f changes the filter, ! takes it off, :closed shows snoozed and resolved ones.",
    )


def evidence(
    standings: Sequence[Standing], lost: Sequence[str], since_ns: int, now_ns: int, zone: tzinfo
) -> Content:
    """Why there is no group: who answered that nothing failed, and who could not be asked."""
    since = f"{clock(since_ns, zone)[:5]}"
    deaf = [each for each in standings if each.trouble]
    silent = [each for each in standings if not each.trouble and each.answered_ns is not None]
    waiting = [each for each in standings if not each.trouble and each.answered_ns is None]
    if not standings:
        return page(
            "Nobody was asked what fails",
            f"Not connected: {', '.join(lost)}." if lost else "The sources are still opening.",
            ":setup finds keys and writes a profile; spandeck demo shows simulated failures.",
        )
    said = [
        f"{each.title}: nothing since {since}, asked {since_told(each, now_ns)}" for each in silent
    ]
    said += [
        f"{', '.join(each.title for each in struck)}: ✗ {trouble}"
        for trouble, struck in troubles(deaf).items()
    ]
    said += [f"{each.title}: … asked, no answer yet" for each in waiting]
    said += [f"{each}: not connected" for each in lost]
    blind = len(deaf) + len(waiting) + len(lost)
    heading = "No failure was told" if not blind else "No failure was told, but not all can tell"
    return page(heading, "\n".join(said), "r asks again; what fails appears here by itself.")


def since_told(standing: Standing, now_ns: int) -> str:
    """`12 s ago`, `just now`."""
    age = ago(standing.answered_ns, now_ns)
    return "just now" if age == "now" else f"{age} ago"
