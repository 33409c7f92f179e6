"""What was noted of a failure fills the forms of every vendor that can keep it, and only those."""

import json

import pytest

from spandeck.model import entry
from spandeck.model.action import Action, Field
from spandeck.model.noted import Noted, texts
from spandeck.vendors.arize.catalog import CATALOG as ARIZE
from spandeck.vendors.risicare.catalog import CATALOG as RISICARE

NOW_NS = 1_790_000_000_000_000_000
NOTE = 'the index was "rebuilt"\n{trace} \\ ✓'
SPAN = Noted("arize", "7f3a", "12", "UHJvamVjdDox", NOW_NS, NOTE)
TRACE = Noted("arize", "7f3a")
KEEPERS = [each for catalog in (ARIZE, RISICARE) for each in catalog.actions if each.keeps]


def test_some_actions_of_two_vendors_keep_notes() -> None:
    names = {each.name for each in KEEPERS}
    assert names == {"annotate-spans", "add-queue-records", "create-score"}


@pytest.mark.parametrize("action", KEEPERS, ids=lambda each: each.name)
def test_a_form_that_is_filled_in_for_a_span_can_be_sent_as_it_is_but_for_a_judgement(
    action: Action,
) -> None:
    typed = {"score": "0.2", **texts(action, SPAN)}
    fields = {each.name for each in action.fields}
    assert set(action.keeps) <= fields
    sent = entry.sending(action, {n: t for n, t in typed.items() if n in fields}, {}, NOW_NS)
    assert "12" in json.dumps(sent)


def test_a_note_travels_whole_whatever_it_holds() -> None:
    annotate = ARIZE.action("annotate-spans")
    values = json.loads(texts(annotate, SPAN)["annotations"])[0]["values"]
    assert values == [{"name": "triage", "text": NOTE}]
    assert texts(RISICARE.action("create-score"), SPAN)["comment"] == NOTE


def test_a_trace_is_kept_as_a_trace() -> None:
    told = texts(ARIZE.action("annotate-spans"), TRACE)
    assert told["granularity"] == "TRACE"
    assert json.loads(told["annotations"])[0]["record_id"] == "7f3a"
    assert (told["project_id"], told["start_time"]) == ("", "")


def test_json_that_would_need_what_nobody_knows_is_left_to_the_reader() -> None:
    assert texts(ARIZE.action("add-queue-records"), TRACE) == {"record_sources": ""}


def test_an_action_that_keeps_nothing_begins_with_nothing() -> None:
    assert texts(Action("x", "X", "on", "POST", "/x", "write", (Field("trace_id"),)), SPAN) == {}
