"""`spandeck get` as a script meets it: its two streams and its exit code."""

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.shell import Done, call
from tests.simulator import SPANDECK, Simulator, simulator
from tests.terminal import Terminal

SENT = 230
"""Traces sent to the empty project: three pages."""


@pytest.fixture(scope="module")
def held(story: Simulator) -> dict[str, dict[str, Any]]:
    """What the empty project holds: a root span a trace, with names that want to do harm."""
    spans = {
        f"{number:032x}": {
            "trace_id": f"{number:032x}",
            "span_id": f"{number:016x}",
            "name": "=HYPERLINK(1)" if number % 50 == 0 else f"job {number}",
            "start_time": f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z",
            "end_time": f"2026-01-01T01:{number // 60:02}:{number % 60:02}Z",
            "attributes": {"weird": "\x1b[31m\u202e", "number": number},
        }
        for number in range(SENT)
    }
    answer = httpx.post(
        f"{story.url}/v1/spans/batch",
        json={"spans": list(spans.values())},
        headers={"authorization": f"Bearer {story.empty_token}"},
    )
    assert answer.json()["accepted"] == SENT
    return spans


def get(story: Simulator, *arguments: str, empty: bool = True, **env: str) -> Done:
    return call("get", "risicare", *arguments, env=story.env(empty=empty) | env)


def test_all_is_exactly_every_trace(story: Simulator, held: dict[str, Any]) -> None:
    done = get(story, "traces", "--all", "-o", "ndjson")
    assert done.returncode == 0
    assert sorted(json.loads(line)["trace_id"] for line in done.stdout.splitlines()) == [*held]
    assert done.stderr == ""


def test_less_than_all_is_never_silent(story: Simulator, held: dict[str, Any]) -> None:
    done = get(story, "traces", "-o", "ndjson")
    assert len(done.stdout.splitlines()) == 100
    assert "100 traces shown, and there are more: --all, or --limit N." in done.stderr
    exactly = get(story, "traces", "-o", "ndjson", "--limit", str(SENT))
    assert len(exactly.stdout.splitlines()) == SENT
    assert exactly.stderr == ""


def test_json_and_csv_say_the_same(story: Simulator, held: dict[str, Any]) -> None:
    rows = json.loads(get(story, "traces", "--all", "-o", "json").stdout)
    text = get(story, "traces", "--all", "-o", "csv").stdout
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["trace_id"] for row in table] == [row["trace_id"] for row in rows]
    assert [row["name"].removeprefix("'") for row in table] == [row["name"] for row in rows]
    assert not any(row["name"].startswith("=") for row in table)
    assert sum(row["name"].startswith("'=") for row in table) == 5


def test_a_range_of_time_bounds_the_traces_at_both_ends(
    story: Simulator, held: dict[str, Any]
) -> None:
    span = ("--since", "2026-01-01T00:01:00Z", "--until", "2026-01-01T00:01:09Z")
    done = get(story, "traces", *span, "-o", "ndjson")
    found = sorted(json.loads(line)["trace_id"] for line in done.stdout.splitlines())
    assert found == [*held][60:70]


def test_a_table_is_aligned_and_plain(story: Simulator, held: dict[str, Any]) -> None:
    lines = get(story, "traces", "--limit", "3").stdout.splitlines()
    assert lines[0].split()[:3] == ["TRACE", "STATUS", "START"]
    assert [line.index("2026-01-01T00:") for line in lines[1:]] == [lines[0].index("START")] * 3
    assert "\x1b" not in "".join(lines)


def test_a_trace_is_whole_and_harmless(story: Simulator, held: dict[str, Any]) -> None:
    trace_id = f"{7:032x}"
    done = get(story, "trace", trace_id, "-o", "json")
    found = json.loads(done.stdout)
    assert found["trace_id"] == trace_id
    (span,) = found["spans"]
    assert span["parent_span_id"] is None
    assert span["attributes"] == {"weird": "␛[31m‹U+202E›", "number": 7}
    assert span["start_time"] == "2026-01-01T00:00:07.000000Z"


