"""Every resource of every vendor on screen: opened, moved through, read and left again."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from spandeck.model.resource import Resource
from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.tabs import TABS
from spandeck.ui.views.browser import BrowserView
from spandeck.ui.views.recordread import RecordReader
from spandeck.vendors import VENDORS
from tests.ui.fakes import FakeBudget
from tests.ui.running import press, running, settled, text
from tests.vendors.opened import LOADED, NOW_NS, opened

KEYS = {tab.name: str(number) for number, tab in enumerate(TABS, start=1)}


async def visit(app: Spandeck, pilot: Pilot[None], resource: Resource) -> str:
    """Open a resource in the browser, choose what it belongs to, read a record, come back."""
    browser = app.screen.query_one(BrowserView)
    browser.browse(resource)
    await calm(pilot)
    if any(each.required for each in resource.filters) and "asked for by" in text(app):
        await press(pilot, "enter")
        while isinstance(app.screen, Chooser):
            await press(pilot, "enter")
        await calm(pilot)
    shown = text(app)
    await press(pilot, "j", "tab", "escape", "escape")
    assert app.screen.query_one(BrowserView) is browser
    return shown


async def calm(pilot: Pilot[None]) -> None:
    """Wait for what waits for its turn, too."""
    for _ in range(2):
        await settled(pilot)


def groups() -> list[tuple[str, str]]:
    """Every vendor's groups: each is a test of its own, so that workers share them."""
    return [
        (name, group)
        for name in LOADED
        for group in dict.fromkeys(each.group for each in VENDORS[name].load().catalog.resources)
    ]


@pytest.mark.parametrize(("name", "group"), groups())
async def test_every_resource_is_opened_read_and_left(
    name: str, group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BrowserView, "rest_s", 0.0)
    monkeypatch.setattr(RecordReader, "rest_s", 0.0)
    async with opened(name) as found:
        traces = {name: found.traces} if found.traces is not None else {}
        sources = Sources(traces, FakeBudget(), records={name: found.records})
        async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
            await press(pilot, KEYS[name])
            await calm(pilot)
            await press(pilot, ":", *"all", "enter")
            await calm(pilot)
            for resource in found.records.catalog.resources:
                if resource.group == group:
                    shown = await visit(app, pilot, resource)
                    assert "No answer" not in shown, f"{resource.name}: {shown}"
