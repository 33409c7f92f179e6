import pytest

from spandeck import semantics
from spandeck.model.trace import Event
from spandeck.semantics.facts import Failure
from tests.semantics.spans import span

STACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: bad'


def failure(
    message: str | None = None, attributes: dict[str, object] | None = None, *events: Event
) -> Failure:
    found = semantics.read(span(attributes, *events, failed=True, message=message)).failure
    assert found is not None
    return found


def exception(**attributes: str) -> Event:
    return Event("exception", 0, {f"exception.{key}": each for key, each in attributes.items()})


def test_a_span_that_went_well_has_no_failure() -> None:
    assert semantics.read(span({"http.response.status_code": 200})).failure is None


def test_a_failure_that_says_nothing_is_a_failure_still() -> None:
    assert failure() == Failure()


def test_the_exception_event_is_believed_first() -> None:
    found = failure(
        "other words", None, exception(type="ValueError", message="bad", stacktrace=STACK)
    )
    assert found == Failure("ValueError", "bad", STACK)


def test_of_two_events_the_one_that_says_more_counts() -> None:
    poor, rich = exception(type="ValueError"), exception(type="ValueError", message="bad")
    assert failure(None, None, poor, rich).message == "bad"
    assert failure(None, None, rich, poor).message == "bad"


def test_an_exception_that_was_handled_is_told_on_a_span_that_went_well() -> None:
    found = semantics.read(span({}, exception(type="KeyError", message="'x'")))
    assert found.failure == Failure("KeyError", "'x'")


@pytest.mark.parametrize(
    ("status", "type_", "message"),
    [
        ("ValueError: bad", "ValueError", "bad"),
        ("openai.RateLimitError: slow", "openai.RateLimitError", "slow"),
        ("ValueError('it\\'s bad')", "ValueError", "it's bad"),
        ("KeyError('x')" + STACK, "KeyError", "x"),
        ("no such table: x", None, "no such table: x"),
        ("Error running tool: {'tool_name': 'f', 'error': \"it's bad\"}", None, "it's bad"),
        ("Tool not found: {'tool_name': 'f'}", None, "Tool not found: {'tool_name': 'f'}"),
        ("Unclosed: {'a': [", None, "Unclosed: {'a': ["),
    ],
)
def test_a_status_message_is_taken_apart(status: str, type_: str | None, message: str) -> None:
    found = failure(status)
    assert (found.type, found.message) == (type_, message)


def test_a_traceback_in_the_status_message_is_the_stack() -> None:
    assert failure("ValueError('bad')" + STACK).stack == STACK


def test_a_type_without_words_has_no_message() -> None:
    found = failure("ValueError", {"error.type": "ValueError"})
    assert found == Failure("ValueError")


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("Error code: 429 - Rate limit reached", 429),
        ("Server error '503 Service Unavailable' for url 'http://x'", 503),
        ("HTTP 502", 502),
        ("HTTP/1.1 504 Gateway Timeout", 504),
        ("request failed with status code 401", 401),
        ("{'status_code': 529}", 529),
        ("429 Too Many Requests", 429),
        ("order 40383 not found", None),
        ("took 500 ms", None),
        ("Error code: 200 - all well", None),
    ],
)
def test_the_http_status_is_found_in_the_message(message: str, status: int | None) -> None:
    assert failure(message).http_status == status


def test_a_stated_error_status_counts_more_than_words() -> None:
    attributes: dict[str, object] = {"http.response.status_code": 503}
    assert failure("Error code: 429", attributes).http_status == 503


def test_a_status_of_success_is_not_why_it_failed() -> None:
    assert failure(None, {"http.response.status_code": 200}).http_status is None


@pytest.mark.parametrize(
    ("type_", "status"),
    [
        ("openai.RateLimitError", 429),
        ("dspy.utils.exceptions.LMRateLimitError", 429),
        ("anthropic.AuthenticationError", 401),
        ("litellm.exceptions.BadRequestError", 400),
        ("myapp.NotFoundError", None),
        ("litellm.exceptions.InternalServerError", None),
    ],
)
def test_a_clients_class_stands_for_a_status(type_: str, status: int | None) -> None:
    assert failure(None, None, exception(type=type_, message="sorry")).http_status == status


def test_the_status_is_found_in_the_stack_when_nowhere_else() -> None:
    stack = STACK + "\nopenai.APIStatusError: Error code: 418 - teapot"
    found = failure(None, None, exception(type="Wrapped", message="failed", stacktrace=stack))
    assert found.http_status == 418


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (
            "Error code: 429 - {'error': {'message': 'x', 'type': 'requests', 'code': 'limit'}}",
            "limit",
        ),
        ('{"error": {"type": "overloaded_error", "message": "x"}}', "overloaded_error"),
        ("{'error': {'code': 429, 'status': 'RESOURCE_EXHAUSTED'}}", "RESOURCE_EXHAUSTED"),
        ("cut off {'error': {'code': 'context_length_exceeded', 'mess", "context_length_exceeded"),
        ("Guardrail triggered: {'guardrail': 'g', 'type': 'input_guardrail'}", None),
        ("nothing of the kind", None),
    ],
)
def test_the_providers_code_is_found_in_the_body(message: str, code: str | None) -> None:
    assert failure(message).provider_code == code


def test_error_type_is_the_providers_word_or_a_class() -> None:
    word = failure(None, {"error.type": "rate_limit_error"})
    assert (word.provider_code, word.http_status) == ("rate_limit_error", 429)
    assert failure(None, {"error.type": "ValueError"}).provider_code is None
    assert failure(None, {"error.type": "client_timeout_error"}).provider_code is None


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Please try again in 20s.", 20.0),
        ("Please try again in 1m30s.", 90.0),
        ("Please try again in 250ms.", 0.25),
        ("Retry-After: 7", 7.0),
        ("retry after 3 seconds", 3.0),
        ("'retryDelay': '41s'", 41.0),
        ("try again later", None),
    ],
)
def test_the_wait_that_was_asked_for_is_found(message: str, seconds: float | None) -> None:
    assert failure(message).retry_after_s == seconds


def test_the_header_says_how_long_to_wait() -> None:
    attributes: dict[str, object] = {"http.response.header.retry-after": ["12"]}
    assert failure("try again in 20s", attributes).retry_after_s == 12.0


def test_text_within_a_repr_comes_out_safe() -> None:
    assert failure("Error running tool: {'error': 'x\\x1b[2J'}").message == "x␛[2J"


def test_a_repr_too_deep_to_read_is_left_as_it_is() -> None:
    deep = "Error running tool: {'error': " + "[" * 5000 + "]" * 5000 + "}"
    assert failure(deep).message == deep
