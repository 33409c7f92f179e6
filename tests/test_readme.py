"""The README names everything that can be configured, and stays short enough to be read."""

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import spandeck.ui
from spandeck.config.settings import ProfileSettings, Settings
from spandeck.model.names import VENDORS
from spandeck.ui.keys import bindings, declared

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
WORDS = set(re.findall(r"\w+", README))
SETTINGS = [each.name for kind in (Settings, ProfileSettings) for each in fields(kind)]


def ids() -> set[str]:
    for module in walk_packages(spandeck.ui.__path__, "spandeck.ui."):
        import_module(module.name)  # every class with bindings
    return {each.id or "" for kind in declared() for each in bindings(kind)}


def test_every_binding_is_named_and_no_other() -> None:
    block = README.partition("```text\n")[2].partition("```")[0]
    assert set(block.split()) == ids()


@pytest.mark.parametrize("name", [each for each in SETTINGS if each not in ("name", "vendors")])
def test_every_setting_is_named(name: str) -> None:
    assert name in WORDS


@pytest.mark.parametrize("name", VENDORS)
def test_every_vendor_is_named(name: str) -> None:
    assert name in WORDS


def test_it_is_short() -> None:
    """Without what is folded away: tables that are looked things up in, not read."""
    read = re.sub(r"<details>.*?</details>", "", README, flags=re.DOTALL)
    assert read.count("\n") < 120
