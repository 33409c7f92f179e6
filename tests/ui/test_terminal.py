"""The program on a real pseudo-terminal: how it begins, what it leaves behind, how it ends."""

import base64
import os
import re
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from spandeck.ui import guard
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
OWN = re.compile(rb"\x1b\[[?<>=]?[\d;]*\$?[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[\r\n]")
"""The program's own escape sequences."""


def program(folder: Path, *words: str) -> Terminal:
    command = [sys.executable, "-m", "tests.ui.deck_program", str(folder), *words]
    return Terminal(command, directory=ROOT)


def all_time(terminal: Terminal) -> None:
    """Look at all traces there are; the command comes in one burst, as over a slow link."""
    terminal.until("newest")
    terminal.send(":since all\r")
    terminal.until("all time")
    terminal.send("3")
    terminal.until("start")


def restored(terminal: Terminal) -> bool:
    """Whether the terminal was given back: main screen, cursor, no mouse, no bracketed paste."""
    written = bytes(terminal.raw)
    return all(
        written.rfind(off) > written.rfind(on)
        for on, off in (
            (b"\x1b[?1049h", b"\x1b[?1049l"),
            (b"\x1b[?25l", b"\x1b[?25h"),
            (b"\x1b[?1003h", b"\x1b[?1003l"),
            (b"\x1b[?2004h", b"\x1b[?2004l"),
        )
    )


def test_ctrl_q_gives_the_terminal_back_within_a_second(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        echo = termios.tcgetattr(terminal.fd)[3] & termios.ECHO
        terminal.send("\x11")
        began = time.monotonic()
        assert terminal.wait() == 0
        assert time.monotonic() - began < 5  # a second, were the machine not busy with other tests
        assert restored(terminal)
        assert not echo


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(tmp_path: Path, number: signal.Signals) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        os.kill(terminal.pid, number)
        assert terminal.wait(30) == 128 + number
        assert restored(terminal)


def test_a_closed_terminal_ends_the_program(tmp_path: Path) -> None:
    terminal = program(tmp_path)
    terminal.until("newest")
    os.close(terminal.fd)
    deadline = time.monotonic() + 30
    pid = 0
    while not pid and time.monotonic() < deadline:
        pid, _ = os.waitpid(terminal.pid, os.WNOHANG)
    if not pid:
        os.kill(terminal.pid, signal.SIGKILL)
        os.waitpid(terminal.pid, 0)
    assert pid == terminal.pid, "it still ran half a minute after its terminal had gone"


def test_a_bug_leaves_a_sentence_and_a_report_and_no_locals(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        terminal.send("\x1b[20~")
        assert terminal.wait() == 1
        assert restored(terminal)
        assert b"sk-live-4711" not in terminal.raw
    (report,) = (tmp_path / "crashes").iterdir()
    after = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode()
    assert "spandeck failed unexpectedly (RuntimeError)" in after
    assert report.name in after.replace("\r\n", "")
    assert "Traceback" not in after
    assert "sk-live-4711" not in report.read_text()


def test_hostile_names_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    with program(tmp_path, "hostile") as terminal:
        all_time(terminal)
        terminal.until("[@click=app.quit")
        for keys in ("jjj", "y", "\x1b", "\r"):
            terminal.quiet(0.3)
            terminal.send(keys)
        terminal.until("SPAN")
        terminal.send("\x11")
        assert terminal.wait() == 0
        written = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[0]  # the way out is our own
        assert not re.search(rb"\x1b\]52|\x1b\[6n|\x1b\[c|\x1b\[\?1049l", written)
        text = OWN.sub(b"", written).decode()
        assert not guard.unsafe(text), guard.BREAKS.findall(text)


def test_a_copy_is_one_osc_52_with_the_text(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        all_time(terminal)
        terminal.send("y")
        terminal.until("Copy")
        terminal.send("\r")
        terminal.until("by OSC 52")
        (sent,) = re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", terminal.raw)
        assert base64.b64decode(sent).decode() == f"{0:032x}"


def test_the_mouse_is_given_to_the_terminal_and_taken_back(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        terminal.send("M")
        terminal.until("Select with the mouse")
        assert terminal.raw.count(b"\x1b[?1003l") == 1
        before = terminal.raw.count(b"\x1b[?1003h")
        terminal.send("M")
        terminal.until("The mouse is ours again")
        assert terminal.raw.count(b"\x1b[?1003h") == before + 1


def test_an_idle_program_writes_nothing(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        terminal.quiet()
        before = len(terminal.raw)
        terminal.read(2.2)  # more than two beats of the once-a-second pulse
        written = bytes(terminal.raw[before:])
        assert len(written) < 1000, written  # the minute may turn


def test_a_focused_input_does_not_blink(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        terminal.send(":")
        terminal.until("deck  fiddler")
        terminal.quiet()
        before = len(terminal.raw)
        terminal.read(1.2)
        assert len(terminal.raw) - before < 200


def test_a_resized_terminal_is_painted_anew(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.until("newest")
        terminal.resize(50, 12)
        terminal.until("spandeck needs 60 × 15 cells")
        terminal.resize(100, 30)
        terminal.until("newest")
