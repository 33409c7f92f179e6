"""`spandeck triage`: what the deck saw, from a shell, and what is done there."""

import json
import os
import stat
import subprocess
from contextlib import closing
from pathlib import Path
from time import time_ns

import pytest

from spandeck.cli.triage import ending_ns
from spandeck.model.group import Target
from spandeck.triage.board import Board
from spandeck.triage.store import Store
from tests.cli.shell import Done, call
from tests.simulator import SPANDECK
from tests.triage.given import HOUR, MINUTE, NOON, SEARCH, SECOND, failure, items

CONFIG = '[profiles.main]\nrisicare.token.env = "TOKEN"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a profile on which the deck saw two problems."""
    path = tmp_path / ".config" / "spandeck" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(CONFIG)
    now_ns = time_ns()
    with closing(Board(Store.open(file(tmp_path)))) as board:
        docs = SEARCH.__class__(agent="planner", tool="search_docs")
        board.take(items(failure(number, at_ns=now_ns - MINUTE) for number in range(1, 5)))
        board.take(items([failure(9, at_ns=now_ns - SECOND, spot=docs)]))
    return tmp_path


def file(home: Path) -> Path:
    return home / ".local" / "state" / "spandeck" / "triage" / "main.db"


def triage(home: Path, *arguments: str) -> Done:
    return call("triage", *arguments, env={"HOME": str(home), "TOKEN": "x"})


def listed(home: Path, *arguments: str) -> list[dict[str, object]]:
    done = triage(home, "list", "-o", "ndjson", *arguments)
    return [json.loads(each) for each in done.stdout.splitlines()]


def keys(home: Path) -> list[str]:
    return [str(each["key"]) for each in listed(home)]


def test_the_groups_are_listed_as_the_deck_ranks_them(home: Path) -> None:
    table = triage(home, "list").stdout.splitlines()
    assert table[0].split() == [
        *("KEY", "STATE", "TRACES", "USERS", "LAST", "WHAT", "WHERE", "AGENTS", "VENDORS", "WHY")
    ]
    assert "search_web" in table[1]
    assert [each["traces"] for each in listed(home)] == [4, 1]
    assert listed(home, "--state", "acked,snoozed") == []
    wrong = triage(home, "list", "--state", "acknowledged")
    assert wrong.returncode == 2
    assert "there is no state “acknowledged”" in wrong.stderr


def test_acts_are_done_by_the_beginning_of_a_key_and_undone_at_once(home: Path) -> None:
    first, second = keys(home)
    done = triage(home, "ack", first[:4], second[:4])
    assert done.returncode == 0
    assert done.stdout.count("acknowledged") == 2
    assert {str(each["state"]) for each in listed(home)} == {"acked"}
    assert "ack of 2" in triage(home, "undo").stdout
    assert {str(each["state"]) for each in listed(home)} == {"new"}
    again = triage(home, "undo")
    assert (again.returncode, again.stdout) == (1, "")
    assert "nothing of yours to undo" in again.stderr


def test_a_group_is_shown_with_its_rule_its_notes_and_its_history(home: Path) -> None:
    first, _ = keys(home)
    triage(home, "note", first, "known since Monday")
    triage(home, "resolve", first)
    triage(home, "reopen", first)
    shown = triage(home, "show", first[:5]).stdout
    for line in (
        "rule: type",
        "rule: message",
        "rule: tool",
        "known since Monday",
        "reopen",
        "impact =",
    ):
        assert line in shown
    record = json.loads(triage(home, "show", first, "-o", "json").stdout)
    assert [each["act"] for each in record["history"]] == ["note", "resolve", "reopen"]
    assert record["rule"]["tool"] == "search_web"


def test_snoozes_end_after_a_while_at_a_time_or_when_it_gets_worse(home: Path) -> None:
    first, _ = keys(home)
    assert "worse than 4 in 10 min" in triage(home, "snooze", first, "--until", "worse").stdout
    assert "snoozed until" in triage(home, "snooze", first, "--until", "2h").stdout
    assert triage(home, "snooze", first, "--until", "soon").returncode == 2
    assert "has passed" in triage(home, "snooze", first, "--until", "2020-01-01").stderr
    assert ending_ns("13:30", NOON) == NOON + 90 * MINUTE
    assert ending_ns("11:30", NOON) == NOON + 23 * HOUR + 30 * MINUTE
    assert ending_ns("90m", NOON) == NOON + 90 * MINUTE
    assert ending_ns("2026-11-21T12:00:01Z", NOON) == NOON + SECOND


def test_notes_and_bookmarks_go_to_groups_and_to_traces_of_known_vendors(home: Path) -> None:
    assert triage(home, "note", "trace-1", "look here").returncode == 0
    assert triage(home, "bookmark", "trace-1/span-1-1").returncode == 0
    assert triage(home, "bookmark", keys(home)[0]).returncode == 0
    unknown = triage(home, "note", "ffff", "whose?")
    assert unknown.returncode == 2
    assert "say --vendor" in unknown.stderr
    assert triage(home, "note", "ffff", "arize's", "--vendor", "arize").returncode == 0
    with closing(Board(Store.open(file(home)))) as board:
        (note,) = board.notes(Target("trace", "trace-1"))
        assert (note.text, note.target.vendor) == ("look here", "risicare")
    marked = triage(home, "bookmarks").stdout
    assert "trace-1/span-1-1" in marked
    assert "TOOL.EXECUTION.TIMEOUT" in marked


