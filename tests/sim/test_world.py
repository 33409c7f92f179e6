"""The world: pure functions of an index, in which a story can be found at any time."""

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim.clock import SECOND
from spandeck.sim.world import World
from spandeck.sim.world.chance import Numbering
from spandeck.sim.world.outline import LONGEST_MS, Outline
from spandeck.sim.world.story import CYCLE_S, PHASES, phase
from spandeck.sim.world.timeline import SCALES, VISITS, Timeline
from tests.sim.asking import NOW, Watch

INDEXES = st.integers(0, 10**10)
TIMELINES = [Timeline(7, each) for each in SCALES.values()]


def recent(world: World, count: int) -> list[Outline]:
    newest = world.newest()
    return [world.outline(newest - back) for back in range(count)]


@given(st.integers(0, 2**64 - 1), INDEXES)
def test_an_id_leads_back_to_its_number(secret: int, number: int) -> None:
    for half_bits in (40, 64):
        numbering = Numbering(secret, half_bits)
        assert numbering.number(numbering.id(number)) == number


@given(st.text("0123456789abcdef", min_size=32, max_size=32) | st.text(max_size=40))
def test_an_id_that_was_not_made_here_leads_nowhere(identifier: str) -> None:
    assert Numbering(1, 64).number(identifier) is None


@given(st.sampled_from(TIMELINES), INDEXES)
def test_start_times_rise_and_lead_back_to_the_index(line: Timeline, index: int) -> None:
    start = line.started_ns(index)
    assert line.started_ns(index + 1) > start
    assert line.last_before(start) == index
    assert line.last_before(start - 1) == index - 1


@given(st.sampled_from(TIMELINES), INDEXES)
def test_a_trace_is_among_the_members_of_its_session(line: Timeline, index: int) -> None:
    members = line.members(line.session(index))
    assert index in members
    assert len(members) <= VISITS
    assert {line.session(each) for each in members} == {line.session(index)}


@pytest.mark.parametrize("line", TIMELINES)
def test_sessions_have_one_to_four_traces(line: Timeline) -> None:
    assert {len(line.members(number)) for number in range(500)} == {0, 1, 2, 3, 4}
    assert all(line.members(number) for number in range(0, 500, 2))


def test_a_session_is_one_user_with_one_agent(world: World) -> None:
    for seen in recent(world, 200):
        others = [world.outline(each) for each in world.timeline.members(seen.session)]
        assert {(each.user, each.agent.name, each.environment) for each in others} == {
            (seen.user, seen.agent.name, seen.environment)
        }


def test_what_the_outline_says_comes_true_in_the_steps(world: World) -> None:
    for seen in recent(world, 3000):
        steps = world.plan(seen)
        codes = {step.failure.code for step in steps if step.failure}
        assert codes == ({seen.failure.code} if seen.failure else set())
        assert (steps[0].failure is not None) == seen.fails
        assert abs(steps[0].end / 1e6 - seen.duration_ms) < 0.01
        assert 3 <= len(steps) < 500


def test_steps_lie_within_their_parents(world: World) -> None:
    for seen in recent(world, 500):
        steps = world.plan(seen)
        for step in steps[1:]:
            parent = steps[step.parent]
            assert parent.begin <= step.begin <= step.end <= parent.end


def test_most_traces_are_small_and_loops_are_not(world: World) -> None:
    sizes = sorted(len(world.plan(each)) for each in recent(world, 1000))
    assert sizes[900] <= 60
    assert sizes[-1] > 150


def test_the_same_seed_gives_the_same_world_and_another_does_not() -> None:
    first, again, other = (World(seed, "small", Watch()) for seed in (3, 3, 4))
    spans = [list(each.spans(each.outline(each.newest()))) for each in (first, again, other)]
    assert spans[0] == spans[1]
    assert spans[0][0].trace_id != spans[2][0].trace_id


@pytest.mark.parametrize("hours", range(0, 24, 5))
def test_whenever_one_looks_the_last_hours_hold_the_whole_story(hours: int) -> None:
    world = World(7, "small", Watch(NOW + hours * 3600 * SECOND))
    happened: Counter[str] = Counter()
    for seen in recent(world, CYCLE_S * SECOND // SCALES["small"].interval_ns):
        happened[phase(seen.started_ns).name] += 1
        happened[seen.failure.code if seen.failure else "fine"] += 1
        happened[f"ran with {seen.fix}"] += 1
    assert {each.name for each in PHASES} <= set(happened)
    assert happened["RESOURCES.RATE_LIMIT.EXCEEDED"] > 50
    assert happened["REASONING.LOOP.DETECTED"] > 5
    assert happened["ran with fix-retry-2.3.2"] > happened["ran with fix-retry-2.3.1"] > 0


def test_latency_leaves_the_fleet_only_at_the_troubled_provider(world: World) -> None:
    slow = {"latency leaves the fleet", "diagnosed", "rolled back"}
    spent: dict[tuple[str, bool], list[int]] = {}
    for seen in recent(world, 4000):
        if seen.failure is None and seen.agent.name == "support":
            troubled = phase(seen.started_ns).name in slow
            spent.setdefault((seen.model.provider, troubled), []).append(seen.duration_ms)
    median = {key: sorted(each)[len(each) // 2] for key, each in spent.items()}
    assert median["openai", True] > 1.8 * median["openai", False]
    assert median["anthropic", True] < 1.3 * median["anthropic", False]


def test_new_traces_arrive_when_complete_and_old_ones_stay(world: World, watch: Watch) -> None:
    before = world.newest()
    watch.pass_by(60)
    after = world.newest()
    assert 7 <= after - before <= 10
    assert world.find(world.trace_ids.id(world.oldest)) == world.oldest
    newest = world.outline(after)
    assert newest.started_ns + LONGEST_MS * 1_000_000 <= watch.now_ns


def test_a_trace_that_is_yet_to_come_is_not_found(world: World, watch: Watch) -> None:
    trace_id = world.trace_ids.id(world.newest() + 1)
    assert world.find(trace_id) is None
    watch.pass_by(30)
    assert world.find(trace_id) is not None


def test_every_tool_result_belongs_to_a_call_that_a_model_made(world: World) -> None:
    for seen in recent(world, 100):
        called: set[object] = set()
        for span in world.spans(seen):
            said = span.attributes
            if span.kind == "llm_call":
                called |= {v for k, v in said.items() if k.endswith("tool_call.id")}
                called |= {
                    part["id"]
                    for message in from_text(said.get("gen_ai.output.messages"))
                    for part in message["parts"]
                    if part["type"] == "tool_call"
                }
            if span.kind == "tool_call":
                assert said.get("tool_call.id", said.get("gen_ai.tool.call.id")) in called


def from_text(text: object) -> list[dict[str, list[dict[str, str]]]]:

    found: list[dict[str, list[dict[str, str]]]] = json.loads(text) if isinstance(text, str) else []
    return found


def test_spans_are_ordered_by_start_with_parents_first(world: World) -> None:
    for seen in recent(world, 50):
        spans = list(world.spans(seen))
        known: set[str | None] = {None}
        for span in spans:
            assert span.parent_id in known
            known.add(span.span_id)
        assert all(a.started_ns <= b.started_ns for a, b in pairwise(spans))
