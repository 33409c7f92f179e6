"""The frame's single lines at every width: the header, the key bar, left and right parts."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from spandeck.ui.app import Spandeck
from spandeck.ui.clipboard import browser_at_hand
from spandeck.ui.keys import FORBIDDEN, bindings, declared
from spandeck.ui.tabs import TABS
from spandeck.ui.widgets.header import Facts, pieces
from spandeck.ui.widgets.keybar import ALWAYS, shown
from spandeck.ui.widgets.line import joined
from spandeck.ui.zone import local_zone
from tests.ui.fakes import profile

DEMO = Facts(profile(Path("/nowhere")), "risicare", 21_600.0, "14:31", "UTC")
PRODUCTION = Facts(
    profile(Path("/nowhere"), name="eu-west-1", production=True, demo=False, writes=True),
    "risicare",
    None,
    "14:31",
    "CEST",
)


def line(facts: Facts, width: int) -> str:
    return "".join(piece.text for piece in pieces(facts, width))


@given(width=st.integers(60, 300), facts=st.sampled_from([DEMO, PRODUCTION]))
def test_the_header_fills_its_width_and_always_says_whose_data_it_is(
    width: int, facts: Facts
) -> None:
    text = line(facts, width)
    assert cell_len(text) == width
    assert ("DEMO" if facts is DEMO else "PRODUCTION eu-west-1  WRITES") in text
    assert "3 Risicare" in text


@pytest.mark.parametrize("width", [80, 120, 200])
def test_every_tab_is_named_at_common_widths(width: int) -> None:
    for title in ("1 Deck", "2 Fiddler", "4 Arize", "5 Apidepth", "6 Limits", "14:31"):
        assert title in line(DEMO, width)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_titles_stay_in_place_when_another_tab_is_current(width: int) -> None:
    other = line(replace(DEMO, tab="limits"), width)
    assert [other.index(each.title) for each in TABS] == [
        line(DEMO, width).index(each.title) for each in TABS
    ]


def test_a_long_name_costs_the_titles_before_the_band() -> None:
    assert "Fiddler" not in line(PRODUCTION, 80)
    assert " 2 " in line(PRODUCTION, 80)


def test_the_profile_is_named_and_shows_that_there_are_others() -> None:
    others = replace(DEMO, profile=replace(DEMO.profile, others=("prod",)))
    assert " DEMO  demo " in line(DEMO, 120)
    assert " DEMO  demo▾ " in line(others, 120)
    named = replace(PRODUCTION, profile=replace(PRODUCTION.profile, others=("demo",)))
    assert " PRODUCTION eu-west-1▾ " in line(named, 80)


KEYS = [("enter", "open"), ("e", "next error"), ("f", "filter"), ("F", "follow"), ("y", "copy…")]


@given(width=st.integers(30, 120))
def test_the_key_bar_is_cut_between_keys_and_keeps_help_and_command(width: int) -> None:
    kept = shown(KEYS, width)
    assert sum(len(key) + 1 + len(does) + 2 for key, does in kept) <= width
    assert tuple(kept[-2:]) == ALWAYS
    assert kept[:-2] == KEYS[: len(kept) - 2]


TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=60)


@given(left=TEXTS, right=TEXTS, width=st.integers(0, 120))
def test_left_and_right_never_leave_their_line(left: str, right: str, width: int) -> None:
    assert joined(Content(left), Content(right), width).cell_length <= width


def test_the_left_part_is_cut_for_the_right_one() -> None:
    assert joined(Content("212 of 4 183 rows"), Content("R 9/10"), 18).plain == "212 of 4 …  R 9/10"


def test_a_named_zone_knows_its_summer_time() -> None:
    zone = local_zone("Europe/Berlin")
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(zone).strftime("%H %Z") == "02 CEST"
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone).strftime("%H %Z") == "01 CET"


def test_without_a_zone_todays_offset_is_used(tmp_path: Path) -> None:
    assert local_zone("", tmp_path / "missing").utcoffset(None) is not None
    assert local_zone("No/Where", tmp_path / "missing").utcoffset(None) is not None


@pytest.mark.parametrize(
    ("environ", "platform", "hand"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "a b"}, "linux", False),
        ({}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_only_where_the_person_sits(
    environ: dict[str, str], platform: str, hand: bool
) -> None:
    assert browser_at_hand(environ, platform) is hand


OWNERS = sorted(set(declared()), key=str)
assert Spandeck in OWNERS


@pytest.mark.parametrize("kind", OWNERS, ids=lambda kind: kind.__name__)
def test_every_key_can_be_remapped_and_says_what_it_does(kind: type) -> None:
    for each in kind.__dict__["BINDINGS"]:
        assert each.id, f"{kind.__name__}: {each.key} has no id"
        assert each.description, f"{each.id} has no description"
        assert not each.key.lower().startswith(FORBIDDEN), each.key
    keys = [each.key for each in bindings(kind)]
    assert len(keys) == len(set(keys)), f"{kind.__name__} gives one key two meanings"
