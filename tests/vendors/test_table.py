"""The table of vendors: what commands may know before a vendor is asked anything."""

import subprocess
import sys

import httpx
import pytest

from spandeck.model.connection import Connection, Token
from spandeck.vendors import VENDORS


def test_the_vendors_stand_in_the_order_of_their_tabs() -> None:
    assert list(VENDORS) == ["fiddler", "risicare", "arize", "apidepth"]
    assert all(vendor.name == name for name, vendor in VENDORS.items())


def test_reading_the_table_imports_neither_httpx_nor_pydantic_nor_textual() -> None:
    code = (
        "import sys, spandeck.vendors;"
        "print([m for m in ('httpx', 'pydantic', 'pydantic_core', 'textual') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_environment_variables_follow_one_pattern() -> None:
    assert VENDORS["risicare"].url_variable == "SPANDECK_RISICARE_URL"
    assert VENDORS["arize"].token_variable == "SPANDECK_ARIZE_TOKEN"


@pytest.mark.parametrize(
    ("configured", "address"),
    [
        (None, "https://api.arize.com"),
        ("https://api.arize.com/v2", "https://api.arize.com"),
        ("https://api.eu-west-1a.arize.com/v2/", "https://api.eu-west-1a.arize.com"),
        ("http://arize.example:8080/proxy", "http://arize.example:8080/proxy"),
    ],
)
def test_arize_is_reached_by_any_of_its_addresses(configured: str | None, address: str) -> None:
    assert VENDORS["arize"].address(configured) == address


def test_a_vendor_that_is_not_connected_says_what_it_takes() -> None:
    absent = VENDORS["risicare"].absent
    assert absent.startswith("Risicare is not connected: set SPANDECK_RISICARE_TOKEN.")


async def test_a_vendor_that_can_be_read_opens_over_a_client() -> None:
    vendor = VENDORS["risicare"]
    async with httpx.AsyncClient(base_url=vendor.url) as client:
        found = vendor.load().open(client, Connection("risicare", vendor.url, Token("none")))
    assert found.traces is not None
    assert (found.traces.vendor, found.traces.title) == (vendor.name, vendor.title)
    assert (found.records.vendor, found.records.title) == (vendor.name, vendor.title)


@pytest.mark.parametrize(
    ("path", "category", "fresh_s", "megabytes"),
    [
        ("/api/v1/traces", "default", 5, 16),
        ("/api/v1/traces/a%2Fb", "default", 300, 128),
        ("/api/v1/sessions", "default", 15, 16),
        ("/api/v1/sessions/s", "default", 15, 16),
        ("/health/ready", "", 0, 16),
    ],
)
def test_every_route_of_risicare_states_what_it_may_cost(
    path: str, category: str, fresh_s: float, megabytes: int
) -> None:
    load = VENDORS["risicare"].load
    route = load().descriptor.route("GET", path)
    assert (route.category, route.fresh_s) == (category, fresh_s)
    assert route.max_bytes == megabytes * 1_000_000