@pytest.mark.parametrize("form", ["table", "ndjson", "csv"])
def test_a_trace_is_a_row_a_span_in_other_forms(story: Simulator, form: str) -> None:
    listed = get(story, "traces", "--limit", "1", "-o", "json", empty=False)
    trace = json.loads(listed.stdout)[0]
    done = get(story, "trace", trace["trace_id"], "-o", form, empty=False)
    rows = len(done.stdout.splitlines()) if form != "csv" else csv_rows(done.stdout)
    assert rows - (form != "ndjson") == trace["span_count"]


def csv_rows(text: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(text, newline="")))


def test_a_session_has_all_its_traces(story: Simulator) -> None:
    listed = get(story, "sessions", "--limit", "1", "-o", "json", empty=False)
    session = json.loads(listed.stdout)[0]
    done = get(story, "session", session["session_id"], "-o", "json", empty=False)
    found = json.loads(done.stdout)
    assert len(found["traces"]) == session["trace_count"]
    assert {trace["session_id"] for trace in found["traces"]} == {session["session_id"]}
    table = get(story, "session", session["session_id"], empty=False)
    assert session["session_id"] in table.stdout
    assert found["traces"][0]["trace_id"] in table.stdout


def test_filters_run_at_the_vendor_or_here_and_it_is_said_which(
    story: Simulator, held: dict[str, Any]
) -> None:
    theirs = get(story, "traces", "--where", "start<=2026-01-01T00:00:09Z", "-o", "ndjson")
    assert len(theirs.stdout.splitlines()) == 10
    assert theirs.stderr == ""
    ours = get(story, "traces", "--where", "name==HYPERLINK*", "-o", "ndjson")
    assert len(ours.stdout.splitlines()) == 5
    assert "cannot filter by name==HYPERLINK*: rows are fetched and filtered here" in ours.stderr


def test_what_arrived_a_moment_ago_is_there(story: Simulator) -> None:
    """A script's answer has no age: the cache is for screens, which say how old it is."""
    body = {"trace_id": "late", "name": "latecomer", "start_time": "2100-01-01T00:00:00Z"}
    key = {"authorization": f"Bearer {story.token}"}
    listed = get(story, "traces", "--limit", "1", "-o", "json", empty=False)
    assert json.loads(listed.stdout)[0]["name"] != "latecomer"
    httpx.post(
        f"{story.url}/v1/spans",
        json={**body, "span_id": "s1", "end_time": "2100-01-01T00:00:01Z", "attributes": {}},
        headers=key,
    )
    listed = get(story, "traces", "--limit", "1", "-o", "json", empty=False)
    assert json.loads(listed.stdout)[0]["name"] == "latecomer"
    httpx.delete(f"{story.url}/api/v1/traces/late", headers=key).raise_for_status()


