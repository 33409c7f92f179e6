"""`spandeck do` and `spandeck writes`: nothing is sent by surprise, and nothing unnoted."""

import json
import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Done, call
from tests.simulator import SPANDECK, Simulator, simulator

ALERT = ("--set", "name=slow", "--set", "metric=p95", "--set", "operator=>", "--set", "threshold=2")


class Desk:
    """A shell with a profile that may write and one that only reads, and a home of its own."""

    def __init__(self, simulator: Simulator, home: Path) -> None:
        self.simulator, self.home = simulator, home
        table = f'url = "{simulator.url}"\ntoken = {{ env = "KEY" }}\n'
        self.file = home / "deck.toml"
        self.file.write_text(
            "".join(
                f"[profiles.{name}]\nwrites = {writes}\n[profiles.{name}.risicare]\n{table}"
                for name, writes in (("writer", "true"), ("reader", "false"))
            )
        )

    @property
    def env(self) -> dict[str, str]:
        """Its home and its key, and nothing else that is configured."""
        home, key = str(self.home), self.simulator.token
        return {"PATH": os.environ["PATH"], "HOME": home, "XDG_STATE_HOME": home, "KEY": key}

    def run(self, *arguments: str, profile: str = "writer") -> Done:
        return call("--config", str(self.file), "--profile", profile, *arguments, env=self.env)

    def do(self, *arguments: str, profile: str = "writer") -> Done:
        return self.run("do", "risicare", *arguments, profile=profile)

    def writes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("writes", "-o", "json").stdout)
        return found

    def arrived(self) -> int:
        """Requests that were more than reading."""
        return sum(each["method"] != "GET" for each in self.simulator.ledger())


@pytest.fixture(scope="module")
def served() -> Iterator[Simulator]:
    with simulator("--limits", "off") as running:
        yield running


@pytest.fixture
def desk(served: Simulator, tmp_path: Path) -> Desk:
    return Desk(served, tmp_path)


def test_without_send_the_request_is_shown_and_nothing_arrives(desk: Desk) -> None:
    before = desk.arrived()
    done = desk.do("create-alert", *ALERT)
    assert done.returncode == 0
    first, _, body = done.stdout.partition("\n")
    assert first == "POST /api/v1/alerts"
    assert json.loads(body)["threshold"] == 2
    assert "nothing was sent" in done.stderr
    assert (desk.arrived(), desk.writes()) == (before, [])


