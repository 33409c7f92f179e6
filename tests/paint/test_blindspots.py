"""Silence told from blindness, providers by risk, objectives that burn: lines of an exact width."""

from rich.cells import cell_len

from spandeck.model.fleet import standing
from spandeck.model.tail import Standing
from spandeck.model.upstream import BurnDown
from spandeck.paint import blindspots, burning, providers
from spandeck.paint.blindspots import Sight
from spandeck.paint.budget import Told
from spandeck.paint.deck import Aside, beneath, beside
from spandeck.paint.providers import Strip
from tests.ui.upstream import NOW_NS, SCORES, fleet, hours, limits, objective

SECOND_NS = 1_000_000_000
WELL = Standing("risicare", "errors", "Risicare errors", 5.0, 5.0, answered_ns=NOW_NS)


def told(line: tuple[Told, ...]) -> str:
    return "".join(text for text, _ in line)


def sight(*feeds: Standing, **changed: object) -> Sight:
    made: dict[str, object] = {
        "connected": True,
        "answered": True,
        "newest_ns": NOW_NS - 12 * SECOND_NS,
        "feeds": feeds or (WELL,),
    }
    return Sight("Risicare", **{**made, **changed})  # type: ignore[arg-type]


def lines(found: Sight, width: int = 60) -> list[str]:
    return [told(each).rstrip() for each in blindspots.lines([found], NOW_NS, width)]


def test_a_vendor_that_is_seen_is_one_line() -> None:
    assert lines(sight()) == ["Risicare  newest 12 s ago · every 5 s"]


def test_every_way_of_not_seeing_is_told() -> None:
    slow = Standing("risicare", "errors", "Risicare errors", 20.0, 5.0, "minute budget", NOW_NS)
    assert "          ! Risicare errors every 20 s: minute budget" in lines(sight(slow))
    gaps = Standing(
        *("risicare", "errors", "Risicare errors", 5.0, 5.0),
        answered_ns=NOW_NS,
        skipped=2,
        bad=1,
        notes=("2 traces were cut at 1000 spans",),
    )
    shown = "\n".join(lines(sight(gaps)))
    assert "2 polls did not reach back" in shown
    assert "1 row could not be read" in shown
    assert "2 traces were cut at 1000 spans" in shown
    deaf = Standing(
        *("risicare", "errors", "Risicare errors", 60.0, 5.0), trouble="The key is refused."
    )
    assert "✗ Risicare errors: The key is refused." in "\n".join(lines(sight(deaf)))
    assert "no answer yet" in "\n".join(
        lines(sight(Standing("risicare", "errors", "Risicare errors", 5.0, 5.0)))
    )


def test_what_struck_all_lists_of_a_vendor_is_told_once() -> None:
    deaf = [
        Standing("risicare", name, f"Risicare {name}", 5.0, 5.0, trouble="It failed (500). Wait.")
        for name in ("errors", "alerts")
    ]
    shown = lines(sight(*deaf), 70)
    assert shown[1:] == ["          ✗ Risicare errors, Risicare alerts: It failed (500). Wait."]
    whole = lines(sight(*deaf, detail="It failed (500). Press r."), 70)
    assert whole[1:] == ["          ✗ It failed (500). Press r."]


def test_a_feed_that_is_asked_less_often_as_little_fails_is_not_blind() -> None:
    calm = Standing("risicare", "errors", "Risicare errors", 6.25, 5.0, "quiet", NOW_NS)
    assert lines(sight(calm)) == ["Risicare  newest 12 s ago · every 6 s"]


def test_what_is_not_connected_or_did_not_answer_never_looks_well() -> None:
    assert lines(sight(connected=False, feeds=()))[0] == "Risicare  · not connected"
    assert lines(sight(answered=False, newest_ns=None))[0] == "Risicare  … asking"
    assert blindspots.brief([sight(connected=False)], NOW_NS, 70)[0][0] == "without Risicare"
    blind = blindspots.brief([sight(detail="No route.")], NOW_NS, 70)
    assert blind == (("✗ Risicare is blind", "error"),)


def test_the_riskiest_provider_is_told_first_with_its_numbers() -> None:
    risky = Strip("openai", SCORES.scores[0], standing(hours(), fleet()), 42, limits().burn_down)
    calm = Strip("anthropic", SCORES.scores[1], None, 0, None)
    unknown = Strip("stripe", SCORES.scores[2])
    shown = [told(each) for each in providers.lines([calm, unknown, risky], 60)]
    assert shown[0].startswith("openai    ✗  62  ✗ ")
    assert shown[0].rstrip().endswith("42  ✗ 8 min")
    assert shown[1].startswith("anthropic ✓  97  —")
    assert shown[2] == "and 1 more"
    assert told(providers.brief([calm, risky], 90)).startswith("openai ✗ 62 · p95 ✗")


def test_a_quota_is_told_as_what_is_left_until_it_is_nearly_gone() -> None:
    calm = BurnDown(7500, 10_000, None, 1.0, None, "low")
    assert providers.ending(calm) == ("75% left", "muted")
    assert providers.ending(BurnDown(0, 100, None, 1.0, 0.0, "high"))[0] == "✗ used up"
    assert providers.ending(BurnDown(9, None, None, 0.0, None, None))[0] == "9 left"


def test_only_what_burns_has_a_line_and_the_rest_is_evidence() -> None:
    kept = objective("kept", breaching=0, compliance_pct=100.0)
    assert told(burning.lines([kept, kept], 99.0, 50)[0]) == "✓ all 2 objectives keep within budget"
    burnt = burning.lines([kept, objective()], 99.0, 50)
    assert [told(each) for each in burnt] == ["openai    p95 ≤ 2.0 s   98.86 %  ✗ 1.0 h over"]
    many = burning.lines([objective(str(n)) for n in range(9)], 99.0, 50)
    assert told(many[-1]) == "and 4 more burn"


def test_no_line_is_wider_than_its_room() -> None:
    sights = [sight(detail="A vendor's sentence that is very long indeed " * 3)]
    strips = [Strip("a-provider-with-a-long-name", SCORES.scores[0], None, 1_234_567, None)]
    aside = Aside(sights, strips, (objective(),), notices=("the cache is full " * 9,))
    for width in (40, 46, 60):
        for line in (*beside(aside, NOW_NS, width), *beneath(aside, NOW_NS, width)):
            assert cell_len(told(line)) <= width, told(line)
