"""The views of providers over the simulator's story: throttled, slow alone, a model going."""

from pathlib import Path

import pytest

from spandeck.model.source import Sources
from spandeck.ui.screens.vendor import VendorScreen
from tests.ui.fakes import FakeBudget
from tests.ui.running import lines, press, running, text
from tests.ui.watching import calm, painted, resized, view
from tests.vendors.opened import NOW_NS, opened


@pytest.mark.parametrize("size", [(80, 24), (120, 34)])
async def test_the_story_is_plain_to_see(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened("apidepth") as found:
        assert found.upstream is not None
        sources = Sources(
            {},
            FakeBudget(),
            records={"apidepth": found.records},
            upstream={"apidepth": found.upstream},
        )
        async with running(tmp_path, sources=sources, clock=lambda: NOW_NS, size=size) as (
            app,
            pilot,
        ):
            await press(pilot, "5")
            await calm(pilot)
            assert lines(app)[3].startswith("▌ openai")
            assert "429s, +" in painted(app)
            assert "/v1/chat/completions" in painted(app)
            assert "risk " in painted(app, 1)
            await resized(pilot, *size)
            assert isinstance(app.screen, VendorScreen)
            app.screen.current = "latency"
            await calm(pilot)
            assert "✗ ours alone" in lines(app)[3]
            assert "against a fleet p95 of" in painted(app)
            app.screen.current = "health"
            await calm(pilot)
            assert lines(app)[3].startswith("▌ openai")
            app.screen.current = "models"
            await calm(pilot)
            assert "✗ sunset" in lines(app)[3]
            assert "gpt-4o-2024-11-20" in painted(app)
            assert view(app).trouble is None
            assert "No answer" not in text(app)
