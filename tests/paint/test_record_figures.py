"""Records that are drawn: graphs, rollouts, comparisons and experiments side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.paint.document import plain
from spandeck.paint.figures import rollout, topology
from spandeck.paint.graph import Edge, drawing
from spandeck.paint.layers import layered
from spandeck.paint.recorddiff import LARGEST, compared, diff
from spandeck.paint.recordruns import side_by_side
from spandeck.paint.shelf import Shelf
from spandeck.paint.tabline import fitting
from tests.ui.fakerecords import CATALOG

NAMES = st.sampled_from("abcdefg")


def test_work_flows_from_left_to_right_with_counts_at_the_arrows() -> None:
    text = plain(
        topology(
            {
                "agents": [{"id": "planner", "traces": 144}, {"id": "search", "traces": 7}],
                "edges": [{"from": "planner", "to": "search", "count": 74, "type": "delegate"}],
            },
            80,
        )
    )
    assert "│ planner 144 │" in text
    assert "74▶│ search 7 │" in text
    assert text.endswith("planner → search  74×  delegate")


def test_a_graph_that_is_too_wide_is_told_as_a_list() -> None:
    edges = [Edge("a" * 15, "b" * 15, 3)]
    assert "┌" not in plain(drawing({"a" * 15: "a" * 15, "b" * 15: "b" * 15}, edges, 30))
    assert "┌" in plain(drawing({"a" * 15: "a" * 15, "b" * 15: "b" * 15}, edges, 80))


def test_a_topology_of_another_shape_draws_nothing() -> None:
    assert not topology({"agents": "none", "edges": 5}, 80)


@given(ways=st.lists(st.tuples(NAMES, NAMES), max_size=20))
def test_every_step_leads_one_layer_on(ways: list[tuple[str, str]]) -> None:
    nodes = sorted({name for way in ways for name in way})
    made = layered(nodes, ways)
    assert all(made.layer[end] == made.layer[start] + 1 for start, end in made.steps)
    assert sorted(name for layer in made.layers for name in layer) == sorted(made.layer)
    drawn = plain(drawing({name: name for name in nodes}, [Edge(*way) for way in ways], 200))
    assert all(f" {name} " in drawn for name in nodes)


def test_a_rollout_says_what_a_fix_changed() -> None:
    text = plain(
        rollout(
            {
                "metrics": {
                    "control": {"samples": 157, "error_rate": 0.36, "p99_latency_ms": 44000},
                    "treatment": {"samples": 10, "error_rate": 0.09, "p99_latency_ms": 48400},
                    "p_value": 0.01,
                }
            },
            60,
        )
    )
    assert "without        with      change" in text
    assert "✓ −75 %" in text
    assert "✗ +10 %" in text
    assert "0.01, unlikely to be chance" in text
    assert not rollout({"metrics": None}, 60)


def test_what_differs_comes_before_what_is_told_in_long() -> None:
    base = {"id": "1", "same": 5, "temperature": 0.2, "text": "You are kind.\nAnswer briefly."}
    other = {"id": "2", "same": 5, "temperature": 0.7, "text": "You are kind.\nAnswer in full."}
    text = plain(compared(base, other, ("v1", "v2"), 80))
    assert text.startswith("- v1\n+ v2\n3 differ, 1 field the same")
    assert "temperature  0.2 → 0.7" in text
    assert "  You are kind.\n- Answer briefly.\n+ Answer in full." in text


def test_words_that_differ_are_marked() -> None:
    lines = list(diff("keep this word", "keep that word", 60))
    assert lines[1][:3] == (("- ", "removed"), ("keep ", "removed"), ("this", "removed-word"))
    assert lines[2][:3] == (("+ ", "added"), ("keep ", "added"), ("that", "added-word"))


def test_a_long_line_that_differs_is_broken_with_its_marks() -> None:
    lines = list(diff("word " * 30 + "old", "word " * 30 + "new", 40))
    roles = {role for line in lines for text, role in line if "old" in text or "new" in text}
    assert roles == {"removed-word", "added-word"}


def test_two_records_that_are_alike_say_so() -> None:
    assert "nothing differs: 1 field the same" in plain(compared({"a": 1}, {"a": 1}, ("", ""), 60))


def test_what_only_one_has_is_absent_in_the_other() -> None:
    text = plain(compared({"a": None}, {"b": 1}, ("x", "y"), 60))
    assert "a  null → absent" in text
    assert "b  absent → 1" in text


def test_texts_that_are_too_long_to_compare_say_so() -> None:
    assert "too long to compare" in plain(list(diff("a\n" * LARGEST, "b", 60)))


def test_experiments_stand_side_by_side_with_what_differs_first() -> None:
    base: list[dict[str, object]] = [
        {"id": "r1", "example_id": "ex-1", "output": "yes", "eval.right.score": 1},
        {"id": "r2", "example_id": "ex-2", "output": "no", "eval.right.score": 0},
        {"id": "r3", "example_id": "ex-3", "output": "gone"},
    ]
    other: list[dict[str, object]] = [
        {"id": "q1", "example_id": "ex-1", "output": "yes", "eval.right.score": 1},
        {"id": "q2", "example_id": "ex-2", "output": "no", "eval.right.score": 1},
    ]
    text = plain(side_by_side(base, other, ("first", "second"), "example_id", 60))
    assert "2 examples differ, 1 do not" in text
    assert text.index("≠ ex-2") < text.index("= ex-1")
    assert "not run" in text
    assert "eval.right.score" in text
    assert {line.index("│") for line in text.split("\n") if "│" in line} == {30}


def test_listed_scores_are_told_by_name_and_their_ids_make_no_difference() -> None:
    def run(identity: str, value: float) -> dict[str, object]:
        found = {"score_id": identity, "score_name": "relevance", "score_value": value}
        return {"item": "i-1", "output": "yes", "scores": [{**found, "score_label": "medium"}]}

    def text(base: float, other: float) -> str:
        rows = [run("s-1", base)], [run("s-2", other)]
        return plain(side_by_side(*rows, ("a", "b"), "item", 60))

    assert "0 examples differ, 1 do not" in text(0.5, 0.5)
    assert "1 examples differ, 0 do not" in text(0.5, 0.75)
    assert "0.75 medium" in text(0.5, 0.75)
    assert "s-1" not in text(0.5, 0.75)


def test_experiments_of_different_datasets_are_said_to_be() -> None:
    base = [{"example_id": "ex-1", "output": "yes"}]
    other = [{"example_id": "ex-2", "output": "yes"}]
    told = "No example ran in both"
    assert told in plain(side_by_side(base, other, ("a", "b"), "example_id", 60))
    assert told not in plain(side_by_side(base, base, ("a", "b"), "example_id", 60))
    assert told not in plain(side_by_side(base, [], ("a", "b"), "example_id", 60))


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("room", [10, 24, 40, 80])
def test_the_current_tab_is_always_in_the_line(at: int, room: int) -> None:
    titles = ["Traces", "Sessions", "Agents", "Diagnoses", "Fixes", "All"]
    shown = fitting(titles, at, room)
    assert (titles[at], at) in shown
    wide = sum(len(text) + 2 for text, _ in shown)
    assert wide <= max(room, len(titles[at]) + 2 + 6)
    assert (shown[0][1] == -1) == ((titles[0], 0) not in shown)
    assert (shown[-1][1] == -1) == ((titles[-1], 5) not in shown)


def test_the_shelf_tells_stages_and_how_much_can_be_done() -> None:
    shelf = Shelf(CATALOG)
    text = plain([line for item in shelf.items(28, wrap=True) for line in item.lines])
    assert "▾ Healing" in text
    assert "Fixes" in text
    assert "β +1" in text
    shelf.turn("group:Healing", unfold=False)
    assert "Fixes" not in plain([x for item in shelf.items(28, wrap=True) for x in item.lines])
    shelf.reveal("fixes")
    assert shelf.hits("proj") == ["project"]
