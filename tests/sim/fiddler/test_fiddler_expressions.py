"""The query language and the metrics of the simulated Fiddler, checked by hand."""

from contextlib import suppress
from math import log, sqrt
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim.fiddler.fql import BadFql
from spandeck.sim.fiddler.fql.check import metric, segment
from spandeck.sim.fiddler.fql.evaluate import holds, measured
from spandeck.sim.fiddler.fql.functions import FUNCTIONS
from spandeck.sim.fiddler.fql.parse import parse
from spandeck.sim.fiddler.metrics import METRICS, offered
from spandeck.sim.fiddler.sample import Sample
from spandeck.sim.fiddler.traffic import SEEDED
from tests.sim.fiddler.calling import Refused, get, items, post

COLUMNS = ("a", "b", "total price")
ROWS: list[dict[str, Any]] = [
    {"a": 1, "b": "x", "total price": 2.0},
    {"a": 2, "b": "y", "total price": None},
    {"a": None, "b": "x", "total price": 8.0},
    {"a": 9, "b": None, "total price": 0.0},
]
MODEL = {
    "schema": {
        "columns": [
            {"name": "a", "data_type": "int", "min": 0, "max": 5},
            {"name": "b", "data_type": "category", "categories": ["x"]},
            {"name": "score", "data_type": "float", "min": 0, "max": 1},
            {"name": "truth", "data_type": "category", "categories": ["no", "yes"]},
        ]
    },
    "spec": {"outputs": ["score"], "targets": ["truth"]},
    "task_params": {"binary_classification_threshold": 0.5, "target_class_order": ["no", "yes"]},
}
JUDGED = [(0.9, "yes"), (0.8, "no"), (0.4, "yes"), (0.3, "no"), (0.2, "no"), (0.7, "yes")]
SCORED = [{"score": score, "truth": truth} for score, truth in JUDGED]


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("average(a)", 4.0),
        ("sum(a) / count(a)", 4.0),
        ("count(b)", 3.0),
        ('sum("total price")', 10.0),
        ("2 ^ 3 ^ 2 + 0 * count(a)", 512.0),
        ("-sum(a) + 10 % 4", -10.0),
        ("1 - 2 - 3 + 0 * count(a)", -4.0),
        ("average(if(a > 1, 1, 0))", 0.5),
        ("sum(if(b == 'x' and not is_null(a), 1, 0))", 1.0),
        ("sum(if(is_null(b) or a == 2, 1, 0))", 2.0),
        ("quantile(a)", 2.0),
        ("quantile(a, level=0.9)", 9.0),
        ("traffic()", 4.0),
        ("range_violation_count(a)", 1.0),
        ("null_violation_count(b) / traffic()", 0.25),
        ("sum(length(b))", 3.0),
        ("sum(sqrt(a))", 1 + sqrt(2) + 3),
        ("sum(log(a - a))", 0.0),
        ("count(log(a - 1))", 2.0),
        ("sum(a) / 0", None),
        ('count(a / "total price")', 1.0),
        ("sum(if(startswith(b, 'x'), 1, 0)) + sum(if(match(b, 'y'), 1, 0))", 3.0),
        ("count(length(a))", 0.0),
        ("count(abs(b)) + count(sqrt(b)) + count(a - b)", 0.0),
        ("sum(((((((((((a)))))))))))", 12.0),
        ("sum(pi()) - sum(e())", 4 * (3.141592653589793 - 2.718281828459045)),
    ],
)
def test_a_metric_has_the_value_it_defines(definition: str, value: float | None) -> None:
    found = measured(metric(definition, COLUMNS), Sample(MODEL, ROWS))
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("definition", "members"),
    [
        ("a > 1", [1, 3]),
        ("a > 1 and not b == 'y'", [3]),
        ("is_null(a) or a <= 1", [0, 2]),
        ("b != 'x'", [1, 3]),
        ("length(b) >= 1", [0, 1, 2]),
        ("startswith(to_string(a), '9')", [3]),
    ],
)
def test_a_segment_holds_the_rows_it_defines(definition: str, members: list[int]) -> None:
    node = segment(definition, COLUMNS)
    assert [place for place, row in enumerate(ROWS) if holds(node, row)] == members


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("a", "aggregate"),
        ("1 + 1", "aggregate"),
        ("sum(a) + a", "aggregate"),
        ("sum(c)", "'c' is not a column"),
        ("mean(a)", "'mean' is not a function"),
        ("sum()", "takes 1 arguments, not 0"),
        ("traffic(a)", "takes 0 arguments"),
        ("quantile(a, share=1)", "no parameter 'share'"),
        ("sum(a", "'the end' at position 5"),
        ("sum(a))", "unexpected ')' at position 6"),
        ("sum(a) $", "unexpected '\\$' at position 7"),
        ("sum(a b)", "unexpected 'b' at position 6"),
        ("", "the end"),
        ("(" * 70, "nested too deep"),
    ],
)
def test_a_metric_that_cannot_be_meant_is_refused(definition: str, words: str) -> None:
    with pytest.raises(BadFql, match=words.replace("(", r"\(").replace(")", r"\)")):
        metric(definition, COLUMNS)


