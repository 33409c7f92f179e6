"""How the providers beneath stand now: one strip each, the riskiest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.fleet import Standing
from spandeck.model.upstream import BurnDown, Score
from spandeck.paint.budget import Told, Tone
from spandeck.paint.document import fitted
from spandeck.paint.gauge import grade
from spandeck.paint.sentence import cut
from spandeck.paint.standing import LOOKS
from spandeck.paint.units import NOTHING, count, exact, one_line

Line = tuple[Told, ...]
NAME, QUOTA = 10, 38
"""Cells of a provider's name, and where its quota begins."""
TONES: dict[str, Tone] = {"ok": "quiet", "warn": "warn", "error": "error"}
"""A provider that is well is quiet."""
RISKS = {"high": 2, "medium": 1}
SHOWN = 7
"""Providers that have a line of their own."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What is known of one provider; None for what was not answered."""

    provider: str
    score: Score | None = None
    standing: Standing | None = None
    throttled: int | None = None
    """429s in the last hours."""
    burn: BurnDown | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.throttled) or (self.score is not None and self.score.score is not None)

    @property
    def risk(self) -> tuple[int, int, int]:
        """The higher, the riskier: the quota's end, then 429s, then how far from well."""
        word = self.burn.risk if self.burn else None
        lost = 100 - (self.score.score if self.score and self.score.score is not None else 100)
        return RISKS.get(word or "", 0), self.throttled or 0, lost


def riskiest(strips: Sequence[Strip]) -> list[Strip]:
    """The riskiest first."""
    return sorted(strips, key=lambda each: each.risk, reverse=True)


def heading(width: int) -> Line:
    """What the columns are."""
    head = f"{'UPSTREAM':<{NAME}}score  {'p95 / fleet':<15}429s  quota"
    return ((cut(head, width), "head"),)


def lines(strips: Sequence[Strip], width: int) -> list[Line]:
    """A line a provider, and how many more there are of which nothing is to be feared."""
    ranked = riskiest(strips)
    shown = [each for each in ranked if each.known][:SHOWN]
    made = [line(each, width) for each in shown]
    rest = len(ranked) - len(shown)
    return [*made, ((cut(f"and {rest} more", width), "muted"),)] if rest else made


def line(strip: Strip, width: int) -> Line:
    """`openai     ✗ 62  ✗ 8.2 s / 2.9 s     42  ✗ 8 min`."""
    score, slow, burn = scored(strip), compared(strip.standing), ending(strip.burn)
    throttled: Tone = "error" if strip.throttled else "muted"
    many = NOTHING if strip.throttled is None else count(strip.throttled)
    return (
        (fitted(one_line(strip.provider), NAME), "quiet"),
        (f"{score[0]:>5}  ", score[1]),
        (fitted(slow[0], 15), slow[1]),
        (f"{many:>4}  ", throttled),
        (cut(burn[0], max(0, width - QUOTA)), burn[1]),
    )


def scored(strip: Strip) -> Told:
    """The score with its mark."""
    value = strip.score.score if strip.score else None
    if value is None:
        return NOTHING, "muted"
    mark, role = grade(value)
    return f"{mark} {value:>3}", TONES.get(role, "quiet")


def compared(standing: Standing | None) -> Told:
    """Ours against the fleet's, with the mark of the verdict."""
    if standing is None or standing.ours is None:
        return NOTHING, "muted"
    fleet = seconds(standing.fleet) if standing.fleet is not None else NOTHING
    said = f"{seconds(standing.ours)} / {fleet} s"
    if standing.verdict is None:
        return f"  {said}", "quiet"
    mark, tone = LOOKS[standing.verdict]
    return f"{mark} {said}", "quiet" if tone == "ok" else "error" if tone == "error" else "warn"


def seconds(ms: float) -> str:
    """`8.2`, `0.39`, `12`: seconds in three digits at most."""
    return (
        f"{ms / 1000:.2f}"
        if ms < 995
        else f"{ms / 1000:.1f}"
        if ms < 99_950
        else f"{ms / 1000:.0f}"
    )


def ending(burn: BurnDown | None) -> Told:
    """In how many minutes the quota is gone, where that is soon; else how much is left."""
    if burn is None:
        return NOTHING, "muted"
    if burn.remaining <= 0:
        return "✗ used up", "error"
    if burn.minutes is not None and burn.risk in RISKS:
        tone: Tone = "error" if burn.risk == "high" else "warn"
        return f"{'✗' if tone == 'error' else '!'} {burn.minutes:.0f} min", tone
    left = f"{burn.remaining / burn.limit:.0%}" if burn.limit else exact(burn.remaining)
    return f"{left} left", "muted"


def brief(strips: Sequence[Strip], width: int) -> Line:
    """The riskiest provider in one line, and how many are well beside it."""
    if not strips:
        return (("", "muted"),)
    first, *others = riskiest(strips)
    score, slow = scored(first)[0], compared(first.standing)[0]
    said = " ".join(f"{first.provider} {score} · p95 {slow}".split())
    if first.throttled:
        said += f" · {exact(first.throttled)} 429s"
    quota, tone = ending(first.burn)
    if tone in ("warn", "error"):
        said += f" · quota {quota.removeprefix('✗ ').removeprefix('! ')}"
    more = f"   {len(others)} more" if others else ""
    return ((cut(said + more, width), scored(first)[1]),)
