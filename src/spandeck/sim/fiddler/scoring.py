"""What evaluators make of texts: plain computations over words, the same for the same text.

No model is asked. What a judge would weigh is measured instead by which words of one text occur
in another, so that scores follow the text and can be checked by hand.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Inputs = Mapping[str, str]
Parameters = Mapping[str, Any]
WORD = re.compile(r"[^\W_]+")


def bag(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


COMMON = bag(
    "a an and are as at be but by can do does for from has have i in is it its me my not of on or "
    "our out so that the their them there they this to was we were what when where which will "
    "with you your"
)
RISKS: Mapping[str, frozenset[str]] = {
    "illegal": bag("bomb counterfeit drugs hack launder smuggle steal weapon"),
    "hateful": bag("despise hate inferior vermin"),
    "harassing": bag("idiot loser moron stupid"),
    "racist": bag("racist racial slur"),
    "sexist": bag("sexist misogynist"),
    "violent": bag("attack hurt kill murder shoot stab"),
    "sexual": bag("nude porn sexual"),
    "harmful": bag("overdose poison suicide"),
    "unethical": bag("bribe cheat deceive exploit fraud"),
    "jailbreaking": bag("disregard ignore instructions jailbreak override pretend"),
}
GOOD = bag("done great good happy helpful love perfect succeeded thanks thank well")
BAD = bag("angry bad broke broken charged fail failed late lost never twice wrong")


@dataclass(frozen=True, slots=True)
class Score:
    """One output of an evaluator."""

    name: str
    value: float | None
    label: str | None = None
    reasoning: str | None = None

    def record(self) -> dict[str, Any]:
        """As it is answered."""
        return {
            "name": self.name,
            "value": self.value,
            "label": self.label,
            "reasoning": self.reasoning,
        }


def words(text: str) -> list[str]:
    """The words that mean something, in order."""
    return [each for each in WORD.findall(text.lower()) if each not in COMMON]


def covered(text: str, by: str) -> float:
    """Which share of a text's words another text holds; 1 for a text without any."""
    wanted, there = words(text), set(words(by))
    return sum(each in there for each in wanted) / len(wanted) if wanted else 1.0


def percent(share: float) -> str:
    """A share as it is said."""
    return f"{round(share * 100)} %"