@pytest.mark.parametrize("definition", ["a", "a + 1", "average(a) > 1", "to_string(a)"])
def test_a_segment_is_a_condition_on_a_row(definition: str) -> None:
    with pytest.raises(BadFql, match="segment"):
        segment(definition, COLUMNS)


@given(st.text("abx()+-*/^<>=!'\"., 019andort", max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(BadFql):
        parse(text)


def test_attributes_take_the_place_of_columns_for_spans() -> None:
    node = metric("sum(attribute('gen_ai.usage.total_tokens', type='system'))", None)
    assert measured(node, Sample(MODEL, [{"gen_ai.usage.total_tokens": 7}, {}])) == 7
    with pytest.raises(BadFql, match="use attribute"):
        metric("sum(tokens)", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tp", 2),
        ("fp", 1),
        ("tn", 2),
        ("fn", 1),
        ("accuracy", 4 / 6),
        ("precision", 2 / 3),
        ("recall", 2 / 3),
        ("fpr", 1 / 3),
        ("f1_score", 2 / 3),
        ("geometric_mean", sqrt(2 / 3 * 2 / 3)),
        ("auroc", 7 / 9),
        ("log_loss", -sum(log(s if t == "yes" else 1 - s) for s, t in JUDGED) / 6),
        ("expected_calibration_error", (0.1 + 0.8 + 0.6 + 0.3 + 0.2 + 0.3) / 6),
        ("traffic", 6),
    ],
)
def test_a_classifiers_metric_is_what_its_name_says(name: str, value: float) -> None:
    assert METRICS[name].compute(Sample(MODEL, SCORED), "") == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "value"), [("mae", 1.0), ("mse", 5 / 3), ("mape", 250 / 3), ("r2", 1 - 5 / 8)]
)
def test_a_regressions_metric_is_what_its_name_says(name: str, value: float) -> None:
    model = {"schema": {"columns": []}, "spec": {"outputs": ["guess"], "targets": ["fact"]}}
    rows = [{"guess": 3, "fact": 1}, {"guess": 3, "fact": 3}, {"guess": 4, "fact": 5}]
    expected = {"mape": (200 + 0 + 20) / 3}.get(name, value)
    assert METRICS[name].compute(Sample(model, rows), "") == pytest.approx(expected)


def test_drift_is_nothing_for_the_same_and_one_for_the_wholly_different() -> None:
    same = Sample(MODEL, ROWS, ROWS)
    apart = Sample(MODEL, [{"b": "x"}] * 4, [{"b": "y"}] * 5)
    assert METRICS["jsd"].compute(same, "b") == pytest.approx(0)
    assert METRICS["jsd"].compute(apart, "b") == pytest.approx(1)
    assert METRICS["psi"].compute(same, "b") == pytest.approx(0)
    assert (METRICS["psi"].compute(apart, "b") or 0) > 10


@pytest.mark.parametrize("name", sorted(METRICS))
def test_nothing_is_measured_of_no_rows_without_failing(name: str) -> None:
    found = METRICS[name].compute(Sample(MODEL, []), "a")
    assert found in (None, 0)


def test_a_task_is_offered_the_metrics_that_it_can_have() -> None:
    assert "recall" in offered("binary_classification")
    assert "recall" not in offered("regression")
    assert "mae" in offered("regression")
    assert set(offered("llm")).isdisjoint({"mae", "recall"})


async def test_functions_are_listed_with_their_parameters(fiddler: httpx.AsyncClient) -> None:
    functions = (await get(fiddler, "/v3/fql-expressions"))["functions"]
    by_name = {each["name"]: each for each in functions}
    assert set(by_name) == set(FUNCTIONS)
    assert by_name["if"]["category"] == "row"
    assert by_name["quantile"]["parameters"][1] == {
        "name": "level",
        "type": "number",
        "is_required": False,
        "kind": "keyword",
        "default": 0.5,
    }


async def test_definitions_are_checked_against_the_model(fiddler: httpx.AsyncClient) -> None:
    model = SEEDED[1].id
    bad: Any = {"name": "Bad", "model_id": model, "definition": "sum(nothing)"}
    with pytest.raises(Refused, match="definition: 'nothing' is not a column"):
        await post(fiddler, "/v3/custom-metrics", bad)
    with pytest.raises(Refused, match="model_id"):
        await post(fiddler, "/v3/segments", {"name": "None", "definition": "a > 1"})
    made = await post(fiddler, "/v3/custom-metrics", bad | {"definition": "sum(order_value)"})
    of_model = await items(fiddler, f"/v3/models/{model}/custom-metrics")
    assert made in of_model
    assert {each["model"]["id"] for each in of_model} == {model}
