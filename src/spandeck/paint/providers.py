"""How the providers beneath stand now: one strip each, the riskiest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.fleet import Standing
from spandeck.model.upstream import BurnDown, Score
from spandeck.paint.budget import Told, Tone
from spandeck.paint.gauge import grade
from spandeck.paint.scale import told
from spandeck.paint.sentence import cut
from spandeck.paint.standing import LOOKS
from spandeck.paint.units import NOTHING, duration, exact, one_line

Line = tuple[Told, ...]
HEAD = "{:<11}{:>5}  {:<17}{:>5}  {}"
TONES: dict[str, Tone] = {"ok": "quiet", "warn": "warn", "error": "error"}
"""A provider that is well is quiet."""
RISKS = {"high": 2, "medium": 1}


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
    head = HEAD.format("UPSTREAM", "score", "p95 vs fleet", "429s", "quota")
    return ((cut(head, width), "head"),)


def lines(strips: Sequence[Strip], now_ns: int, width: int) -> list[Line]:
    """A line a provider."""
    return [line(each, now_ns, width) for each in riskiest(strips)]


def line(strip: Strip, now_ns: int, width: int) -> Line:
    """`openai  ✗ 62  ✗ 8.2 s / 2.9 s  42  ! out in 8 min`."""
    score, slow, burn = scored(strip), compared(strip.standing), ending(strip.burn, now_ns)
    throttled: Tone = "error" if strip.throttled else "muted"
    many = NOTHING if strip.throttled is None else exact(strip.throttled)
    return (
        (cut(one_line(strip.provider), 10).ljust(11), "quiet"),
        (f"{score[0]:>5}  ", score[1]),
        (f"{slow[0]:<17}", slow[1]),
        (f"{many:>5}  ", throttled),
        (cut(burn[0], max(0, width - 40)), burn[1]),
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
    fleet = told(standing.fleet, "ms") if standing.fleet is not None else NOTHING
    said = f"{told(standing.ours, 'ms')} / {fleet}"
    if standing.verdict is None:
        return f"  {said}", "quiet"
    mark, tone = LOOKS[standing.verdict]
    return f"{mark} {said}", "quiet" if tone == "ok" else "error" if tone == "error" else "warn"


def ending(burn: BurnDown | None, now_ns: int) -> Told:
    """When the quota is gone, where that comes before its reset."""
    if burn is None:
        return NOTHING, "muted"
    if burn.remaining <= 0:
        return "✗ used up", "error"
    if burn.minutes is None or burn.risk not in RISKS:
        share = f" of {exact(burn.limit)}" if burn.limit else ""
        return f"{exact(burn.remaining)}{share}", "muted"
    tone: Tone = "error" if burn.risk == "high" else "warn"
    return f"{'✗' if tone == 'error' else '!'} out in {duration(burn.minutes * 60_000)}", tone


def brief(strips: Sequence[Strip], now_ns: int, width: int) -> Line:
    """The riskiest provider in one line, and how many are well beside it."""
    if not strips:
        return (("", "muted"),)
    first, *others = riskiest(strips)
    said = (
        f"{first.provider} {scored(first)[0].strip()} · p95 {compared(first.standing)[0].strip()}"
    )
    if first.throttled:
        said += f" · {exact(first.throttled)} 429s"
    quota, tone = ending(first.burn, now_ns)
    if tone in ("warn", "error"):
        said += f" · quota {quota}"
    more = f"   {len(others)} more" if others else ""
    return ((cut(said + more, width), scored(first)[1]),)
