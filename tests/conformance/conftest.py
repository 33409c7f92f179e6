"""What the conformance tests of several vendors' simulators share."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.arize_home import Home, running
from tests.sim.arize.conftest import arize
from tests.sim.conftest import watch, world

__all__ = ["arize", "watch", "world"]


@pytest.fixture(scope="module")
def arize_home() -> Iterator[Home]:
    """A simulated Arize for the tests of one module."""
    with running("--limits", "off") as found:
        yield found


@pytest.fixture(scope="module")
def sdk(arize_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Arize's own client, with a key that may do everything."""
    return arize_home.client(arize_home.token, tmp_path_factory.mktemp("arize"))


@pytest.fixture(scope="module")
def models(sdk: Any) -> Any:
    """The client's own models."""
    from arize._generated.api_client import models as found

    return found
