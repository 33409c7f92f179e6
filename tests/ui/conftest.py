"""What holds for every test of a screen: the last guard before the terminal has nothing to do."""

from collections.abc import Iterator

import pytest

from spandeck.ui import guard


@pytest.fixture(autouse=True)
def _nothing_dropped() -> Iterator[None]:
    """A character that only the last guard stops is a bug above it."""
    yield
    assert guard.dropped.count == 0
