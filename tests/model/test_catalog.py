"""Names lead to resources and actions, or to those that were meant; routes come off a catalog."""

import pytest

from spandeck.model.action import Action
from spandeck.model.catalog import Catalog, Unknown, routes
from spandeck.model.limits import Descriptor
from spandeck.model.nearest import close, nearest
from spandeck.model.resource import Call, Resource

THINGS = Resource(
    *("things", "Things", "Store", Call("GET", "/things"), Call("GET", "/things/{id}")), fresh_s=7
)
LATEST = Resource("latest", "Latest", "Store", item=Call("GET", "/things/latest"))
SOUGHT = Resource("sought", "Sought", "Store", Call("POST", "/things/search"))
MAKE = Action("make-thing", "Make", "things", "POST", "/things", "write")
WEIGH = Action("weigh-thing", "Weigh", "things", "POST", "/things/{id}/weigh", "read")
BURN = Action("burn-thing", "Burn", "things", "DELETE", "/things/{id}", "destructive")
CATALOG = Catalog("acme", (THINGS, LATEST, SOUGHT), (MAKE, WEIGH, BURN))


def test_a_resource_is_found_by_its_plural_and_its_singular() -> None:
    assert CATALOG.resource("things") is CATALOG.resource("thing") is THINGS


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("thngs", "acme has no “thngs”. Did you mean things?"),
        ("zebra", "acme has no “zebra”. There are latest, sought, things."),
    ],
)
def test_a_wrong_name_says_which_was_meant(name: str, said: str) -> None:
    with pytest.raises(Unknown) as caught:
        CATALOG.resource(name)
    assert str(caught.value) == said


def test_an_action_is_found_by_its_name_or_by_a_part_of_it() -> None:
    assert CATALOG.action("burn-thing") is BURN
    with pytest.raises(Unknown, match=r"acme has no action “burn”\. Did you mean burn-thing\?"):
        CATALOG.action("burn")
    assert CATALOG.actions_on("things") == [MAKE, WEIGH, BURN]


def test_a_name_that_resembles_none_is_told_all_there_are() -> None:
    assert close("x", ["alpha", "beta"]) == []
    assert nearest("x", ["beta", "alpha"]) == "There are alpha, beta."


def test_every_endpoint_is_a_route_that_says_whether_it_reads() -> None:
    made = routes(CATALOG, lambda method, template: f"{method} {template}")
    reads = {(each.method, each.template): each.reads for each in made}
    assert reads == {
        ("GET", "/things"): True,
        ("GET", "/things/{id}"): True,
        ("GET", "/things/latest"): True,
        ("POST", "/things/search"): True,
        ("POST", "/things"): False,
        ("POST", "/things/{id}/weigh"): True,
        ("DELETE", "/things/{id}"): False,
    }
    assert all(each.category == f"{each.method} {each.template}" for each in made)


def test_a_literal_path_is_taken_before_one_with_a_placeholder() -> None:
    descriptor = Descriptor("acme", routes(CATALOG, lambda *_: "all"))
    assert descriptor.route("GET", "/things/latest").template == "/things/latest"
    assert descriptor.route("GET", "/things/7").template == "/things/{id}"
    assert descriptor.route("GET", "/things/7").fresh_s == 7
