"""`spandeck open`: what was found as JSON for scripts, and the deck begun there."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.shell import Done, call
from tests.simulator import SPANDECK, Simulator
from tests.terminal import Terminal


def opened(story: Simulator, *text: str) -> Done:
    return call("open", "--print", *text, env=story.env())


@pytest.fixture(scope="module")
def trace(story: Simulator) -> dict[str, str]:
    """A trace of the story, with one of its spans."""
    listed = call("get", "risicare", "traces", "--limit", "1", "-o", "json", env=story.env())
    found: dict[str, str] = json.loads(listed.stdout)[0]
    whole = call("get", "risicare", "trace", found["trace_id"], "-o", "json", env=story.env())
    return found | {"span_id": json.loads(whole.stdout)["spans"][-1]["span_id"]}


def test_an_alert_is_found_at_its_trace_and_span(story: Simulator, trace: dict[str, str]) -> None:
    alert = f"*checkout is slow*\ntrace_id={trace['trace_id']} span_id={trace['span_id']}"
    done = opened(story, alert)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "vendor": "risicare",
        "kind": "trace",
        "why": "it stands after “trace”",
        "trace_id": trace["trace_id"],
        "span_id": trace["span_id"],
        "name": trace["name"],
        "status": trace["status"],
        "link": f"{story.url}/traces/{trace['trace_id']}",
    }


def test_its_own_link_is_found_again(story: Simulator, trace: dict[str, str]) -> None:
    first = json.loads(opened(story, trace["trace_id"]).stdout)
    again = json.loads(opened(story, first["link"]).stdout)
    assert again["trace_id"] == trace["trace_id"]
    assert again["why"] == "an address of Risicare"


def test_sessions_and_records_are_found_too(story: Simulator, trace: dict[str, str]) -> None:
    session = json.loads(opened(story, "session:", trace["session_id"]).stdout)
    assert (session["kind"], session["session_id"]) == ("session", trace["session_id"])
    listed = call("get", "risicare", "fixes", "--limit", "1", "-o", "json", env=story.env())
    fix = json.loads(listed.stdout)[0]["id"]
    found = json.loads(opened(story, "see", fix).stdout)
    assert (found["resource"], found["id"]) == ("fixes", fix)


def test_what_is_nowhere_is_a_sentence_and_four(story: Simulator) -> None:
    done = opened(story, "f" * 32)
    assert (done.returncode, done.stdout) == (4, "")
    assert f"Not found: trace {'f' * 32} (32 hexadecimal digits); asked Risicare." in done.stderr


def test_a_text_without_an_id_is_a_sentence_and_two(story: Simulator) -> None:
    done = opened(story, "it is slow")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no id in that text. It was searched for web addresses" in done.stderr
    for nothing in ("", " "):
        done = opened(story, nothing)
        assert (done.returncode, done.stdout) == (2, "")
        assert "there is no text: give an id" in done.stderr


def test_the_deck_begins_at_a_piped_alert(
    story: Simulator, trace: dict[str, str], tmp_path: Path
) -> None:
    words = " ".join(map(shlex.quote, (*SPANDECK, "open", "-")))
    script = f"printf 'slow\\ntrace_id: %s\\n' {trace['trace_id']} | {words}"
    env = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    env |= {"SPANDECK_RISICARE_URL": story.url, "SPANDECK_RISICARE_TOKEN": story.token}
    with Terminal(["/bin/sh", "-c", script], env=env) as terminal:
        terminal.until(f"Traces ▸ {trace['trace_id'][:8]}")
        terminal.send("\x11")
        assert terminal.wait() == 0
