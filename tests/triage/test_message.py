"""Messages of one kind read alike, those of two kinds do not, and none of them takes long."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.semantics import failure
from spandeck.triage.message import LONGEST, normalised
from tests.corpora import names, small

TABLE = {
    "index shard 3 did not answer within 2.0 s": "index shard ‹n› did not answer within ‹n› s",
    "Please try again in 20s.": "Please try again in ‹n›s.",
    "waited 1h2m3s": "waited ‹n›",
    "unknown city 'atlantis'": "unknown city ‹text›",
    "Arg city is not in the tool's args.": "Arg city is not in the tool's args.",
    "'shipping_address'": "'shipping_address'",
    "'15226'": "‹text›",
    "HTTP 429 from upstream": "HTTP 429 from upstream",
    "Server error 503 Service Unavailable": "Server error 503 Service Unavailable",
    "ORA-00942: no such table": "ORA-00942: no such table",
    "[Errno 111] Connection refused": "[Errno 111] Connection refused",
    "order-4711 is gone": "‹id› is gone",
    "run 550e8400-e29b-41d4-a716-446655440000 died": "run ‹id› died",
    "trace 7f3ac21d9b0e4c55 is lost": "trace ‹id› is lost",
    "at 0x7f3ac21d9b0e": "at ‹id›",
    "no file /var/lib/app/x.json": "no file ‹path›",
    "ask ana.b+c@example.co.uk": "ask ‹email›",
    "see https://example.com/a?b=1 now": "see ‹url› now",
    "since 2026-11-21T14:02:11.250Z": "since ‹time›",
    "model gpt-4o-mini is gone": "model gpt-4o-mini is gone",
    "Invalid json output: I could not find it": "Invalid json output: ‹text›",
    "first paragraph\n\nLM Response: and 41 more": "first paragraph",
    "two\n  lines": "two lines",
    "": "",
}


@pytest.mark.parametrize(("message", "expected"), TABLE.items())
def test_what_varies_is_replaced_and_what_tells_kinds_apart_stays(
    message: str, expected: str
) -> None:
    assert normalised(message) == expected


def test_what_a_provider_says_is_read_out_of_the_body_that_clients_quote() -> None:
    said = "Rate limit reached for gpt-4o in organization org-a1: Limit 3, Used 3."
    as_repr = f"Error code: 429 - {{'error': {{'message': '{said}', 'type': 'requests'}}}}"
    as_json = f'Error code: 429 - {{"error": {{"message": "{said}"}}}}'
    plain = f"Error code: 429 - {said}"
    assert len({normalised(each) for each in (as_repr, as_json, plain)}) == 1


def test_two_refusals_of_one_status_stay_two() -> None:
    said = ("maximum context length is 8192 tokens", "Invalid prompt: flagged")
    found = {normalised(f"Error code: 400 - {{'message': '{each}'}}") for each in said}
    assert len(found) == 2


def test_a_traceback_in_a_message_counts_by_its_last_line() -> None:
    stack = "\n".join(f'  File "/app/{n}.py", line {n}, in f' for n in range(2_000))
    message = f"Tool failed: Traceback (most recent call last):\n{stack}\nKeyError: no price"
    assert normalised(message) == "Tool failed: KeyError: no price"


WORDS = "' \" ` { } ‹ › ‹n› … - . : / é 12 ab-12 org-x a@b.co http://x/ /a/b HTTP deadbeef12"
PHRASES = (
    "'message': '", "\n\n", " ", "output: ", "HTTP 429", "input_value=x, input_type", "x" * 45,
    "Traceback (most recent call last):", "2024-01-02", "12:30:01",
)  # fmt: skip
PIECES = st.sampled_from((*WORDS.split(), *PHRASES))


@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_a_normalised_message_stays_as_it_is_and_short(message: str) -> None:
    found = normalised(message)
    assert normalised(found) == found
    assert len(found) <= LONGEST
    assert "\n" not in found


@pytest.mark.parametrize("piece", ["'", "{", "a", "1", "/", "a@", "'message': '", "output: ", "1 "])
def test_a_message_of_160_kb_takes_no_longer_than_one_of_two(piece: str) -> None:
    began = time.process_time()
    normalised(piece * (160_000 // len(piece)))
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize("name", names())
def test_real_failures_become_few_kinds(name: str) -> None:
    found = [failure.of(each, each.attributes) for each in small(name).spans]
    messages = [each.message for each in found if each and each.message]
    kinds = {normalised(each) for each in messages}
    assert len(kinds) <= max(1, len(set(messages)))
    assert not any("Limit 3" in each or "4711" in each for each in kinds)
