"""The terminal is told of what is new: seldom, in our own words, never of what is dealt with."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver

from spandeck.model.tail import Item
from spandeck.triage.board import Board
from spandeck.triage.store import Store
from spandeck.ui.bell import LONGEST, Bell, sender
from spandeck.ui.doctor import notifying
from spandeck.ui.profile import Profile
from tests.ui.failures import failure
from tests.ui.fakes import SECOND_NS, profile
from tests.ui.running import running
from tests.ui.tailing import Now


class Ringing:
    """A bell, what it wrote, and failures that keep coming."""

    def __init__(self, notify: str = "osc9") -> None:
        self.now = Now()
        self.board = Board(Store.open(None), self.now, by="me@here")
        self.sent: list[str] = []
        self.failed = 0
        shown = profile(Path("/nowhere"), notify=notify, clock=self.now)
        self.bell = Bell(self.board, shown, self.sent.append)

    def fail(self, tool: str, *, ago_s: float = 0.0, code: str = "TOOL.TIMEOUT") -> frozenset[str]:
        """One failure of a tool that never failed before."""
        self.failed += 1
        told = failure(self.failed, message=f"{tool} broke")
        told = replace(
            told,
            at_ns=self.now.ns - int(ago_s * SECOND_NS),
            cause=replace(told.cause, code=code, type=None),
            spot=replace(told.spot, tool=tool, step=tool),
        )
        fresh = self.board.take([Item(told, self.now.ns)])
        self.bell.heard(fresh)
        return fresh


def test_a_new_group_is_told_once() -> None:
    ringing = Ringing()
    ringing.fail("search")
    ringing.bell.ring()
    ringing.bell.ring()
    assert ringing.sent == ["\x1b]9;spandeck demo: new error group: TOOL.TIMEOUT in search\a"]


def test_the_bell_says_nothing_but_that_it_rings() -> None:
    ringing = Ringing("bell")
    ringing.fail("search")
    ringing.bell.ring()
    assert ringing.sent == ["\a"]


def test_several_within_half_a_minute_are_told_together_when_it_is_over() -> None:
    ringing = Ringing()
    ringing.fail("search")
    ringing.bell.ring()
    ringing.now.on(10)
    for tool in ("mail", "lookup"):
        ringing.fail(tool)
        ringing.bell.ring()
    assert len(ringing.sent) == 1
    ringing.now.on(20)
    ringing.bell.ring()
    assert "2 new error groups, the first: TOOL.TIMEOUT in " in ringing.sent[1]


def test_what_is_dealt_with_meanwhile_is_not_told() -> None:
    ringing = Ringing()
    for key in ringing.fail("search"):
        ringing.board.ack(key)
    for key in ringing.fail("mail"):
        ringing.board.snooze(key, None)
    ringing.bell.ring()
    assert ringing.sent == []


def test_what_happened_before_the_program_began_is_no_news() -> None:
    ringing = Ringing()
    ringing.now.on(60)
    ringing.fail("search", ago_s=120)
    ringing.bell.ring()
    assert ringing.sent == []


def test_nothing_is_kept_where_nobody_wants_to_be_told() -> None:
    ringing = Ringing("none")
    ringing.fail("search")
    assert not ringing.bell.waiting


def test_a_hostile_title_is_harmless_and_short() -> None:
    ringing = Ringing()
    ringing.fail("x\x1b]52;c;aGk=\a", code="\x1b[31m\n\x9c" + "界" * 200)
    ringing.bell.ring()
    said = ringing.sent[0].removeprefix("\x1b]9;").removesuffix("\a")
    assert said.isprintable()
    assert cell_len(said) <= LONGEST


@pytest.mark.parametrize(
    ("environ", "sequence", "written"),
    [
        ({}, "\x1b]9;x\a", "\x1b]9;x\a"),
        ({"TMUX": "/tmp/x,1,0"}, "\x1b]9;x\a", "\x1bPtmux;\x1b\x1b]9;x\a\x1b\\"),
        ({"TMUX": "/tmp/x,1,0"}, "\a", "\a"),
    ],
)
async def test_it_reaches_the_terminal_through_tmux_too(
    environ: dict[str, str], sequence: str, written: str, tmp_path: Path
) -> None:
    async with running(tmp_path) as (app, _):
        before, line = app._driver, Line(app)
        app._driver = line
        try:
            sender(app, environ)(sequence)
        finally:
            app._driver = before
        assert line.written == [written]


class Line(HeadlessDriver):
    """A terminal that keeps what it is sent."""

    def __init__(self, app: object) -> None:
        super().__init__(app)  # type: ignore[arg-type]  # any app
        self.written: list[str] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written.append(data)


@pytest.mark.parametrize(
    ("notify", "environ", "said"),
    [
        ("none", {}, "only shown"),
        ("bell", {}, "bell"),
        ("osc9", {}, "OSC 9"),
        ("osc9", {"TMUX": "x"}, "allow-passthrough"),
    ],
)
def test_the_doctor_says_how_one_is_told(notify: str, environ: dict[str, str], said: str) -> None:
    shown: Profile = profile(Path("/nowhere"), notify=notify)
    assert said in notifying(shown, environ)
