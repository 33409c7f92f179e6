"""`spandeck publish`: a file arrives whole but for its broken rows, once, however it is stopped."""

import asyncio
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.cli.ending import Usage
from spandeck.cli.events import Row, rows
from spandeck.cli.publish import Batches, Saved
from spandeck.cli.sendings import Sending, sending
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import SourceError, Unreachable
from spandeck.vendors.fiddler.catalog import CATALOG
from spandeck.vendors.fiddler.dialect import Fiddler
from spandeck.vendors.records import Records
from tests.cli.shell import Done, call
from tests.simulator import Simulator, simulator

MODEL = "00000000-0000-4000-8000-000000000001"
CONNECTION = Connection("fiddler", "https://fiddler.test", Token("k.s"), writes=True)


class Desk:
    """A shell with a profile that may write to a simulated Fiddler, and one that only reads."""

    def __init__(self, served: Simulator, home: Path) -> None:
        self.served, self.home = served, home
        self.fiddler = served.vendors["fiddler"]
        table = f'url = "{self.fiddler["url"]}"\ntoken = {{ env = "KEY" }}\n'
        self.file = home / "deck.toml"
        self.file.write_text(
            "".join(
                f"[profiles.{name}]\nwrites = {writes}\n[profiles.{name}.fiddler]\n{table}"
                for name, writes in (("writer", "true"), ("reader", "false"))
            )
        )

    def run(self, *arguments: str, profile: str = "writer") -> Done:
        env = {
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home),
            "KEY": self.fiddler["token"],
        }
        return call("--config", str(self.file), "--profile", profile, *arguments, env=env)

    def get(self, *arguments: str) -> Any:
        return json.loads(self.run("get", "fiddler", *arguments, "-o", "json").stdout)

    def published(self, environment: str) -> int | None:
        """How many rows an environment has; None while there is none."""
        found = self.get("environments", "--where", f"name={environment}")
        held = found if isinstance(found, list) else found["rows"]
        return held[0]["row_count"] if held else None

    def write(self, name: str, text: str) -> str:
        file = self.home / name
        file.write_text(text)
        return str(file)


@pytest.fixture(scope="module")
def served() -> Iterator[Simulator]:
    with simulator("--limits", "off") as running:
        yield running


@pytest.fixture
def desk(served: Simulator, tmp_path: Path) -> Desk:
    return Desk(served, tmp_path)


@pytest.fixture
def model(desk: Desk) -> dict[str, Any]:
    """A model of the story's, with its schema."""
    found = desk.get("models")
    first = (found if isinstance(found, list) else found["rows"])[0]
    one: dict[str, Any] = desk.get("model", first["id"])
    return one


def example(model: dict[str, Any], number: int) -> dict[str, Any]:
    """An event with every column of a model's schema."""
    made: dict[str, Any] = {}
    for column in model["schema"]["columns"]:
        name, kind = column["name"], column["data_type"]
        if kind == "category":
            made[name] = column["categories"][0] if column.get("categories") else "a"
        elif kind == "timestamp":
            made[name] = "2026-11-21T10:00:00Z"
        elif kind in ("int", "float"):
            made[name] = column.get("min") or 0
        else:
            made[name] = {"bool": True, "vector": [0.0]}.get(kind, f"text {number}")
    if model.get("event_id_col"):
        made[model["event_id_col"]] = f"event-{number}"
    return made


def csv_of(events: list[dict[str, Any]]) -> str:
    lines = [",".join(events[0])]
    return "\n".join([*lines, *(",".join(str(v) for v in each.values()) for each in events)]) + "\n"


