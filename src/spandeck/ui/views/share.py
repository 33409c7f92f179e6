"""What can be copied of a table with pictures: the row, the pictures, and what prints them."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from spandeck.ui.views.boardview import BoardView
from spandeck.ui.widgets.chart import Chart


def copies(
    view: BoardView[Any, Any],
    name: str | None,
    resource: str,
    plot: str,
    where: Mapping[str, str | None],
) -> Sequence[tuple[str, str]]:
    """(label, text), the most wanted first; `where` narrows the resource to the row."""
    if name is None:
        return ()
    given = {field: value for field, value in where.items() if value is not None}
    get = ["spandeck", "get", view.source.vendor, resource]
    for field, value in given.items():
        get += ["--where", f"{field}={value}"]
    draw = ["spandeck", "plot", view.source.vendor, plot, name]
    draw += ["--endpoint", given["endpoint"]] if "endpoint" in given else []
    draw += ["--env", given["env"]] if "env" in given else []
    drawn = ((f"picture {at}", text) for at, text in enumerate(pictures(view), 1))
    row = view.here
    told = asdict(row) if is_dataclass(row) and not isinstance(row, type) else {}
    return (
        ("name", name),
        *drawn,
        ("command, the picture", shlex.join(draw)),
        ("command", shlex.join(get)),
        ("JSON", json.dumps(told, indent=2, ensure_ascii=False)),
    )


def pictures(view: BoardView[Any, Any]) -> Sequence[str]:
    """The pictures as text."""
    texts = (
        "\n".join("".join(text for text, _ in line).rstrip() for line in chart.lines)
        for chart in view.query(Chart)
    )
    return [each for each in texts if each.strip()]