def test_a_dry_run_needs_no_configuration_and_covers_secrets(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush hush\n")
    arguments = ["name=x", "url=https://x.test", "events=trace.error,trace.completed"]
    fields = [part for each in [*arguments, f"secret=@{secret}"] for part in ("--set", each)]
    done = call("do", "risicare", "create-webhook", *fields, "-o", "json", env={"HOME": "/none"})
    request = json.loads(done.stdout)
    assert request["body"]["secret"] == "•••"
    assert request["body"]["events"] == ["trace.error", "trace.completed"]
    assert (request["method"], request["sent"]) == ("POST", False)
    assert "hush" not in done.stdout + done.stderr
    assert "does not deliver events yet" in done.stderr


def test_what_is_sent_is_done_noted_and_read_afterwards(desk: Desk) -> None:
    done = desk.do("create-alert", *ALERT, "--send", "-o", "json")
    assert done.returncode == 0
    made = json.loads(done.stdout)
    assert made["name"] == "slow"
    assert f"done (HTTP 201), {made['id']}" in done.stderr
    read = json.loads(desk.run("get", "risicare", "alert", made["id"], "-o", "json").stdout)
    assert read == made
    (noted,) = desk.writes()
    assert (noted["method"], noted["path"], noted["outcome"]) == ("POST", "/api/v1/alerts", "201")
    (file,) = desk.home.rglob("writes.sqlite")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    table = desk.run("writes").stdout.splitlines()
    assert len(table) == 2
    assert "POST /api/v1/alerts" in table[1]


def test_a_profile_that_only_reads_is_refused_before_anything_is_sent(desk: Desk) -> None:
    before = desk.arrived()
    done = desk.do("create-alert", *ALERT, "--send", profile="reader")
    assert (done.returncode, done.stdout) == (5, "")
    assert "profile reader only reads, so nothing was sent" in done.stderr
    assert (desk.arrived(), desk.writes()) == (before, [])
    assert desk.do("create-alert", *ALERT, profile="reader").returncode == 0


def made(desk: Desk) -> str:
    """The id of a new alert."""
    identity: str = json.loads(desk.do("create-alert", *ALERT, "--send", "-o", "json").stdout)["id"]
    return identity


@pytest.mark.parametrize("confirm", [[], ["--confirm", "wrong!"], ["--confirm", ""]], ids=str)
def test_nothing_is_destroyed_unconfirmed(desk: Desk, confirm: list[str]) -> None:
    identity = made(desk)
    before = desk.arrived()
    done = desk.do("delete-alert", identity, "--send", *confirm)
    assert (done.returncode, desk.arrived()) == (2, before)
    assert "nothing was sent" in done.stderr
    assert "last six characters" in done.stderr


def test_what_is_confirmed_is_destroyed(desk: Desk) -> None:
    identity = made(desk)
    done = desk.do("delete-alert", identity, "--send", "--confirm", identity[-6:])
    assert done.returncode == 0
    assert "done (HTTP 204)" in done.stderr
    assert desk.run("get", "risicare", "alert", identity).returncode == 4
    outcomes = [each["outcome"] for each in desk.writes()]
    assert outcomes == ["204", "201"]


def test_a_change_sends_only_what_was_said() -> None:
    arguments = ("do", "fiddler", "update-evaluator-rule", "x", "--set", "name=new", "-o", "json")
    done = call(*arguments, env={"HOME": "/none"})
    assert json.loads(done.stdout)["body"] == {"name": "new"}


def test_a_bulk_is_confirmed_by_its_first_id(desk: Desk) -> None:
    trace = json.loads(desk.run("get", "risicare", "traces", "--limit", "1", "-o", "json").stdout)
    identity = trace[0]["trace_id"]
    both = ["--set", f"trace_ids={identity}", "--set", "trace_ids=another"]
    shown = desk.do("delete-by-subject", *both, "-o", "json")
    assert json.loads(shown.stdout)["body"] == {"trace_ids": [identity, "another"]}
    assert desk.do("delete-by-subject", *both, "--send", "--confirm", "nother").returncode == 2
    done = desk.do("delete-by-subject", *both, "--send", "--confirm", identity[-6:])
    assert done.returncode == 0
    assert "up to five minutes" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fly"], "risicare has no action “fly”"),
        (["create-alrt"], "Did you mean create-alert"),
        (["create-alert", "x"], "create-alert takes no ID"),
        (["delete-alert"], "delete-alert takes an ID"),
        (["delete-alert", ".."], "“..” is no id"),
        (["create-alert", "--set", "nme=x"], "has no field “nme”. Did you mean name?"),
        (["delete-alert", "a", "--set", "x=1"], "has no field “x”. It takes none."),
        (["create-alert", "--set", "name"], "--set takes FIELD=VALUE, not “name”"),
        (["create-alert", "--set", "name=a", "--set", "name=b"], "name is set twice"),
        (["create-alert", "--set", "name=@/none"], "/none cannot be read: no such file"),
        (["create-alert", "--set", "name=x"], "metric: it is required."),
        (["create-alert", *ALERT[:-1], "threshold=lots"], "threshold: “lots” is not a number."),
    ],
    ids=range(12),
)
def test_a_form_that_is_not_right_is_said_field_by_field(
    desk: Desk, arguments: list[str], said: str
) -> None:
    before = desk.arrived()
    done = desk.do(*arguments, "--send")
    assert (done.returncode, done.stdout, desk.arrived()) == (2, "", before)
    assert said in done.stderr


def test_what_the_vendor_refuses_is_said_at_the_field(desk: Desk) -> None:
    done = desk.do(
        "create-webhook",
        "--send",
        *("--set", "name=x", "--set", "url=http://10.0.0.1/"),
        *("--set", "events=trace.error"),
    )
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("spandeck: url: ")