@pytest.mark.parametrize("ending", ["csv", "json", "ndjson"])
def test_a_file_arrives_in_batches(desk: Desk, model: dict[str, Any], ending: str) -> None:
    events = [example(model, number) for number in range(25)]
    texts = {
        "csv": csv_of(events),
        "json": json.dumps(events),
        "ndjson": "\n".join(json.dumps(each) for each in events),
    }
    file = desk.write(f"events.{ending}", texts[ending])
    where = f"batches {ending}"
    done = desk.run(
        *("publish", "fiddler", model["id"], file, "--environment", where),
        *("--batch", "10", "--send"),
    )
    assert (done.returncode, "25 events were sent" in done.stderr) == (0, True), done.stderr
    assert desk.published(where) == 25
    writes = json.loads(desk.run("writes", "-o", "json").stdout)
    assert [each["path"] for each in writes] == ["/v3/events"] * 3


def test_parquet_goes_whole_and_its_job_is_followed(desk: Desk, model: dict[str, Any]) -> None:
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    file = desk.home / "events.parquet"
    events = [example(model, number) for number in range(3)]
    parquet.write_table(arrow.Table.from_pylist(events), file)
    where = "from parquet"
    done = desk.run("publish", "fiddler", model["id"], str(file), "--environment", where, "--send")
    assert (done.returncode, "is uploaded as" in done.stderr) == (0, True), done.stderr
    assert "SUCCESS" in done.stderr
    assert desk.published(where) == 3


def test_a_dry_run_and_a_reading_profile_send_nothing(desk: Desk, model: dict[str, Any]) -> None:
    file = desk.write("events.json", json.dumps([example(model, 1)]))
    arguments = ("publish", "fiddler", model["name"], file, "--environment", "nothing")
    dry = desk.run(*arguments)
    assert (dry.returncode, dry.stdout.splitlines()[0]) == (
        0,
        "POST /v3/events: 1 events in 1 batches",
    )
    assert desk.run(*arguments, "--send", profile="reader").returncode == 5
    assert desk.published("nothing") is None


def test_broken_rows_are_named_and_saved_and_the_others_arrive(
    desk: Desk, model: dict[str, Any]
) -> None:
    good = [json.dumps(example(model, number)) for number in range(4)]
    file = desk.write("events.ndjson", "\n".join([good[0], "{", *good[1:], "[1]"]))
    where = "with broken rows"
    done = desk.run("publish", "fiddler", model["id"], file, "--environment", where, "--send")
    assert done.returncode == 1
    assert "row 2: it is not JSON" in done.stderr
    assert "row 6: it is no JSON object" in done.stderr
    assert Path(file).with_suffix(".failed.ndjson").read_text() == "{\n[1]\n"
    assert desk.published(where) == 4


def test_a_model_that_is_none_is_said(desk: Desk) -> None:
    file = desk.write("events.json", "[]")
    done = desk.run("publish", "fiddler", "no such model", file, "--send")
    assert (done.returncode, "there is no model" in done.stderr) == (2, True)


