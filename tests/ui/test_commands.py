"""Commands as values: how a typed line is read, matched and completed."""

import pytest

from spandeck.model.query import BadQuery
from spandeck.ui.commands import (
    Command,
    UnknownCommand,
    completed,
    containing,
    fitting,
    matches,
    read,
)
from spandeck.ui.ranges import spoken, typed


def nothing(argument: str) -> None:
    """Does nothing."""


KNOWN = [
    Command("traces", "Go to the traces", nothing),
    Command("theme", "Change the colours", nothing, "dark", ("dark", "light", "light-high")),
    Command("limits", "Go to the limits", nothing),
]


def test_a_command_is_read_with_its_argument() -> None:
    command, argument = read("  theme   light ", KNOWN)
    assert (command.name, argument) == ("theme", "light")


def test_a_unique_beginning_is_enough() -> None:
    assert read("lim openai", KNOWN)[0].name == "limits"


def test_a_beginning_of_two_is_asked_about() -> None:
    with pytest.raises(UnknownCommand, match="“t” could be theme, traces"):
        read("t", KNOWN)


@pytest.mark.parametrize("line", ["frob", "", " ", "themes"])
def test_an_unknown_command_is_named(line: str) -> None:
    with pytest.raises(UnknownCommand, match="There is no command"):
        read(line, KNOWN)


def test_an_exact_name_wins_over_longer_ones() -> None:
    known = [*KNOWN, Command("the", "A short one", nothing)]
    assert read("the", known)[0].name == "the"


def test_names_and_then_choices_match() -> None:
    assert matches("t", KNOWN) == ("traces", "theme")
    assert matches("theme l", KNOWN) == ("theme light", "theme light-high")
    assert matches("limits x", KNOWN) == ()


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("lim", "limits"),
        ("t", "t"),
        ("th", "theme "),
        ("theme l", "theme light"),
        ("theme light-", "theme light-high"),
        ("theme d", "theme dark"),
        ("frob", "frob"),
    ],
)
def test_a_line_is_completed_as_far_as_it_is_certain(line: str, whole: str) -> None:
    assert completed(line, KNOWN) == whole


@pytest.mark.parametrize(
    ("text", "seconds"), [("15m", 900), ("2h", 7200), ("1.5h", 5400), ("7d", 604_800)]
)
def test_a_range_is_read(text: str, seconds: float) -> None:
    assert typed(text) == seconds


def test_all_is_no_range() -> None:
    assert typed("all") is None


@pytest.mark.parametrize("text", ["2", "2y", "h", "-1h", "0s", "99999d", "10ms"])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(BadQuery):
        typed(text)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (900, "last 15 m"),
        (3600, "last 1 h"),
        (86_400, "last 24 h"),
        (172_800, "last 2 d"),
        (129_600, "last 36 h"),
        (5400, "last 90 m"),
        (61, "last 61 s"),
        (None, "all time"),
    ],
)
def test_a_range_is_spoken(seconds: float | None, said: str) -> None:
    assert spoken(seconds) == said


def test_names_are_told_as_far_as_there_is_room_and_the_rest_is_counted() -> None:
    names = [f"command-{number:03}" for number in range(150)]
    assert fitting(names[:3], 60) == "command-000  command-001  command-002"
    told = fitting(names, 60)
    assert told == "  ".join([*names[:4], "… 146 more; ctrl+p lists them all"])


def test_a_line_that_could_be_much_names_a_few() -> None:
    many = [Command(f"create-{number:03}", "", nothing) for number in range(150)]
    with pytest.raises(UnknownCommand) as caught:
        read("create", many)
    assert len(str(caught.value)) < 280
    assert "create-000" in str(caught.value)
    assert "more; ctrl+p" in str(caught.value)


def test_names_that_only_hold_the_word_are_found_too() -> None:
    assert containing("mit", KNOWN) == ("limits",)
    assert containing("", KNOWN) == ()
