"""A day's quota before deletions: all of a bulk fits or nothing is sent, however often it restarts.

Every command opens and closes the shared budget anew, as a program that is started again does.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.shell import Done, call
from tests.simulator import SPANDECK, Simulator, simulator

ALL = 10_000
"""Ids of events that one request takes."""
SOME = 1000
"""Ids of traces or sessions that one request takes."""
FAULTS = """
[[fault]]
path = "/v3/sessions"
method = "DELETE"
nth = [3]
cut = true
execute = true
[[fault]]
path = "/v3/traces"
method = "DELETE"
nth = [2]
status = 400
"""


class Desk:
    """A shell with a profile that may write to a simulated Fiddler that keeps its limits."""

    def __init__(self, served: Simulator, home: Path) -> None:
        self.fiddler, self.home = served.vendors["fiddler"], home
        self.file = home / "deck.toml"
        self.file.write_text(
            "[profiles.writer]\nwrites = true\n[profiles.writer.fiddler]\n"
            f'url = "{self.fiddler["url"]}"\ntoken = {{ env = "KEY" }}\n'
        )

    @property
    def env(self) -> dict[str, str]:
        """Its home and its key."""
        home, key = str(self.home), self.fiddler["token"]
        return {"PATH": os.environ["PATH"], "HOME": home, "XDG_STATE_HOME": home, "KEY": key}

    @property
    def before(self) -> list[str]:
        """What stands before every command."""
        return ["--config", str(self.file), "--profile", "writer"]

    def run(self, *arguments: str) -> Done:
        return call(*self.before, *arguments, env=self.env)

    def first(self, resource: str) -> str:
        """The id of the first of a resource."""
        found = json.loads(self.run("get", "fiddler", resource, "-o", "json").stdout)
        identity: str = (found if isinstance(found, list) else found["rows"])[0]["id"]
        return identity

    def ids(self, count: int, *, form: str = "{}") -> str:
        """A file with so many ids, as a field takes it."""
        file = self.home / "ids.txt"
        file.write_text("\n".join(form.format(n) for n in range(1, count + 1)) + "\n")
        return f"@{file}"

    def delete(self, what: str, parent: str, ids: str, *more: str) -> Done:
        """`do` with the first id as its proof."""
        name, field = {"events": ("model_id", "event_ids")}.get(
            what, ("application_id", f"{what[:-1]}_ids")
        )
        sets = ("--set", f"{name}={parent}", "--set", f"{field}={ids}")
        return self.run("do", "fiddler", f"delete-{what}", *sets, *more)

    def arrived(self, path: str) -> int:
        """How many deletions arrived at an endpoint."""
        answer = httpx.get(f"{self.fiddler['url']}/-/ledger", timeout=30).raise_for_status()
        arrivals: list[dict[str, Any]] = answer.json()["arrivals"]
        return sum((each["method"], each["path"]) == ("DELETE", path) for each in arrivals)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One home and one vendor for all: what a day has left goes on from test to test."""
    home = tmp_path_factory.mktemp("bulk")
    plan = home / "faults.toml"
    plan.write_text(FAULTS)
    with simulator("--faults", str(plan)) as running:
        yield Desk(running, home)


SEND = ("--send", "--no-wait", "--confirm")


def test_all_of_a_bulk_fits_into_the_day_or_nothing_of_it_is_sent(desk: Desk) -> None:
    model = desk.first("models")
    done = desk.delete("events", model, desk.ids(15 * ALL), *SEND, "1")
    assert done.returncode == 0, done.stderr
    assert "15 requests; of the day's 30 requests 30 are left, and 10 of those are" in done.stderr
    assert "15 of 15 requests done (150 000 ids)" in done.stderr
    assert desk.arrived("/v3/events") == 15

    refused = desk.delete("events", model, desk.ids(5 * ALL + 1), *SEND, "1")
    assert refused.returncode == 4
    assert "this takes 6 requests, and 5 may be sent now: of the day's 30 requests 15 are left" in (
        refused.stderr
    )
    assert "UTC, in 24 h. Nothing was sent." in refused.stderr
    assert desk.arrived("/v3/events") == 15

    foretold = desk.delete("events", model, desk.ids(5 * ALL))
    assert "this takes 5 requests; of the day's 30 requests 15 are left" in foretold.stderr
    assert desk.arrived("/v3/events") == 15

    command = ["do", "fiddler", "delete-events", "--set", f"model_id={model}"]
    command += ["--set", f"event_ids={desk.ids(5 * ALL)}", *SEND, "1", "-o", "json"]
    another = subprocess.run(
        [*SPANDECK, *desk.before, *command],
        env=desk.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert another.returncode == 0, another.stderr
    told = json.loads(another.stdout)
    assert (told["requests"], len(told["done"]), told["not_done"]) == (5, 5 * ALL, [])
    assert desk.arrived("/v3/events") == 20

    whole = (
        "time_range.start_time=2026-11-01T00:00:00Z",
        "time_range.end_time=2026-11-02T00:00:00Z",
    )
    sets = [part for each in (f"model_id={model}", *whole) for part in ("--set", each)]
    single = desk.run("do", "fiddler", "delete-events", *sets, *SEND, model[-6:])
    assert single.returncode == 4
    assert "this takes 1 request, and 0 may be sent now" in single.stderr
    assert desk.arrived("/v3/events") == 20


def test_a_lost_answer_ends_the_run_and_tells_what_is_unknown(desk: Desk) -> None:
    application = desk.first("applications")
    ids = desk.ids(3 * SOME + 7, form="session-{}")
    done = desk.delete("sessions", application, ids, *SEND, "sion-1", "-o", "json")
    assert done.returncode == 4
    told = json.loads(done.stdout)
    assert told["done"] == [f"session-{n}" for n in range(1, 2 * SOME + 1)]
    assert told["unknown"] == [f"session-{n}" for n in range(2 * SOME + 1, 3 * SOME + 1)]
    assert told["not_done"] == [f"session-{n}" for n in range(3 * SOME + 1, 3 * SOME + 8)]
    assert "2 of 4 requests done (2 000 ids), of 1 it is unknown (1 000 ids), 1 not done (7" in (
        done.stderr
    )
    assert desk.arrived("/v3/sessions") == 3


def test_a_refusal_ends_the_run_with_nothing_unknown(desk: Desk) -> None:
    application = desk.first("applications")
    ids = desk.ids(2 * SOME + 1, form="{:032x}")
    done = desk.delete("traces", application, ids, *SEND, "000001")
    assert done.returncode == 4
    lines = done.stdout.splitlines()
    assert len(lines) == SOME + 1
    assert {each.partition("  ")[0] for each in lines} == {"not done"}
    assert "1 of 3 requests done (1 000 ids), 2 not done (1 001 ids)" in done.stderr
    assert desk.arrived("/v3/traces") == 2


def test_the_requests_are_shown_before_they_are_sent_even_without_a_key(tmp_path: Path) -> None:
    ids = ",".join(f"{n:032x}" for n in (*range(1, SOME + 2), 1))
    sets = ("--set", "application_id=a", "--set", f"trace_ids={ids}", "-o", "json")
    done = call("do", "fiddler", "delete-traces", *sets, env={"HOME": str(tmp_path)})
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(each["body"]["trace_ids"]) for each in shown] == [SOME, 1], "each id once"
    assert "this takes 2 requests." in done.stderr
    assert "nothing was sent" in done.stderr
