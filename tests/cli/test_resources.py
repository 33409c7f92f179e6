"""`spandeck resources`, `actions` and `get` for any resource, as a script meets them."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from spandeck.cli.told import Faceted, cell
from spandeck.model.page import BadRow
from spandeck.model.resource import Column, Record
from spandeck.vendors import VENDORS
from tests.cli.shell import Done, call
from tests.simulator import Simulator

LOADED = list(VENDORS)
ENV: Mapping[str, str] = {}


def get(story: Simulator, *arguments: str) -> Done:
    return call("get", "risicare", *arguments, env=story.env())


def test_every_resource_of_every_vendor_is_named_with_all_there_is_to_say() -> None:
    printed = json.loads(call("resources", "-o", "json", env=ENV).stdout)
    expected = []
    for name in LOADED:
        load = VENDORS[name].load
        expected += [(name, each.name) for each in load().catalog.resources]
    assert [(each["vendor"], each["name"]) for each in printed] == expected
    (fixes,) = (each for each in printed if (each["vendor"], each["name"]) == ("risicare", "fixes"))
    assert fixes["get"] == ["list", "one"]
    assert fixes["endpoints"] == ["GET /api/v1/fixes", "GET /api/v1/fixes/{id}"]
    assert fixes["actions"] == ["create-fix", "activate-fix"]
    assert {"path": "status", "title": "Status", "kind": "status"} in fixes["columns"]


def test_the_table_of_resources_is_a_line_each_and_may_be_of_one_vendor() -> None:
    everything = call("resources", env=ENV).stdout.splitlines()
    one = call("resources", "risicare", env=ENV).stdout.splitlines()
    assert len(everything) == 1 + len(json.loads(call("resources", "-o", "json", env=ENV).stdout))
    assert all(line.startswith("risicare ") for line in one[1:])
    assert 1 < len(one) <= len(everything)


def test_the_coverage_table_has_every_name_and_says_what_is_left_alone() -> None:
    printed = call("resources", "-o", "markdown", env=ENV).stdout
    for name in LOADED:
        load = VENDORS[name].load
        found = load().catalog
        assert all(name in printed for name in (*found.by_name, *found.acts))
        assert all(f"`{each.method} {each.template}`" in printed for each in found.excluded)


def test_an_actions_fields_are_told_with_what_they_take() -> None:
    done = call("actions", "risicare", "create-score", env=ENV)
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "yes" in lines["score"]
    assert "≥ 0, ≤ 1" in lines["score"]
    assert "an id of traces" in lines["trace_id"]
    assert "spandeck do risicare create-score --set FIELD=VALUE" in done.stderr
    record = json.loads(call("actions", "risicare", "create-score", "-o", "json", env=ENV).stdout)
    assert (record["method"], record["path"]) == ("POST", "/api/v1/scores")
    assert [each["name"] for each in record["fields"]][:2] == ["trace_id", "span_id"]


def test_all_actions_are_told_with_their_effect() -> None:
    lines = call("actions", "risicare", env=ENV).stdout.splitlines()
    assert any(line.split()[:3] == ["delete-dataset", "datasets", "ID"] for line in lines)
    load = VENDORS["risicare"].load
    assert len(lines) == 1 + len(load().catalog.actions)


def test_a_list_is_a_table_of_its_columns(story: Simulator) -> None:
    lines = get(story, "alerts").stdout.splitlines()
    assert lines[0].split()[:4] == ["ID", "RULE", "SEVERITY", "METRIC"]
    (rare,) = (line for line in lines if line.startswith("alert-cost"))
    assert "never" in rare


def test_every_form_says_the_same(story: Simulator) -> None:
    rows = json.loads(get(story, "fixes", "-o", "json").stdout)
    lines = get(story, "fixes", "-o", "ndjson").stdout.splitlines()
    table = csv.DictReader(io.StringIO(get(story, "fixes", "-o", "csv").stdout, newline=""))
    assert [json.loads(line) for line in lines] == rows
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert len(rows) > 2


def test_one_is_read_whole_by_its_name_in_singular_or_plural(story: Simulator) -> None:
    rows = json.loads(get(story, "fixes", "-o", "json").stdout)
    for name in ("fix", "fixes"):
        one = json.loads(get(story, name, rows[0]["id"], "-o", "json").stdout)
        assert one["id"] == rows[0]["id"]
        assert one["fix_config"]
    fields = get(story, "fix", rows[0]["id"]).stdout.splitlines()
    assert len(fields) == 1 + len(one)
    flat = csv.DictReader(io.StringIO(get(story, "fix", rows[0]["id"], "-o", "csv").stdout))
    assert [row["id"] for row in flat] == [rows[0]["id"]]


def test_the_only_one_takes_no_id(story: Simulator) -> None:
    assert "retention_days" in get(story, "project").stdout
    refused = get(story, "project", "x")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "there is only one project: it takes no ID" in refused.stderr


def test_an_empty_id_is_not_taken_for_the_whole_list(story: Simulator) -> None:
    refused = story.run("get", "risicare", "fixes", "")
    assert refused.returncode == 2
    assert "the ID is empty" in refused.stderr
    assert not refused.stdout


def test_a_list_is_filtered_by_its_own_fields(story: Simulator) -> None:
    rows = json.loads(get(story, "evaluations", "-o", "json").stdout)
    states = {row["status"] for row in rows}
    for state in states:
        done = get(story, "evaluations", "--where", f"status={state}", "-o", "json")
        assert {row["status"] for row in json.loads(done.stdout)} == {state}
    assert states


def test_what_must_be_known_of_a_resource_is_said_beside_it(story: Simulator) -> None:
    done = get(story, "webhooks")
    assert "does not deliver events yet" in done.stderr
    assert "does not deliver" not in done.stdout


def test_less_than_all_is_never_silent(story: Simulator) -> None:
    done = get(story, "agents", "--limit", "1", "-o", "ndjson")
    assert len(done.stdout.splitlines()) == 1
    assert "1 agents shown, and there are more: --all, or --limit N." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fixxes"], "risicare has no “fixxes”. Did you mean fixes"),
        (["evaluations", "--where", "statu=x"], "no filter “statu”. Did you mean status?"),
        (["evaluations", "--where", "status=odd"], "status is one of pending, running"),
        (["fixes", "--since", "6h"], "Fixes have no range of time to choose"),
        (["scores", "x"], "Scores are only listed: get risicare scores"),
        (["alerts", "--where", "x"], "“x” is not a filter. Write none."),
        (["session"], "takes an ID"),
    ],
)
def test_what_cannot_be_asked_says_what_was_meant(
    story: Simulator, arguments: list[str], said: str
) -> None:
    done = get(story, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_names_are_checked_before_anything_is_configured() -> None:
    for arguments in (["get", "risicare", "fixxes"], ["do", "risicare", "fly"]):
        done = call(*arguments, env={"HOME": "/nonexistent"})
        assert done.returncode == 2
        assert "risicare has no" in done.stderr


def test_one_that_is_missing_is_a_sentence(story: Simulator) -> None:
    done = get(story, "fix", "nobody")
    assert (done.returncode, done.stdout) == (4, "")
    assert "fix nobody not found" in done.stderr


def test_facts_beside_rows_are_in_the_json_and_make_it_an_object() -> None:
    facts: dict[str, Any] = {}
    plain, wrapped = io.StringIO(), io.StringIO()
    into = Faceted(plain, facts)
    into.add([Record("a", {"id": "a"})])
    into.end()
    assert json.loads(plain.getvalue()) == [{"id": "a"}]
    facts["mean"] = 1
    into = Faceted(wrapped, facts)
    into.add([])
    facts["total"] = 2
    into.add([Record("a", {"id": "a"}), BadRow("{", "it is not JSON")])
    into.end()
    found = json.loads(wrapped.getvalue())
    assert found["facts"] == {"mean": 1, "total": 2}
    assert found["rows"][0] == {"id": "a"}
    assert len(found["rows"]) == 2


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (Column("x", "X", "time"), "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
        (Column("x", "X", "time", "epoch_ms"), 1000, "1970-01-01T00:00:01.000Z"),
        (Column("x", "X", "time"), "soon", "soon"),
        (Column("x", "X", "duration", "min"), 5, "5 m 00 s"),
        (Column("x", "X", "ratio"), 0.021, "2.1 %"),
        (Column("x", "X", "money"), 0.0061, "$0.0061"),
        (Column("x", "X", "count"), {"odd": 1}, '{"odd": 1}'),
        (Column("x", "X", "flag"), True, "yes"),
        (Column("x", "X", "time", absent="never"), None, "never"),
        (Column("x", "X", "id"), "a" * 90, "a" * 90),
    ],
    ids=range(10),
)
def test_a_cell_says_what_its_kind_means_and_drift_as_it_came(
    column: Column, value: Any, said: str
) -> None:
    assert cell(column, {"x": value}) == said
