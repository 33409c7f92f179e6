"""Nothing of the four contracts is forgotten: each endpoint is in a catalog or excluded by name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from spandeck.model.catalog import Catalog
from spandeck.vendors import VENDORS
from tests.cli.shell import call

CONTRACTS = Path(__file__).parent / "contracts"
ARIZE = Path(__file__).parents[2] / "shared" / "contracts" / "arize.md"
OPERATION = re.compile(r"^\|[^|]*\| (GET|POST|PUT|PATCH|DELETE) \| `([^`?]+)`", re.MULTILINE)
LOADED = list(VENDORS)


def listed(vendor: str) -> set[tuple[str, str]]:
    """The endpoints of a vendor's contract, as method and path."""
    lines = (CONTRACTS / f"{vendor}.txt").read_text().splitlines()
    return {plain(*line.split()) for line in lines}


def plain(method: str, template: str) -> tuple[str, str]:
    """An endpoint whatever its placeholders are called."""
    return method, re.sub(r"\{[^}]*\}", "{}", template)


def catalog(vendor: str) -> Catalog:
    load = VENDORS[vendor].load
    return load().catalog


def offered(found: Catalog) -> Iterator[tuple[str, str]]:
    """The endpoints that a catalog reads or writes."""
    for resource in found.resources:
        for each in (resource.listing, resource.item):
            if each is not None:
                yield plain(each.method, each.template)
    for action in found.actions:
        yield plain(action.method, action.template)


@pytest.mark.parametrize("vendor", LOADED)
def test_every_endpoint_of_the_contract_is_offered_or_excluded_for_a_reason(vendor: str) -> None:
    found = catalog(vendor)
    excluded = {plain(each.method, each.template) for each in found.excluded}
    assert listed(vendor) - set(offered(found)) - excluded == set()
    assert all(each.reason.endswith(".") for each in found.excluded)


@pytest.mark.parametrize("vendor", LOADED)
def test_a_catalog_offers_nothing_that_its_contract_does_not_list(vendor: str) -> None:
    found = catalog(vendor)
    excluded = {plain(each.method, each.template) for each in found.excluded}
    assert set(offered(found)) - listed(vendor) == set()
    assert excluded - listed(vendor) == set()
    assert excluded & set(offered(found)) == set()


@pytest.mark.skipif(not ARIZE.exists(), reason="the contracts are not beside this checkout")
def test_the_list_for_arize_is_the_contracts_own() -> None:
    text = ARIZE.read_text().partition("\n## 9.")[2].partition("\n## 10.")[0]
    assert {plain(*each) for each in OPERATION.findall(text)} == listed("arize")


@pytest.mark.parametrize("vendor", LOADED)
def test_names_lead_to_one_thing_and_relations_somewhere(vendor: str) -> None:
    found = catalog(vendor)
    assert len(found.by_name) == len(found.resources)
    assert len(found.acts) == len(found.actions)
    for resource in found.resources:
        for relation in resource.relations:
            assert relation.to == "trace" or relation.to in found.by_name, relation
        for known in resource.filters:
            assert not known.of or known.of in found.by_name, known
    for action in found.actions:
        assert action.on in found.by_name, action.name
        assert action.follow is None or action.follow.resource in found.by_name, action.name
        assert all(not each.of or each.of in found.by_name for each in action.fields), action.name


def test_the_readme_has_the_table_that_the_command_prints() -> None:
    """`spandeck resources -o markdown` makes it; paste it whole when a catalog has grown."""
    printed = call("resources", "-o", "markdown", env={}).stdout
    assert printed in (Path(__file__).parents[1] / "README.md").read_text("utf-8")