def test_groups_are_merged_and_split(home: Path) -> None:
    first, second = keys(home)
    assert "counted as" in triage(home, "merge", second, first).stdout
    assert keys(home) == [first]
    triage(home, "undo")
    assert "into 1" in triage(home, "split", first, "agent").stdout
    assert "split by agent, version" in triage(home, "split", second, "colour").stderr


def test_an_export_is_imported_elsewhere_and_twice(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = keys(home)
    triage(home, "ack", first)
    triage(home, "note", second, "theirs")
    out = home / "triage.jsonl"
    assert triage(home, "export", "-o", str(out)).stdout == ""
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert triage(home, "export").stdout == out.read_text()
    with out.open("a") as more:
        more.write("not json\n")
    other = tmp_path_factory.mktemp("other")
    (other / ".config" / "spandeck").mkdir(parents=True)
    (other / ".config" / "spandeck" / "config.toml").write_text(CONFIG)
    assert "no error group is known" in triage(other, "list").stderr
    once = triage(other, "import", str(out))
    assert once.stdout == "Lines read: 2 acts, 2 of them new; 2 groups; 1 left out.\n"
    assert "line 6 is not JSON; it was left out." in once.stderr
    assert "2 acts, 0 of them new" in triage(other, "import", str(out)).stdout
    assert {each["key"]: each["state"] for each in listed(other)}[first] == "acked"
    assert triage(other, "import", "/none.jsonl").returncode == 1
    assert "no export" in triage(other, "import", str(home / ".config/spandeck/config.toml")).stderr


def test_of_much_garbage_the_first_lines_are_told_and_the_rest_is_counted(home: Path) -> None:
    out = home / "garbage.jsonl"
    triage(home, "export", "-o", str(out))
    out.write_text(out.read_text() + "what is this\n" * 1_000)
    done = triage(home, "import", str(out))
    assert done.stdout.endswith("2 groups; 1000 left out.\n")
    told = done.stderr.splitlines()
    assert len(told) == 21
    assert told[-1] == "spandeck: and 980 more lines were left out."


def test_the_handover_is_written_whole_or_not_at_all(home: Path) -> None:
    triage(home, "note", keys(home)[0], "on it")
    printed = triage(home, "handover", "--since", "2h").stdout
    assert "## TOOL.EXECUTION.TIMEOUT in search\\_web" in printed
    assert "4 failures in the last hour" in printed
    assert "note: on it" in printed
    out = home / "handover.md"
    out.write_text("the last one")
    assert triage(home, "handover", "-o", str(out)).returncode == 0
    assert out.read_text().startswith("# Handover")
    assert triage(home, "handover", "-o", str(home / "none" / "x.md")).returncode == 1
    assert not [each for each in home.iterdir() if each.name.startswith(".handover")]
    assert triage(home, "handover", "--since", "yesterday").returncode == 2


def test_what_is_no_file_is_written_into_and_a_link_stays_one(home: Path) -> None:
    pipe, link = home / "pipe", home / "link"
    os.mkfifo(pipe)
    link.symlink_to(home / "handover.md")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert triage(home, "handover", "-o", str(pipe)).returncode == 0
        assert os.read(reader, 10) == b"# Handover"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert triage(home, "handover", "-o", str(link)).returncode == 0
    assert link.is_symlink()
    assert (home / "handover.md").read_text().startswith("# Handover")
    for place in ("", str(home)):
        done = triage(home, "export", "-o", place)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith(": is a directory.\n")


def test_with_standard_input_closed_there_is_nothing_to_read(home: Path) -> None:
    command = " ".join((*SPANDECK, "triage", "import", "-", "<&-"))
    env = {"HOME": str(home), "TOKEN": "x", "PATH": os.environ["PATH"]}
    done = subprocess.run(command, shell=True, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("spandeck: The file is empty;")


def test_a_store_that_cannot_be_written_refuses_loudly(home: Path) -> None:
    first, _ = keys(home)
    moved = file(home).with_name("moved.db")
    file(home).rename(moved)
    file(home).symlink_to(moved)
    done = triage(home, "ack", first)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "cannot be used" in done.stderr
    out = home / "team.jsonl"
    out.write_text("what the team keeps")
    for command in (("list",), ("export", "-o", str(out)), ("handover",), ("bookmarks",)):
        done = triage(home, *command)
        assert (done.returncode, done.stdout) == (1, "")
        assert "cannot be used, so nothing can be kept" in done.stderr
        assert "no error group is known" not in done.stderr
    assert out.read_text() == "what the team keeps"
