"""A simulated Arize in a process of its own, and the vendor's own client, unmodified, upon it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.simulator import simulator


@dataclass(frozen=True)
class Home:
    """A running simulator and its keys."""

    port: int
    token: str
    empty: str
    reader: str

    def client(self, token: str, home: Path) -> Any:
        """The vendor's client; imported late, as it takes seconds."""
        from arize import ArizeClient

        return ArizeClient(
            api_key=token,
            api_scheme="http",
            api_host="127.0.0.1",
            api_port=self.port,
            arize_directory=str(home),
            enable_caching=False,
        )


@contextmanager
def running(*options: str) -> Iterator[Home]:
    """A simulator of its own, to the end of the context."""
    with simulator(*options) as found:
        ready = found.vendors["arize"]
        others = (ready["empty"]["token"], ready["reader"]["token"])
        yield Home(int(ready["url"].rpartition(":")[2]), ready["token"], *others)


def whole(ask: Callable[..., Any], rows: str, **asked: Any) -> list[Any]:
    """All rows of a list, page after page, as the client's users walk it."""
    found: list[Any] = []
    cursor = None
    while True:
        page = ask(cursor=cursor, **asked)
        found += getattr(page, rows)
        cursor = page.pagination.next_cursor
        assert page.pagination.has_more == (cursor is not None)
        if not cursor:
            return found
