"""What is pasted and where it leads: ids, addresses, whole alerts, and texts that mean harm."""

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.address import Address, Landmarks
from spandeck.model.landing import LONGEST_ID, MOST, Lead, Reading, Sureness, reading

TRACE, OTHER = "7f3ac21d9b0e4c55a1f2e3d4c5b6a798", "0f3ac21d9b0e4c55a1f2e3d4c5b6a790"
SPAN = "6e5ea57df9d3fd0e"
RULE = "47e70e4c-2d17-440e-8fad-931a9aeb3929"
MONITOR = b64encode(b"Monitor:16:FHR2").decode()
KNOWN = (
    Landmarks(
        "fiddler",
        "Fiddler",
        frozenset({"fiddler.example"}),
        (
            Address("/applications/{application}/traces/{trace}"),
            Address("/alert-rules/{id}", "alert-rules"),
            Address("/applications/{id}", "applications"),
        ),
        silent=("alert-rules", "models"),
    ),
    Landmarks(
        "risicare",
        "Risicare",
        frozenset({"risicare.example"}),
        (
            Address("/traces/{trace}"),
            Address("/sessions/{session}"),
            Address("/fixes/{id}", "fixes"),
        ),
        {"fix-": "fixes", "sess-": "sessions"},
    ),
    Landmarks(
        "arize",
        "Arize",
        frozenset({"app.arize.example"}),
        (
            Address("/projects/{project}?selectedTraceId={trace}"),
            Address("/?selectedSpanId={span}"),
            Address("/projects/{id}", "projects"),
        ),
        {"Monitor:": "monitors"},
    ),
)


def read(text: str) -> Reading:
    return reading(text, KNOWN)


def said(text: str) -> list[tuple[str, str, str]]:
    return [(each.what, each.id, each.vendor) for each in read(text).leads]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TRACE, ("trace", TRACE, "")),
        (TRACE.upper(), ("trace", TRACE, "")),
        (SPAN, ("span", SPAN, "")),
        ("fix-166226-2", ("record", "fix-166226-2", "risicare")),
        ("sess-1f6cd6eedb42", ("session", "sess-1f6cd6eedb42", "")),
        (MONITOR, ("record", MONITOR, "arize")),
        (f"00-{TRACE}-{SPAN}-01", ("trace", TRACE, "")),
        ("trace-4711", ("trace", "trace-4711", "")),
        ("0" * 32, ("trace", "0" * 32, "")),
        (f"https://risicare.example/traces/{TRACE}", ("trace", TRACE, "risicare")),
        ("https://RISICARE.example/org/x/fixes/f-9", ("record", "f-9", "risicare")),
        (f"https://fiddler.example/applications/A/traces/{TRACE}?x", ("trace", TRACE, "fiddler")),
        ("https://fiddler.example/v3/alert-rules/9", ("record", "9", "fiddler")),
        (
            f"https://app.arize.example/organizations/o/spaces/s/projects/p?selectedTraceId={TRACE}",
            ("trace", TRACE, "arize"),
        ),
        (f"https://grafana.example/explore?q=trace:{TRACE}", ("trace", TRACE, "")),
        (f"https://risicare.example/welcome?from={TRACE}", ("trace", TRACE, "risicare")),
        ("https://elsewhere.example/traces/run-7/", ("trace", "run-7", "")),
        ('{"trace_id": "run-7", "span_id": null}', ("trace", "run-7", "")),
        ("session id: abc.123", ("session", "abc.123", "")),
    ],
)
def test_the_first_lead_of_a_text(text: str, expected: tuple[str, str, str]) -> None:
    assert said(text)[0] == expected


def test_an_alert_as_it_comes_from_a_chat() -> None:
    alert = f"""*[FIRING:1]* checkout p95 above 5 s  (Risicare, production)
    2026-11-21T14:02:11Z  error rate 12 %  agent=checkout  <https://runbooks.example/a|runbook>
    trace_id: `{TRACE}`, span_id: {SPAN}; see <https://fiddler.example/alert-rules/{RULE}|rule>.
    sess-1f6cd6eedb42"""
    found = read(alert)
    assert [str(each).split()[0] for each in found.leads] == [
        "alert-rules",
        "trace",
        "span",
        "session",
    ]
    assert found.leads[1].spans == (SPAN,)
    assert found.vendors == ("risicare",)
    assert [len(tier) for tier in found.tiers()] == [1, 1, 2]


def test_a_span_beside_its_trace_is_a_place_in_it_rather_than_something_to_look_for() -> None:
    first, second = read(f"https://risicare.example/traces/{TRACE} {SPAN}").leads
    assert (first.what, first.spans) == ("trace", (SPAN,))
    assert (second.what, second.sure) == ("span", Sureness.BESIDE)


def test_a_uuid_may_be_a_trace_a_session_or_whatever_has_such_ids() -> None:
    assert said(RULE) == [
        ("trace", RULE.replace("-", ""), ""),
        ("record", RULE, "fiddler"),
        ("record", RULE, "fiddler"),
        ("session", RULE, ""),
    ]


def test_what_is_named_twice_is_sought_once_where_it_surely_is() -> None:
    text = f"{TRACE} https://risicare.example/traces/{TRACE} trace={TRACE}"
    assert said(text) == [("trace", TRACE, "risicare")]


@pytest.mark.parametrize(
    "text",
    ["", "  \n", "the checkout is slow since 14:02", "trace_id: null", "https://[x", "::"],
)
def test_a_text_without_an_id_leads_nowhere(text: str) -> None:
    assert read(text).leads == ()


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 5_000_000,
        f"{TRACE} " * 100_000,
        "https://risicare.example/" + "traces/" * 1_000_000,
        "https://x.example/a " * 200_000,
        "trace" * 500_000,
        "trace_id" + '"' * 1_000_000,
        "=" * 2_000_000,
        "QUFB" * 1_000_000,
        " ".join(f"{number:032x}" for number in range(1, 50_000)),
        " ".join(b64encode(b"Monitor:%06d" % n).decode() for n in range(50_000)),
    ],
    ids=range(10),
)
def test_a_hostile_text_is_read_quickly_and_looked_for_sparingly(hostile: str) -> None:
    begun = time.process_time()
    found = read(hostile)
    assert time.process_time() - begun < 0.5
    assert len(found.leads) <= MOST
    assert found.cut


def test_words_that_hold_a_vendors_name_do_not_name_it() -> None:
    assert read(f"please summarize {TRACE}").vendors == ()
    assert read(f"Arize says {TRACE}").vendors == ("arize",)


def test_a_time_is_no_span() -> None:
    assert said("at 1763733600000000 it broke") == []


def test_what_was_left_out_is_counted() -> None:
    found = read(" ".join(f"{number:032x}" for number in range(1, 21)))
    assert (len(found.leads), found.left, found.cut) == (MOST, 20 - MOST, False)


@given(st.text(max_size=300))
def test_no_text_smuggles_anything_into_an_id(text: str) -> None:
    for lead in read(text).leads:
        check(lead)


@given(st.text("\x1b[]m\x07\u202e:/=tracespnid_0123456789-", max_size=80))
def test_nor_does_one_that_tries(text: str) -> None:
    for address in (text, f"https://risicare.example/traces/{text}", f"trace_id={text}"):
        for lead in read(address).leads:
            check(lead)


def check(lead: Lead) -> None:
    assert lead.id.isascii()
    assert lead.id.isprintable()
    assert " " not in lead.id
    assert 0 < len(lead.id) <= LONGEST_ID
