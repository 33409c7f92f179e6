"""What answers say about the budget, in every dialect, and what is not believed."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.limits import Reset
from spandeck.net.headers import LONGEST_S, MARGIN_S, News, Said, read

DATE = "Fri, 15 Jan 2027 08:00:00 GMT"
NOW = 1_800_000_000.0
"""The same moment in seconds."""


def news(headers: Mapping[str, str], status: int = 200, reset: Reset = "epoch_s") -> News:
    return read(status, headers, reset, NOW)


def said(headers: Mapping[str, str], reset: Reset = "epoch_s") -> tuple[Said, ...]:
    return news(headers, reset=reset).said


def test_the_three_customary_headers_are_read() -> None:
    headers = {
        "x-ratelimit-limit": "1000",
        "x-ratelimit-remaining": "950",
        "x-ratelimit-reset": "1800000030",
        "date": DATE,
    }
    assert said(headers) == (Said("X-RateLimit", 1000, None, 950, 30 + MARGIN_S),)


def test_a_policy_string_states_its_window() -> None:
    headers = {"x-ratelimit-limit": "30 per 1 second", "x-ratelimit-remaining": "29"}
    assert said(headers) == (Said("policy", 30, 1.0, 29, None),)
    assert said({"x-ratelimit-limit": "100 per 2 Days"})[0].seconds == 172_800


def test_of_two_policies_in_one_header_none_is_taken_for_the_other() -> None:
    headers = {"x-ratelimit-limit": "30 per 1 second, 9 per 1 day", "x-ratelimit-remaining": "3"}
    assert said(headers) == (Said("policy", None, None, 3, None),)


def test_structured_fields_are_joined_by_policy_and_trusted_most() -> None:
    headers = {
        "ratelimit-policy": '"burst";q=100;w=60, "daily, all";q=1000;w=86400',
        "ratelimit": '"burst";r=50;t=30',
        "x-ratelimit-limit": "7",
    }
    assert said(headers) == (
        Said("RateLimit", 100, 60.0, 50, 30 + MARGIN_S),
        Said("RateLimit", 1000, 86_400.0, None, None),
    )


@pytest.mark.parametrize(
    ("reset", "text"),
    [
        ("delta", "30"),
        ("epoch_s", "1800000030"),
        ("epoch_ms", "1800000030000"),
        ("date", "Fri, 15 Jan 2027 08:00:30 GMT"),
    ],
)
def test_a_reset_is_measured_from_the_answers_own_date(reset: Reset, text: str) -> None:
    """Our clock is a day wrong here, and does not matter."""
    headers = {"x-ratelimit-reset": text, "date": DATE}
    wrong = read(200, headers, reset, NOW - 86_400)
    assert wrong.said[0].reset_s == 30 + MARGIN_S


def test_a_reset_without_a_date_is_measured_by_our_clock() -> None:
    assert said({"x-ratelimit-reset": "1800000005"})[0].reset_s == 5 + MARGIN_S
    assert said({"x-ratelimit-reset": "1799999990"})[0].reset_s == MARGIN_S


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 15 Jan 2027 08:02:00 GMT",
        "Friday, 15-Jan-27 08:02:00 GMT",
        "Fri Jan 15 08:02:00 2027",
        "120",
    ],
)
def test_retry_after_is_read_as_seconds_and_as_all_three_dates(text: str) -> None:
    headers = {"retry-after": text, "date": DATE}
    assert read(429, headers, "epoch_s", NOW + 5000).retry_s == 120
    assert read(503, headers, "epoch_s", NOW + 5000).retry_s == 120


def test_retry_after_means_nothing_on_other_answers_and_is_a_day_at_most() -> None:
    assert news({"retry-after": "120"}, 200).retry_s is None
    assert news({"retry-after": "99999999"}, 429).retry_s == LONGEST_S
    assert news({"retry-after": "0"}, 429).retry_s is None


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-limit": "-5"},
        {"x-ratelimit-limit": "0"},
        {"x-ratelimit-limit": "1e9"},
        {"x-ratelimit-limit": "٣٠"},
        {"x-ratelimit-limit": "99999999999999"},
        {"x-ratelimit-remaining": "NaN"},
        {"x-ratelimit-reset": "4102444800"},
        {"x-ratelimit-reset": "soon"},
        {"x-ratelimit-limit": "10", "x-ratelimit-remaining": "11"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_counted_and_ignored(headers: dict[str, str]) -> None:
    found = news(headers)
    assert found.garbage == 1
    assert all(each.remaining is None and each.reset_s is None for each in found.said)
    assert all(each.limit in (None, 10) for each in found.said)


NAMES = [
    "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
    "ratelimit", "ratelimit-policy", "retry-after", "date",
]  # fmt: skip
WORDS = st.one_of(
    st.text(st.characters(codec="latin-1"), max_size=40),
    st.from_regex(r"-?[0-9]{1,40}(\.[0-9]{1,20})?", fullmatch=True),
    st.from_regex(r'"?[a-z]*"?;[qrwt]=-?[0-9]{1,20}(, ?[a-z]+;[qrwt]=[0-9]*)?', fullmatch=True),
    st.sampled_from([DATE, "Fri, 31 Feb 2027 99:00:00 GMT", "30 per 1 second", "0 per 0 days"]),
)
RESETS: list[Reset] = ["delta", "epoch_s", "epoch_ms", "date"]


@given(st.dictionaries(st.sampled_from(NAMES), WORDS), st.sampled_from(RESETS))
def test_no_header_bytes_raise_or_ask_for_a_wait_without_end(
    headers: dict[str, str], reset: Reset
) -> None:
    found = news(headers, 429, reset)
    assert found.retry_s is None or 0 < found.retry_s <= LONGEST_S
    for each in found.said:
        assert each.limit is None or each.limit >= 1
        assert each.remaining is None or each.remaining >= 0
        assert each.reset_s is None or MARGIN_S <= each.reset_s <= LONGEST_S + MARGIN_S
        assert each.seconds is None or each.seconds > 0
