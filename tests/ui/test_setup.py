"""`:setup` on screen: keys found, masked, tested and written as a profile, or what is missing."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual.pilot import Pilot

from spandeck.model.errors import Refused
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.setup import SetupScreen
from spandeck.ui.setup import Found, Unwritten
from tests.ui.running import lines, press, running, settled, text

RISICARE = Found(
    "risicare",
    "Risicare",
    "It takes an API key (rsk-…).",
    "SPANDECK_RISICARE_TOKEN",
    "SPANDECK_RISICARE_URL",
    "https://app.risicare.ai",
    "…4711",
)
ARIZE = Found(
    "arize",
    "Arize",
    "It takes a user key, made in Arize [bold].",
    "SPANDECK_ARIZE_TOKEN",
    "SPANDECK_ARIZE_URL",
    "https://api.arize.com",
)
FIDDLER = Found(
    "fiddler",
    "Fiddler",
    "It takes an access key.",
    "SPANDECK_FIDDLER_TOKEN",
    "SPANDECK_FIDDLER_URL",
    "ftp://nowhere",
    "…0815",
    "SPANDECK_FIDDLER_URL is an address such as https://app.example.com.",
)


@dataclass
class FakeSetup:
    """A machine with some keys on it."""

    there: Sequence[Found] = (FIDDLER, RISICARE, ARIZE)
    refuses: tuple[str, ...] = ()
    """Vendors that take no key."""
    unwritable: str = ""
    file: str = "/home/ada/.config/spandeck/config.toml"
    tested: list[str] = field(default_factory=list)
    written: list[tuple[str, tuple[str, ...], bool, bool]] = field(default_factory=list)

    def found(self) -> Sequence[Found]:
        """What is there."""
        return self.there

    async def test(self, vendor: str) -> str:
        """Answer, or refuse the key."""
        self.tested.append(vendor)
        if vendor in self.refuses:
            raise Refused("Risicare", "it refused the key: Unauthorized", status=401)
        return "answers in 84 ms"

    def write(
        self, profile: str, vendors: Collection[str], *, production: bool, writes: bool
    ) -> None:
        """Remember it, or say why not."""
        if self.unwritable:
            raise Unwritten(self.unwritable)
        self.written.append((profile, tuple(vendors), production, writes))


@asynccontextmanager
async def setting_up(
    folder: Path, setup: FakeSetup, size: tuple[int, int] = (120, 34)
) -> AsyncIterator[tuple[SetupScreen, Spandeck, Pilot[None]]]:
    """`:setup`, as it is typed."""
    async with running(folder, size=size, setup=setup) as (app, pilot):
        await press(pilot, *":setup", "enter")
        assert isinstance(app.screen, SetupScreen)
        yield app.screen, app, pilot


@pytest.mark.parametrize("size", [(80, 24), (120, 34), (200, 50)])
async def test_keys_are_found_masked_and_tested_with_one_read(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    setup = FakeSetup()
    async with setting_up(tmp_path, setup, size) as (_, app, _):
        shown = text(app)
        assert "✓ Risicare   key …4711 from SPANDECK_RISICARE_TOKEN" in shown
        assert "It answers in 84 ms." in shown
        assert "✗ Fiddler" in shown
        assert "· Arize      SPANDECK_ARIZE_TOKEN is not set" in shown
        assert "made in Arize [bold]" in shown
        assert setup.tested == ["risicare"]
        assert "config.toml" in lines(app)[-2]


async def test_a_profile_is_written_from_the_keys_that_work(tmp_path: Path) -> None:
    setup = FakeSetup()
    async with setting_up(tmp_path, setup) as (screen, app, pilot):
        for name, value in (("profile", "paris"), ("production", "true")):
            screen.rows[name].put(value)
        await press(pilot, "ctrl+o")
        assert setup.written == [("paris", ("risicare",), True, False)]
        assert "Profile paris is written" in text(app)


async def test_a_key_that_is_refused_is_left_out_and_said(tmp_path: Path) -> None:
    setup = FakeSetup(refuses=("risicare",))
    async with setting_up(tmp_path, setup) as (screen, app, pilot):
        assert "it refused the key: Unauthorized." in text(app)
        await press(pilot, "ctrl+o")
        assert setup.written == []
        assert "✗ it is required." in screen.rows["vendors"].said_line.said.plain
        setup.refuses = ()
        await press(pilot, "ctrl+l")
        assert setup.tested == ["risicare", "risicare"]
        assert "It answers in 84 ms." in text(app)


async def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    setup = FakeSetup(unwritable="profiles.main is there already: choose another name.")
    async with setting_up(tmp_path, setup) as (_, app, pilot):
        await press(pilot, "ctrl+o")
        assert "✗ profiles.main is there already" in text(app)


async def test_a_profile_needs_a_name(tmp_path: Path) -> None:
    setup = FakeSetup()
    async with setting_up(tmp_path, setup) as (screen, _, pilot):
        screen.rows["profile"].put("")
        screen.rows["production"].put("perhaps")
        await press(pilot, "ctrl+o")
        assert "true or false" in screen.rows["production"].said_line.said.plain
        assert setup.written == []


async def test_without_a_key_it_says_what_to_do(tmp_path: Path) -> None:
    async with setting_up(tmp_path, FakeSetup(there=(ARIZE,))) as (_, app, pilot):
        assert "No key was found. Set the variable of a vendor" in text(app)
        await press(pilot, "ctrl+o", "y")
        assert app.clipboard == "export SPANDECK_ARIZE_TOKEN="


async def test_one_goes_on_with_the_new_profile(tmp_path: Path) -> None:
    async with setting_up(tmp_path, FakeSetup()) as (_, app, pilot):
        await press(pilot, "ctrl+o")
        await pilot.press("enter")
        await pilot.pause()
        assert app.wanted == "main"


async def test_it_is_not_offered_where_nothing_can_be_set_up(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, *":setup", "enter")
        assert "There is no command “setup”" in text(app)
        await settled(pilot)