def test_a_value_comes_from_a_file_or_stdin_or_is_an_at_sign(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = desk.home / "words"
    words.write_text("many\nlines\n")
    base = [
        "create-dataset",
        "--set",
        "name=@@home",
        "--set",
        f"description=@{words}",
        "-o",
        "json",
    ]
    body = json.loads(desk.do(*base).stdout)["body"]
    assert (body["name"], body["description"]) == ("@home", "many\nlines")
    words.write_bytes(b"\xff")
    assert "not text in utf-8" in desk.do(*base).stderr


def test_what_takes_its_time_need_not_be_waited_for(desk: Desk) -> None:
    rows = desk.run("get", "risicare", "diagnoses", "-o", "json").stdout
    about = json.loads(rows)[0]
    fields = [f"trace_id={about['trace_id']}", f"span_id={about['span_id']}", "force=true"]
    given = [part for each in fields for part in ("--set", each)]
    done = desk.do("diagnose", *given, "--send", "--no-wait", "-o", "json")
    assert json.loads(done.stdout)["status"] == "pending"


def test_a_new_key_is_printed_once_and_stored_nowhere(desk: Desk) -> None:
    done = desk.do("create-api-key", "--set", "name=ci", "--send")
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("key "))
    key = line.split()[1]
    assert done.stdout.count(key) == 1
    assert "shown this one time" in done.stderr
    kept = [each.read_bytes() for each in desk.home.rglob("*") if each.is_file()]
    assert not any(key.encode() in each for each in kept)


def test_in_the_demo_everything_may_be_tried_and_leaves_nothing(desk: Desk) -> None:
    done = desk.do("create-alert", *ALERT, "--send", profile="demo")
    assert done.returncode == 0
    assert "this is done to simulated data" in done.stderr
    assert list(desk.home.rglob("writes.sqlite")) == []


def test_a_lost_answer_is_doubted_by_the_doctor_until_somebody_looked(tmp_path: Path) -> None:
    plan = tmp_path / "faults.toml"
    plan.write_text(
        '[[fault]]\npath = "/api/v1/alerts"\nmethod = "POST"\ncut = true\nexecute = true\n'
    )
    with simulator("--faults", str(plan)) as cutting:
        desk = Desk(cutting, tmp_path)
        done = desk.do("create-alert", *ALERT, "--send")
        assert (done.returncode, done.stdout) == (4, "")
        assert "whether it was done is unknown" in done.stderr
        assert "look at the alerts first" in done.stderr
        assert desk.arrived() == 1
        (doubt,) = desk.writes()
        assert doubt["outcome"] == "unknown"
        doctor = desk.run("doctor").stdout
        assert "unknown outcome: 1 (POST /api/v1/alerts)" in doctor
        said = desk.run("writes")
        assert "what came of 1 is unknown" in said.stderr
        assert "slow" in desk.run("get", "risicare", "alerts").stdout
        assert desk.run("writes", "--settle", "1").returncode == 0
        assert desk.run("writes", "--settle", "7").returncode == 2
        assert "none of unknown outcome" in desk.run("doctor").stdout
        assert desk.run("writes").stderr == ""


def test_a_write_that_is_interrupted_is_said_to_be_unknown_and_noted_so(tmp_path: Path) -> None:
    plan = tmp_path / "faults.toml"
    plan.write_text('[[fault]]\npath = "/api/v1/alerts"\nmethod = "POST"\ndelay_s = 30\n')
    with simulator("--faults", str(plan)) as slow:
        desk = Desk(slow, tmp_path)
        command = [*SPANDECK, "--config", str(desk.file), "--profile", "writer"]
        command += ["do", "risicare", "create-alert", *ALERT, "--send"]
        with subprocess.Popen(
            command, env=desk.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            while not desk.writes():
                assert running.poll() is None
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=30)
        assert running.returncode == 130
        assert said.startswith("spandeck: interrupted: whether it was done is unknown")
        assert [each["outcome"] for each in desk.writes()] == ["unknown"]


def test_a_journal_that_cannot_be_written_stops_the_write(desk: Desk) -> None:
    desk.do("create-alert", *ALERT, "--send")
    (file,) = desk.home.rglob("writes.sqlite")
    file.write_bytes(b"this is no database" * 100)
    before = desk.arrived()
    done = desk.do("create-alert", *ALERT, "--send")
    assert (done.returncode, desk.arrived()) == (4, before)
    assert "nothing was sent, since the journal of writes cannot be written" in done.stderr
    assert "journal cannot be read" in desk.run("doctor").stdout
    assert desk.run("writes").returncode == 1