def test_since_counts_back_from_now(story: Simulator, held: dict[str, Any]) -> None:
    old = get(story, "traces", "--since", "1m")
    assert (old.stdout, old.stderr) == ("", "spandeck: no traces like that.\n")
    assert (
        get(story, "traces", "--since", "2026-01-01T00:03:40Z", "-o", "csv").stdout.count("\n")
        == 11
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            ["traces", "--where", "colour=red"],
            2,
            "there is no filter “colour”. Allowed: error_code=",
        ),
        (["traces", "--where", "status=odd"], 2, "status is one of error, ok"),
        (["traces", "--since", "soon"], 2, "--since is a time ago"),
        (["traces", "x"], 2, "takes no ID"),
        (["trace"], 2, "takes an ID"),
        (["sessions", "--where", "status=ok"], 2, "--since and --until are for lists"),
        (["trace", "nope"], 4, "trace nope not found, or this key cannot see it (HTTP 404)"),
        (["trace", "../projects"], 4, "not found"),
        (["session", "nope"], 4, "not found"),
    ],
)
def test_what_cannot_be_had_is_a_sentence_and_a_code(
    story: Simulator, arguments: list[str], code: int, words: str
) -> None:
    done = get(story, *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_wrong_key_ends_with_three(story: Simulator) -> None:
    done = get(story, "traces", SPANDECK_RISICARE_TOKEN="rsk-wrong-secret")
    assert done.returncode == 3
    assert "HTTP 401" in done.stderr
    assert "rsk-wrong" not in done.stderr


def test_a_server_that_is_down_ends_with_four(story: Simulator) -> None:
    done = get(story, "traces", SPANDECK_RISICARE_URL="http://127.0.0.1:9")
    assert done.returncode == 4
    assert "no connection" in done.stderr
    assert "spandeck doctor" in done.stderr


def test_plain_http_to_another_host_gets_no_key(story: Simulator) -> None:
    done = get(story, "traces", SPANDECK_RISICARE_URL="http://192.0.2.1")
    assert done.returncode == 4
    assert "plain http" in done.stderr


def test_a_body_that_is_no_answer_ends_with_four(tmp_path: Path) -> None:
    plan = tmp_path / "faults.toml"
    bodies = ("html", "truncated", "empty")
    fault = '[[fault]]\npath = "/api/v1/traces"\nnth = [{}]\nbody = "{}"\n'
    plan.write_text("".join(fault.format(nth, body) for nth, body in enumerate(bodies, 1)))
    with simulator("--faults", str(plan)) as broken:
        for _ in bodies:
            done = get(broken, "traces")
            assert done.returncode == 4
            assert done.stdout == ""
            assert done.stderr.count("\n") == 1
        assert get(broken, "traces").returncode == 0


def test_nothing_configured_is_not_quietly_simulated(story: Simulator) -> None:
    done = get(story, "traces", SPANDECK_RISICARE_TOKEN="", SPANDECK_RISICARE_URL="")
    assert done.returncode == 5
    assert "nothing is configured" in done.stderr
    asked_for = get(story, "traces", "--limit", "2", "--profile", "demo")
    assert asked_for.returncode == 0
    assert "this is simulated data" in asked_for.stderr
    assert len(asked_for.stdout.splitlines()) == 3


def test_a_reader_that_has_seen_enough_ends_it_quietly(story: Simulator) -> None:
    command = [*SPANDECK, "get", "risicare", "traces", "--all", "-o", "ndjson"]
    with subprocess.Popen(
        command, env=story.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())["trace_id"]
        running.stdout.close()
        assert running.stderr.read() == ""
        assert running.wait(30) == 0


def test_a_full_disk_is_a_sentence(story: Simulator) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*SPANDECK, "get", "risicare", "traces"],
            env=story.env(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "spandeck: no space left on device.\n"


def test_an_interrupt_ends_with_130(story: Simulator) -> None:
    command = [*SPANDECK, "get", "risicare", "traces", "--all", "-o", "ndjson"]
    with subprocess.Popen(
        command, env=story.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        running.stdout.read()
        assert running.stderr.read() == ""
        assert running.wait(30) == 130


def test_a_person_watching_sees_how_far_it_is_and_the_data_stays_clean(
    story: Simulator, tmp_path: Path
) -> None:
    listed = tmp_path / "traces.ndjson"
    script = f"{sys.executable} -m spandeck get risicare traces --limit 2000 -o ndjson > {listed}"
    with Terminal(["sh", "-c", script], env=story.env()) as terminal:
        assert terminal.wait(60) == 0
        assert b" traces" in terminal.raw
    assert all(json.loads(line) for line in listed.read_text().splitlines())


def test_what_is_stored_is_private(story: Simulator, held: dict[str, Any]) -> None:
    get(story, "traces", "--limit", "1")
    state = story.home / ".local" / "state" / "spandeck"
    assert state.stat().st_mode & 0o077 == 0
    assert [each for each in state.iterdir() if each.stat().st_mode & 0o077] == []
    whole = b"".join(each.read_bytes() for each in state.iterdir())
    assert story.token.encode() not in whole
    assert story.empty_token.encode() not in whole