def test_cells_become_what_the_models_columns_are(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("n,x,b,s\n1,2.5,true,7\nmany,1,no,7\n,,,7\n1,2\n\n2,3,false,\n")
    found = list(rows(file, {"n": "int", "x": "float", "b": "bool", "s": "str"}))
    assert [each.event for each in found] == [
        {"n": 1, "x": 2.5, "b": True, "s": "7"},
        None,
        {"s": "7"},
        None,
        {"n": 2, "x": 3.0, "b": False},
    ]
    assert [each.why for each in found if each.why] == [
        "n: “many” is no int",
        "it has 2 cells, and the heading 4",
    ]


class Vendor:
    """A Fiddler that keeps what it is sent, refuses what is poisoned, and loses some answers."""

    def __init__(self, poisoned: frozenset[int] = frozenset(), loses: frozenset[int] = frozenset()):
        self.poisoned, self.loses = poisoned, loses
        self.kept: list[int] = []
        self.requests = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        events = [each["n"] for each in json.loads(request.content)["source"]["events"]]
        if self.poisoned.intersection(events):
            error = {"code": 400, "message": "a column is wrong", "errors": []}
            return httpx.Response(400, json={"kind": "ERROR", "error": error})
        self.kept += events
        if self.requests in self.loses:
            raise httpx.ReadError("cut", request=request)
        data = {"source_type": "EVENTS", "event_ids": [str(each) for each in events]}
        return httpx.Response(200, json={"api_version": "3.0", "kind": "NORMAL", "data": data})


def delivered(
    vendor: Callable[[httpx.Request], httpx.Response], started: Sending, lines: int, size: int
) -> Batches:
    """Send so many rows; whatever goes wrong ends it, as it ends the command."""
    transport = httpx.MockTransport(vendor)
    client = httpx.AsyncClient(transport=transport, base_url=CONNECTION.url)
    source = Records(client, CONNECTION, "Fiddler", CATALOG, Fiddler())
    values = {"model_id": MODEL, "env_type": "PRODUCTION"}
    action = CATALOG.action("publish-events")
    saved = Saved(started.path.with_suffix(".failed.ndjson"), "")
    batches = Batches(source, action, values, started, saved)
    numbered = (Row(n, json.dumps({"n": n}), {"n": n}) for n in range(1, lines + 1))
    asyncio.run(batches.send(numbered, size))
    return batches


@settings(max_examples=20, deadline=None)
@given(
    lines=st.integers(1, 60),
    size=st.integers(1, 20),
    poisoned=st.frozensets(st.integers(1, 60), max_size=4),
    loses=st.frozensets(st.integers(1, 12), max_size=3),
)
def test_every_row_is_sent_once_or_saved_however_often_it_is_interrupted(
    tmp_path_factory: pytest.TempPathFactory,
    lines: int,
    size: int,
    poisoned: frozenset[int],
    loses: frozenset[int],
) -> None:
    home = tmp_path_factory.mktemp("sent")
    file = home / "events.ndjson"
    file.write_text("the rows are made up")
    vendor = Vendor(poisoned, loses)
    started = sending(home, file, ("here",), resume=False)
    for _ in range(len(loses) + 1):
        try:
            batches = delivered(vendor, started, lines, size)
            break
        except Unreachable:
            started = sending(home, file, ("here",), resume=True)
    wrong = poisoned & frozenset(range(1, lines + 1))
    assert sorted(vendor.kept) == [n for n in range(1, lines + 1) if n not in wrong]
    saved = batches.saved.path
    found = [json.loads(line)["n"] for line in saved.read_text().splitlines()] if wrong else []
    assert (sorted(found), saved.exists()) == (sorted(wrong), bool(wrong))


def test_a_process_that_was_killed_leaves_its_batch_in_doubt_and_never_sends_it_again(
    tmp_path: Path,
) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text("rows")
    started = sending(tmp_path, file, ("here",), resume=False)
    started.end(10, 10)
    started.begin(11, 20)  # and then it is killed
    vendor = Vendor()
    batches = delivered(vendor, sending(tmp_path, file, ("here",), resume=True), 30, 10)
    assert vendor.kept == list(range(21, 31))
    assert batches.sending.doubtful == [(11, 20)]


def test_what_is_unclear_is_asked_rather_than_sent(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text("rows")
    with pytest.raises(Usage, match="nothing to resume"):
        sending(tmp_path, file, ("here",), resume=True)
    sending(tmp_path, file, ("here",), resume=False).end(10, 10)
    with pytest.raises(Usage, match="--resume goes on after row 10"):
        sending(tmp_path, file, ("here",), resume=False)
    file.write_text("other rows")
    with pytest.raises(Usage, match="has changed"):
        sending(tmp_path, file, ("here",), resume=True)


def test_a_request_that_never_left_is_in_no_doubt(tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text("rows")
    started = sending(tmp_path, file, ("here",), resume=False)

    def refusing(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(SourceError):
        delivered(refusing, started, 5, 5)
    again = sending(tmp_path, file, ("here",), resume=True)
    assert (again.doubtful, again.through) == ([], 0)