def relevance(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """Whether an answer takes up what was asked: high, medium or low."""
    share = covered(inputs["user_query"], inputs["rag_response"])
    value, label = (1.0, "high") if share >= 0.4 else (0.5, "medium") if share else (0.0, "low")
    said = f"{percent(share)} of the query's words occur in the response."
    return [Score("label", value, label, said)]


def faithfulness(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """Whether an answer says what the documents say."""
    share = covered(inputs["rag_response"], inputs["retrieved_documents"])
    faithful = share >= 0.25
    said = f"{percent(share)} of the response's words occur in the documents."
    return [Score("label", float(faithful), "yes" if faithful else "no", said)]


def context(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """Whether the documents are about what was asked."""
    share = covered(inputs["user_query"], inputs["retrieved_documents"])
    value, label = (1.0, "high") if share >= 0.4 else (0.5, "medium") if share else (0.0, "low")
    said = f"{percent(share)} of the query's words occur in the documents."
    return [Score("label", value, label, said)]


def coherence(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """Whether a text goes on rather than in circles: few of its sentences are repeated."""
    sentences = [each.strip() for each in re.split(r"[.!?\n]+", inputs["response"]) if each.strip()]
    share = len(set(sentences)) / len(sentences) if sentences else 0.0
    said = f"{percent(share)} of the sentences are said once."
    return [Score("is_coherent", float(share >= 0.8), str(share >= 0.8), said)]


def conciseness(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """Whether a text is short, or at least repeats few words."""
    said = words(inputs["response"])
    share = len(set(said)) / len(said) if said else 1.0
    concise = len(said) <= 120 or share >= 0.6
    reason = f"{len(said)} words, {percent(share)} of them different."
    return [Score("is_concise", float(concise), str(concise), reason)]


def safety(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """How risky a text is, by kind of risk and at the most."""
    said = words(inputs["text"])
    risks = {name: min(1.0, sum(each in bad for each in said) / 2) for name, bad in RISKS.items()}
    return [
        *(Score(f"{name}_prob", value) for name, value in risks.items()),
        Score("max_risk_prob", max(risks.values())),
    ]


def toxicity(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """Whether a text is toxic at all."""
    worst = safety(inputs, parameters)[-1].value or 0.0
    return [Score("Is Toxic", worst, "true" if worst >= 0.5 else "false")]


def sentiment(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """The mood of a text, and how clear it is."""
    said = words(inputs["text"])
    good, bad = sum(each in GOOD for each in said), sum(each in BAD for each in said)
    label = "positive" if good > bad else "negative" if bad > good else "neutral"
    sure = max(good, bad) / (good + bad) if good != bad else 0.5
    return [Score("sentiment", None, label), Score("sentiment_prob", round(sure, 4))]


def topic(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """The topic whose words a text has most of; of none, the first."""
    topics = [str(each) for each in parameters.get("topics") or ("general",)]
    shares = [covered(each, inputs["text"]) for each in topics]
    best = max(range(len(topics)), key=shares.__getitem__)
    sure = (1 + shares[best]) / (len(topics) + sum(shares))
    return [Score("top_topic", None, topics[best]), Score("top_topic_prob", round(sure, 4))]


def faithful_response(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """How much of a response its context holds."""
    return [Score("faithful_prob", round(covered(inputs["response"], inputs["context"]), 4))]


def judge(inputs: Inputs, parameters: Parameters) -> Sequence[Score]:
    """One score for each output field asked for, by how much the inputs have in common."""
    fields = (parameters.get("prompt_spec") or {}).get("output_fields") or {}
    texts = list(inputs.values())
    share = covered(texts[0], " ".join(texts[1:]) or texts[0]) if texts else 0.0
    said = f"The inputs share {percent(share)} of their words."
    return [verdict(name, dict(field), share, said) for name, field in fields.items()]


def verdict(name: str, field: Mapping[str, Any], share: float, said: str) -> Score:
    """A judge's score in the type that its field asks for."""
    kind, choices = field.get("type", "string"), field.get("choices")
    if kind == "boolean":
        return Score(name, float(share >= 0.5), str(share >= 0.5), said)
    if kind in ("integer", "number"):
        low, high = float(field.get("min") or 0), float(field.get("max") or 1)
        value = low + share * (high - low)
        return Score(name, float(round(value)) if kind == "integer" else value, None, said)
    if choices:
        return Score(
            name, None, str(choices[min(int(share * len(choices)), len(choices) - 1)]), said
        )
    return Score(name, None, said, said)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One way of scoring: what it needs, and what it computes."""

    needs: tuple[str, ...]
    compute: Callable[[Inputs, Parameters], Sequence[Score]]
    display: str


EVALUATORS: Mapping[str, Evaluator] = {
    "answer_relevance_v2": Evaluator(("user_query", "rag_response"), relevance, "Answer Relevance"),
    "rag_faithfulness": Evaluator(
        ("rag_response", "retrieved_documents"), faithfulness, "RAG Faithfulness"
    ),
    "context_relevance": Evaluator(
        ("user_query", "retrieved_documents"), context, "Context Relevance"
    ),
    "coherence": Evaluator(("response",), coherence, "Coherence"),
    "conciseness": Evaluator(("response",), conciseness, "Conciseness"),
    "llm_as_a_judge": Evaluator((), judge, "LLM as a Judge"),
    "topic_classification": Evaluator(("text",), topic, "Topic Classification"),
    "ftl_prompt_safety": Evaluator(("text",), safety, "Prompt Safety"),
    "centor_safety_dme": Evaluator(("text",), toxicity, "Safety"),
    "sentiment_analysis": Evaluator(("text",), sentiment, "Sentiment"),
    "ftl_response_faithfulness": Evaluator(
        ("response", "context"), faithful_response, "Response Faithfulness"
    ),
}
"""By the name that `POST /v3/evals/score` knows them by."""
