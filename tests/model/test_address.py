"""Forms of addresses: what is written is read again, wherever in an address a form stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.address import Address, Landmarks, Pasted

IDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)
FORMS = (
    Address("/traces/{trace}"),
    Address("/applications/{application}/traces/{trace}"),
    Address("/spaces/{space}/projects/{project}?selectedTraceId={trace}"),
)


def pasted(address: str) -> Pasted:
    found = Pasted.read(address)
    assert found is not None
    return found


@given(IDS, IDS, IDS)
def test_what_a_link_holds_is_read_again(trace: str, home: str, project: str) -> None:
    ids = {"trace": trace, "application": home, "space": home, "project": project}
    for form in FORMS:
        found = form.read(pasted(form.written("https://host", **ids)))
        assert found is not None
        assert found.ids == {name: ids[name] for name in found.ids}
        assert found.ids["trace"] == trace


@pytest.mark.parametrize(
    "address",
    [
        "https://host/traces/T",
        "https://host/org/acme/traces/T/",
        "https://host/ui/#/traces/T?tab=raw",
        "https://host/traces/other/compare/traces/T#top",
    ],
)
def test_a_form_is_found_wherever_it_stands(address: str) -> None:
    found = FORMS[0].read(pasted(address))
    assert found is not None
    assert found.ids == {"trace": "T"}


@pytest.mark.parametrize("address", ["https://host/traces", "https://host/?trace=T", "https://h/"])
def test_a_form_that_does_not_stand_there_is_not_found(address: str) -> None:
    assert FORMS[0].read(pasted(address)) is None


@pytest.mark.parametrize("text", ["", "traces/T", "mailto:a@b", "https://[broken", "https:///x"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert Pasted.read(text) is None


def test_a_path_of_very_many_pieces_ends_early() -> None:
    assert len(pasted("https://host" + "/a" * 100_000).path) <= 32


def test_of_records_in_records_the_innermost_is_meant() -> None:
    forms = Address("/models/{id}", "models"), Address("/projects/{id}", "projects")
    known = Landmarks("v", "V", frozenset({"host"}), forms)
    names, resource = known.named(pasted("https://host/projects/P/models/M"))
    assert (names["id"], resource) == ("M", "models")
