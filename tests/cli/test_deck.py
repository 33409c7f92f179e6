"""The deck on a terminal: what it opens, what it says of itself, and that it leaves nothing."""

import os
from pathlib import Path

from tests.simulator import SPANDECK, Simulator
from tests.terminal import Terminal

QUIT = "\x11"


def env(home: Path, **more: str) -> dict[str, str]:
    return {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), **more}


def test_a_dumb_terminal_is_one_line_and_two(tmp_path: Path) -> None:
    with Terminal(SPANDECK, env=env(tmp_path, TERM="dumb")) as terminal:
        assert terminal.wait() == 2
        assert bytes(terminal.raw).count(b"\n") == 1
        assert b"TERM is dumb" in terminal.raw
        assert b"\x1b" not in terminal.raw


def test_with_nothing_configured_the_demo_opens_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with Terminal(SPANDECK, env=env(tmp_path)) as terminal:
        terminal.until("DEMO")
        terminal.until("BLIND SPOTS")
        children = descendants(terminal.pid)
        assert any("sim" in each for each in children.values())
        terminal.send(QUIT)
        assert terminal.wait() == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert list(tmp_path.glob("spandeck-*")) == []
    assert not (tmp_path / ".local" / "state").exists()


def test_a_demo_left_at_once_leaves_nothing_behind(tmp_path: Path) -> None:
    connected = env(tmp_path, SPANDECK_RISICARE_URL="http://127.0.0.1:9")  # half, and not asked
    with Terminal([*SPANDECK, "demo"], env=connected) as terminal:
        terminal.until("DEMO")
        terminal.send(QUIT)
        assert terminal.wait() == 0
    assert list(tmp_path.glob("spandeck-*")) == []


def test_a_profile_is_named_and_production_is_said_in_words(
    story: Simulator, tmp_path: Path
) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(
        f'theme = "light"\n[profiles.paris]\nproduction = true\n'
        f'risicare = {{url = "{story.url}", token.env = "KEY"}}\n'
    )
    command = [*SPANDECK, "--config", str(path)]
    with Terminal(command, env=env(tmp_path, KEY=story.token)) as terminal:
        terminal.until("PRODUCTION")
        terminal.until("paris")
        terminal.until("BLIND SPOTS")
        terminal.send(QUIT)
        assert terminal.wait() == 0


def test_one_profile_is_left_for_another(story: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(f'[profiles.paris]\nrisicare = {{url = "{story.url}", token.env = "KEY"}}\n')
    command = [*SPANDECK, "--config", str(path)]
    with Terminal(command, env=env(tmp_path, KEY=story.token)) as terminal:
        terminal.until("paris")
        terminal.until("BLIND SPOTS")
        terminal.send(":profile demo\r")
        terminal.until("DEMO")
        terminal.until("BLIND SPOTS")
        terminal.send(":profile paris\r")
        terminal.until("READ ONLY")
        terminal.send(QUIT)
        assert terminal.wait() == 0


def test_a_key_that_cannot_be_had_is_a_notice_and_the_deck_lives(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text('[profiles.paris.risicare]\ntoken.env = "NO_SUCH_VARIABLE"\n')
    with Terminal([*SPANDECK, "--config", str(path)], env=env(tmp_path)) as terminal:
        terminal.until("NO_SUCH_VARIABLE")
        terminal.send(QUIT)
        assert terminal.wait() == 0


def descendants(pid: int) -> dict[int, str]:
    """The processes below this one, with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and parent_of(entry) == pid:
            child = int(entry.name)
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
            found |= {child: os.fsdecode(command), **descendants(child)}
    return found


def parent_of(entry: Path) -> int | None:
    """The parent of a process; None when it has just ended."""
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def test_the_doctor_looks_at_the_terminal_it_runs_in(tmp_path: Path) -> None:
    more = {"SSH_CONNECTION": "a b", "TMUX": "x"}
    with Terminal([*SPANDECK, "doctor"], env=env(tmp_path, **more)) as terminal:
        assert terminal.wait() == 0
        screen = terminal.text
    assert "✓ terminal   TERM=xterm-256color, in tmux over SSH" in screen
    assert "✓ colours    16 million" in screen
    assert "✓ size       120×34" in screen
    assert "✓ text       utf-8" in screen
    assert "set -g set-clipboard on" in screen


def test_the_doctor_says_when_the_deck_would_not_fit(tmp_path: Path) -> None:
    command = [*SPANDECK, "doctor"]
    with Terminal(command, columns=59, rows=30, env=env(tmp_path, NO_COLOR="1")) as terminal:
        assert terminal.wait() == 0
        assert "! size       59×30; the deck needs 60×15" in terminal.text
        assert "none, as NO_COLOR asks" in terminal.text
    with Terminal(command, env=env(tmp_path, TERM="dumb")) as terminal:
        assert terminal.wait() == 2
