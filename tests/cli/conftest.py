from collections.abc import Iterator

import pytest

from tests.simulator import Simulator, simulator


@pytest.fixture(scope="session")
def story() -> Iterator[Simulator]:
    """One simulator for all tests that only read, or that write to its empty project."""
    with simulator("--limits", "off") as running:
        yield running
