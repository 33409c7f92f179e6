"""Headers may lower a limit at once; they raise it slowly, and never far."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.limits import Window
from spandeck.model.page import Priority
from spandeck.net.admission import Frees, wait
from spandeck.net.bucket import Bucket, dumps, fresh, loads
from spandeck.net.headers import LONGEST_S, MARGIN_S, News, Said
from spandeck.net.learning import FARTHEST, learn

MINUTE = Window(100, 60.0)
TWO = (Window(30, 1.0), Window(1000, 86_400.0))


def told(bucket: Bucket, *said: Said, granted: float = 0.0, now: float = 0.0) -> Bucket:
    return learn(bucket, News(said), granted, now)


def test_a_lower_limit_is_taken_at_once() -> None:
    bucket = told(fresh([MINUTE]), Said("X-RateLimit", limit=20))
    assert bucket.windows == (Window(20, 60.0, "X-RateLimit"),)


def test_a_higher_limit_is_believed_the_third_time() -> None:
    bucket = fresh([MINUTE])
    for expected in (100, 100, 300):
        bucket = told(bucket, Said("X-RateLimit", limit=300))
        assert bucket.windows[0].limit == expected


def test_a_higher_limit_that_wavers_is_not_believed() -> None:
    bucket = fresh([MINUTE])
    for limit in (300, 300, 400, 300, 300, 100, 300, 300):
        bucket = told(bucket, Said("X-RateLimit", limit=limit))
    assert bucket.windows[0].limit == 100


def test_no_limit_rises_above_ten_times_its_default() -> None:
    bucket = fresh([MINUTE])
    for _ in range(20):
        bucket = told(bucket, Said("X-RateLimit", limit=10**9))
    assert bucket.windows[0].limit == 1000


def test_an_older_answer_may_only_lower() -> None:
    bucket = told(fresh([MINUTE]), Said("X-RateLimit", limit=50), granted=10.0, now=10.0)
    for _ in range(5):
        bucket = told(bucket, Said("X-RateLimit", limit=90), granted=5.0, now=11.0)
    assert bucket.windows[0].limit == 50
    bucket = told(bucket, Said("X-RateLimit", limit=40), granted=5.0, now=12.0)
    assert bucket.windows[0].limit == 40


def test_of_two_windows_the_one_that_is_spoken_of_is_changed() -> None:
    bucket = told(fresh(TWO), Said("policy", limit=20, seconds=1.0))
    assert [each.limit for each in bucket.windows] == [20, 1000]
    bucket = told(bucket, Said("X-RateLimit", limit=1000, remaining=5, reset_s=50_000.0))
    assert bucket.allowances[0].ceiling is None
    assert bucket.allowances[1].ceiling is not None


def test_what_may_speak_of_either_window_changes_none() -> None:
    assert told(fresh(TWO), Said("X-RateLimit", limit=25)).windows == TWO


def test_nothing_remaining_blocks_until_the_reset() -> None:
    bucket = told(fresh([MINUTE]), Said("X-RateLimit", 100, None, 0, 31.0), now=1000.0)
    assert bucket.blocked_until == 1031.0
    assert wait(bucket, Frees([]), Priority.SAFETY, 1030.9) > 0


def test_nothing_remaining_without_a_reset_blocks_for_a_window() -> None:
    bucket = told(fresh([MINUTE]), Said("X-RateLimit", 100, None, 0), now=1000.0)
    assert bucket.blocked_until == 1060.0


def test_nothing_remaining_of_an_unnamed_window_still_blocks() -> None:
    bucket = told(fresh(TWO), Said("X-RateLimit", None, None, 0, 3.0), now=10.0)
    assert bucket.blocked_until == 13.0


def test_what_others_spent_is_not_spent_again() -> None:
    """Of 100 the vendor has 3 left: three more of ours go, whatever we counted ourselves."""
    bucket = told(fresh([MINUTE]), Said("X-RateLimit", 100, None, 3, 31.0), granted=9.0, now=10.0)
    answered, later = [10.0], 20.0
    assert wait(bucket, Frees(answered), Priority.SAFETY, later) == 0
    assert wait(bucket, Frees([*answered, 20.0, 20.0]), Priority.SAFETY, later) == 0
    assert wait(bucket, Frees([*answered, 20.0, 20.0, 40.0]), Priority.SAFETY, later) > 20
    assert wait(bucket, Frees([*answered, 20.0, 20.0, 40.0]), Priority.SAFETY, 41.1) == 0


def test_a_reset_further_away_than_the_window_proves_a_longer_one() -> None:
    bucket = told(fresh([MINUTE]), Said("X-RateLimit", 100, None, 99, 300.0 + MARGIN_S))
    assert bucket.windows[0].seconds == 300.0


def successive(bucket: Bucket, every: float, left: float, remaining: int, times: int) -> Bucket:
    """Answers `every` so many seconds, each with its reset `left` seconds away."""
    for n in range(times):
        speech = Said("X-RateLimit", 100, None, remaining, left + MARGIN_S)
        bucket = told(bucket, speech, granted=n * every, now=n * every)
    return bucket


def test_a_shorter_window_is_learnt_from_successive_resets() -> None:
    assert successive(fresh([MINUTE]), 30.0, 30.0, 99, 3).windows[0].seconds == 60.0
    assert successive(fresh([MINUTE]), 30.0, 30.0, 99, 4).windows[0].seconds == 30.0


def test_a_reset_beyond_a_stated_window_never_shortens_it() -> None:
    bucket = fresh([])
    for _ in range(3):
        bucket = told(bucket, Said("X-RateLimit", limit=101, seconds=60.0))
    bucket = told(bucket, Said("X-RateLimit", reset_s=90.0))
    assert bucket.windows == (Window(101, 60.0, "X-RateLimit"),)


def test_a_sliding_windows_reset_is_not_taken_for_a_short_window() -> None:
    always_a_minute_away = successive(fresh([MINUTE]), 5.0, 60.0, 99, 20)
    when_the_oldest_leaves = successive(fresh([MINUTE]), 5.0, 5.0, 88, 20)
    assert always_a_minute_away.windows[0].seconds == 60.0
    assert when_the_oldest_leaves.windows[0].seconds == 60.0


def test_an_unstated_rate_climbs_slowly_and_falls_at_once() -> None:
    bucket = fresh([])
    clean, throttled = News(), News(throttled=True, clean=False)
    for _ in range(40):
        bucket = learn(bucket, clean, 0.0, 0.0)
    assert bucket.windows == (Window(3, 1.0, "adaptive"),)
    slower = [learn(bucket, throttled, 0.0, 0.0)]
    for _ in range(12):
        slower.append(learn(slower[-1], throttled, 0.0, 0.0))
    assert [each.windows[0].limit for each in slower[:2]] == [1, 1]
    assert [each.windows[0].seconds for each in slower[:3]] == [1.0, 2.0, 4.0]
    assert slower[-1].windows[0].seconds == 64.0
    for _ in range(20):
        slower.append(learn(slower[-1], clean, 0.0, 0.0))
    assert slower[-1].windows[0].seconds == 32.0


def test_an_unstated_rate_has_a_ceiling() -> None:
    bucket = fresh([])
    for _ in range(2000):
        bucket = learn(bucket, News(), 0.0, 0.0)
    assert bucket.windows[0].limit == FARTHEST


def test_a_rate_that_begins_high_falls_and_climbs_back_to_where_it_began() -> None:
    began = Window(30, 3.0, "adaptive")
    bucket = fresh([began])
    for _ in range(100):
        bucket = learn(bucket, News(), 0.0, 0.0)
    assert bucket.windows == (began,)
    for _ in range(6):
        bucket = learn(bucket, News(throttled=True, clean=False), 0.0, 0.0)
    assert bucket.windows == (Window(1, 12.0, "adaptive"),)
    for _ in range(2000):
        bucket = learn(bucket, News(), 0.0, 0.0)
    assert bucket.windows == (began,)


def test_a_stated_policy_ends_the_guessing() -> None:
    bucket = fresh([])
    for _ in range(3):
        bucket = told(bucket, Said("policy", limit=300, seconds=60.0))
    assert bucket.windows == (Window(300, 60.0, "policy"),)
    assert not bucket.adaptive


NUMBERS = st.one_of(st.none(), st.integers(0, 2000))
SAID = st.builds(
    Said,
    st.just("X-RateLimit"),
    limit=st.one_of(st.none(), st.integers(1, 10**9)),
    seconds=st.one_of(st.none(), st.sampled_from([1.0, 10.0, 60.0, 3600.0, 86_400.0])),
    remaining=NUMBERS,
    reset_s=st.one_of(st.none(), st.floats(MARGIN_S, LONGEST_S + MARGIN_S)),
)
NEWS = st.builds(
    News,
    st.lists(SAID, max_size=2).map(tuple),
    retry_s=st.one_of(st.none(), st.floats(0.001, LONGEST_S)),
    throttled=st.booleans(),
    clean=st.booleans(),
)
DEFAULTS = st.sampled_from([(), (MINUTE,), TWO])


@given(DEFAULTS, st.lists(st.tuples(NEWS, st.floats(0, 100), st.floats(0, 50)), max_size=30))
def test_whatever_is_said_blocks_only_grow_and_rates_stay_near(
    defaults: tuple[Window, ...], heard: list[tuple[News, float, float]]
) -> None:
    bucket, now = fresh(defaults), 0.0
    for news, later, ago in heard:
        now += later
        before = bucket
        bucket = learn(bucket, news, now - ago, now)
        assert bucket.blocked_until >= before.blocked_until
        assert bucket.blocked_until <= now + LONGEST_S + MARGIN_S
        assert bucket.defaults == before.defaults
        for each in bucket.allowances:
            rate = each.default.limit / each.default.seconds
            assert 1 <= each.window.limit <= max(1, FARTHEST * rate * each.window.seconds)
        assert 0 <= wait(bucket, Frees([]), Priority.SAFETY, now) <= LONGEST_S * 10


@given(DEFAULTS, st.lists(NEWS, max_size=10))
def test_a_store_gives_back_the_bucket_it_was_given(
    defaults: tuple[Window, ...], heard: list[News]
) -> None:
    bucket = fresh(defaults)
    for n, news in enumerate(heard):
        bucket = learn(bucket, news, float(n), float(n))
    assert loads(dumps(bucket)) == bucket
    assert loads(dumps(replace(bucket, garbage=3))).garbage == 3
