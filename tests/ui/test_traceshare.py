"""What is copied of a trace can be pasted anywhere without being read as something else."""

import json
from dataclasses import replace

from spandeck.model.page import BadRow
from spandeck.ui.views.traceshare import copies, markdown
from tests.ui.fakes import summary


def test_markdown_tells_what_is_known_and_nothing_else() -> None:
    told = markdown(replace(summary(3), tokens=None, cost_usd=None), "https://x.example/t/3")
    assert "- error: `TOOL.EXECUTION.TIMEOUT`" in told
    assert "- started: `2026-09-21 14:12:20.000 UTC`" in told
    assert "tokens" not in told
    assert "—" not in told


def test_a_name_cannot_break_out_of_the_markdown() -> None:
    hostile = replace(summary(0), name="[x](http://evil)\n# **big** `code`", agent_name="a`b\nc")
    told = markdown(hostile, "https://x.example/t")
    title, *rest = told.splitlines()
    assert title.startswith(r"**\[x\](http://evil)␊\# \*\*big\*\* \`code\`**")
    assert "- agent: ``a`b␊c``" in rest


def test_json_is_copied_as_it_came() -> None:
    row = replace(summary(0), raw={"id": "x", "extra": [1, "é"]})
    told = dict(copies(row, "risicare", "https://x.example"))
    assert json.loads(told["JSON, as it came"]) == {"id": "x", "extra": [1, "é"]}
    assert "é" in told["JSON, as it came"]


def test_a_row_that_cannot_be_read_is_copied_raw_and_nothing_is_nothing() -> None:
    assert copies(BadRow('{"x": 1}', "no id"), "risicare", "") == (
        ("JSON, as it came", '{"x": 1}'),
    )
    assert copies(None, "risicare", "") == ()
