"""What the program gives `:setup`: keys of the environment, one read over the wire, the file."""

import stat
from pathlib import Path

import pytest

from spandeck.cli.choice import Choice
from spandeck.cli.setup import EnvironmentSetup
from spandeck.config.read import load
from spandeck.config.settings import Login, Places, ProfileSettings, Settings, TokenSource
from spandeck.model.errors import Missing, Refused, SourceError
from spandeck.ui.setup import Unwritten
from spandeck.vendors import VENDORS
from tests.simulator import Simulator

TOKEN, URL = "SPANDECK_RISICARE_TOKEN", "SPANDECK_RISICARE_URL"


def setup(folder: Path, **environ: str) -> EnvironmentSetup:
    places = Places(folder / "config.toml", folder / "state", folder / "exports")
    choice = Choice(places, places.config, Settings(), ProfileSettings("demo"))
    return EnvironmentSetup(choice, environ)


def test_every_vendor_says_where_its_key_is_had(tmp_path: Path) -> None:
    found = {each.vendor: each for each in setup(tmp_path).found()}
    assert list(found) == list(VENDORS)
    for name, vendor in VENDORS.items():
        assert found[name].about == vendor.key
        assert (found[name].masked, found[name].usable) == ("", False)


def test_a_key_is_shown_by_its_end_only(tmp_path: Path) -> None:
    secret = "rsk-live-0123456789"
    found = {each.vendor: each for each in setup(tmp_path, **{TOKEN: secret}).found()}
    assert found["risicare"].masked == "…6789"
    assert found["risicare"].usable
    assert secret not in repr(found)


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({TOKEN: "two words"}, "one word of printable ASCII"),
        ({TOKEN: "rsk-0123456789", URL: "ftp://x"}, f"{URL} is an address such as"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path: Path, environ: dict[str, str], why: str) -> None:
    found = {each.vendor: each for each in setup(tmp_path, **environ).found()}
    assert why in found["risicare"].wrong
    assert not found["risicare"].usable


async def test_a_key_is_tested_with_one_read(story: Simulator, tmp_path: Path) -> None:
    before = len(story.ledger())
    made = setup(tmp_path, **{TOKEN: story.token, URL: story.url})
    assert "answers in" in await made.test("risicare")
    arrived = story.ledger()[before:]
    assert [each["method"] for each in arrived if each["path"] != "/-/ledger"] == ["GET"]
    assert not (tmp_path / "config.toml").exists()


async def test_a_wrong_key_is_refused(story: Simulator, tmp_path: Path) -> None:
    made = setup(tmp_path, **{TOKEN: "rsk-wrong-0123456789", URL: story.url})
    with pytest.raises(Refused):
        await made.test("risicare")


async def test_nobody_there_and_no_key_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="is not set"):
        await setup(tmp_path).test("risicare")
    nobody = {TOKEN: "rsk-0123456789", URL: "http://127.0.0.1:9"}
    with pytest.raises(SourceError, match="connection"):
        await setup(tmp_path, **nobody).test("risicare")


def test_the_file_names_the_variables_and_never_a_key(tmp_path: Path) -> None:
    made = setup(tmp_path, **{TOKEN: "rsk-live-0123456789", URL: "https://r.example"})
    made.write("paris", ["risicare"], production=True, writes=False)
    path = tmp_path / "config.toml"
    assert "0123456789" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    login = Login(TokenSource("env", (TOKEN,)), "https://r.example")
    assert load(path, tuple(VENDORS)) == Settings(
        profile="paris",
        profiles={"paris": ProfileSettings("paris", {"risicare": login}, production=True)},
    )


def test_a_file_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    made = setup(tmp_path)
    made.write("paris", ["risicare"], production=False, writes=False)
    before = (tmp_path / "config.toml").read_text()
    with pytest.raises(Unwritten, match="is there already"):
        made.write("paris", ["risicare"], production=False, writes=True)
    assert (tmp_path / "config.toml").read_text() == before
