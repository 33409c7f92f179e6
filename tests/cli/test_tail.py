"""`spandeck tail` as a script meets it: every failure once, through kill -9 and leaving readers."""

import asyncio
import json
import random
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.shell import Done
from tests.simulator import SPANDECK, Simulator, simulator
from tests.streaming import RISICARE, Traffic, stream
from tests.terminal import Terminal

UNRULY = Traffic(per_s=40, seconds=2, late=0.2, duplicates=0.2, shuffled=True)
RECENT = ("--since", "30m")
LIFE_S = (1.0, 2.5)
"""How long a tail lives before it is killed; it takes most of a second to begin."""


def tail(story: Simulator, *arguments: str, empty: bool = False) -> Done:
    done = story.run("tail", "risicare", *arguments, empty=empty)
    return Done(done.returncode, done.stdout, done.stderr)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@contextmanager
def running(story: Simulator, *arguments: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A tail that goes on until the test is done with it."""
    command = [*SPANDECK, "tail", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    with subprocess.Popen(command, env=story.env(), text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def test_what_failed_is_told_once_the_oldest_first_and_then_it_ends(story: Simulator) -> None:
    done = tail(story, *RECENT, "--errors", "--for", "0s", "-o", "ndjson")
    found = rows(done.stdout)
    assert done.returncode == 0
    assert len(found) > 3
    assert len({(each["kind"], each["id"]) for each in found}) == len(found)
    assert [each["time"] for each in found] == sorted(each["time"] for each in found)
    assert f"{len(found)} failures told" in done.stderr.splitlines()[0]
    assert {"code", "agent", "trace_id", "read_time", "changed"} <= found[0].keys()


def test_only_what_was_asked_for_is_told(story: Simulator) -> None:
    done = tail(story, *RECENT, "--for", "0s", "-o", "ndjson", "--where", "code=TOOL.*", "--errors")
    found = rows(done.stdout)
    assert found
    assert all(each["code"].startswith("TOOL.") for each in found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--where", "colour=red"], "there is no filter “colour”"),
        (["--for", "ever"], "--for is a duration"),
        (["--since", "yesterday"], "--since is a time ago"),
        (["fidler"], "Did you mean fiddler?"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_opened(
    story: Simulator, arguments: list[str], words: str
) -> None:
    done = tail(story, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_the_demo_too_is_followed_at_one_vendor_alone(story: Simulator) -> None:
    done = story.run("tail", "apidepth", "--errors", "--profile", "demo")
    assert done.returncode == 2
    assert "these vendors hold no traces that could fail: leave out --errors." in done.stderr


def test_a_person_reads_a_line_a_failure_as_wide_as_the_terminal(story: Simulator) -> None:
    command = [*SPANDECK, "tail", "risicare", "--errors", *RECENT, "--for", "0s"]
    with Terminal(command, env=story.env(), columns=80, rows=24) as terminal:
        assert terminal.wait(30) == 0
        told = [line for line in terminal.text.splitlines() if " risicare " in line]
    assert len(told) > 3
    assert all(len(line) <= 80 for line in told)
    assert {(line.index("risicare"), line[24]) for line in told} <= {(14, "✗"), (14, "!")}
    assert b"\x1b[31m" in terminal.raw


def test_a_pipe_gets_no_colours_and_no_width(story: Simulator) -> None:
    told = tail(story, *RECENT, "--for", "0s").stdout
    assert "\x1b" not in told
    assert max(len(line) for line in told.splitlines()) > 120


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_quietly(story: Simulator, number: int, code: int) -> None:
    with running(story, "risicare", *RECENT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.send_signal(number)
        process.stdout.read()
        assert process.wait(60) == code
        assert [line for line in process.stderr if " told, " not in line] == []


def test_it_ends_when_its_reader_leaves_though_nothing_fails(story: Simulator) -> None:
    with running(story, "risicare", *RECENT, "--where", "code=NONE") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 0


def test_trouble_is_said_once_and_the_other_vendors_go_on(story: Simulator) -> None:
    environment = story.env() | {
        "SPANDECK_ARIZE_URL": story.vendors["arize"]["url"],
        "SPANDECK_ARIZE_TOKEN": "wrong",
    }
    command = [*SPANDECK, "tail", *RECENT, "--for", "0s", "-o", "ndjson"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert {each["vendor"] for each in rows(done.stdout)} == {"risicare"}
    assert done.stderr.count("HTTP 401") == 1
    assert "spandeck doctor" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"SPANDECK_RISICARE_TOKEN": "wrong"}, 3), ({"SPANDECK_RISICARE_URL": "http://[::1]:9"}, 4)],
)
def test_where_nobody_answers_the_exit_code_says_so(
    story: Simulator, wrong: dict[str, str], code: int
) -> None:
    command = [*SPANDECK, "tail", "risicare", "--for", "0s"]
    done = subprocess.run(
        command, env=story.env() | wrong, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert "did not answer in the end" in done.stderr


def test_a_state_is_of_one_tail_at_a_time(story: Simulator, tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    with running(story, "risicare", *RECENT, "--state", state) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        second = tail(story, "--state", state)
    assert second.returncode == 1
    assert "in use by another tail. Stop that one" in second.stderr
    assert Path(state).stat().st_mode & 0o077 == 0


def test_a_tail_goes_on_where_it_was(story: Simulator, tmp_path: Path) -> None:
    asked = (*RECENT, "--for", "0s", "-o", "ndjson", "--state", str(tmp_path / "state"))
    first, second = rows(tail(story, *asked).stdout), rows(tail(story, *asked).stdout)
    assert len(first) > 3
    ids = [each["id"] for each in (*first, *second) if not each["changed"]]
    assert len(ids) == len(set(ids))


@pytest.fixture
def filling() -> Iterator[Simulator]:
    """A simulator whose empty project is for one test alone to fill."""
    with simulator("--limits", "off") as running:
        yield running


async def test_each_stands_once_in_a_file_though_the_tail_is_killed_again_and_again(
    filling: Simulator, tmp_path: Path
) -> None:
    """Beside a program whose failures arrive late, twice and in no order."""
    out, state = tmp_path / "out.ndjson", tmp_path / "state"
    chance, kills = random.Random(5), 0
    command = [*SPANDECK, "tail", "risicare", "--errors", "-o", "ndjson", "--state", str(state)]

    async def lives(seconds: float | None) -> None:
        with out.open("ab") as file:
            last = () if seconds is not None else ("--for", "0s")
            process = await asyncio.create_subprocess_exec(
                *command, *last, env=filling.env(empty=True), stdout=file
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), seconds)
            if process.returncode is None:
                process.kill()
                await process.wait()

    key = {"authorization": f"Bearer {filling.empty_token}"}
    async with httpx.AsyncClient(base_url=filling.url, headers=key) as asking:
        sending = asyncio.create_task(stream(asking, RISICARE, UNRULY))
        while not sending.done():
            await lives(chance.uniform(*LIFE_S))
            kills += 1
    await lives(None)
    found = rows(out.read_text())
    ids = [each["id"] for each in found if not each["changed"]]
    assert kills >= 3
    assert len(ids) == len(set(ids))
    assert {each["trace_id"] for each in found} >= sending.result()
