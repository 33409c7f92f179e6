"""What the evaluator rules of an application say about its spans (contracts/fiddler.md §5.9).

Outputs are computed when a span is read, by the rules that are active then: a new rule speaks
about old spans at once, as if its backfill were done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from spandeck.sim.fiddler.account import Account
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.filters import EVERYTHING, Tree, tree
from spandeck.sim.fiddler.scoring import EVALUATORS, Evaluator
from spandeck.sim.fiddler.telling import key

Evaluate = Callable[[Record, str | None], list[Record]]
"""Gives the evaluator outputs of a span: all, or those of the rule of this name."""
ENRICHMENTS = {"answer_relevance": "answer_relevance_v2"}
"""Where an evaluator's enrichment is scored under another name."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule, ready to be asked."""

    name: str
    evaluator: Evaluator
    parameters: dict[str, Any]
    mapping: dict[str, str]
    """From the evaluator's inputs to fields of a span."""
    tree: Tree = field(default=EVERYTHING)

    def outputs(self, span: Record) -> list[Record]:
        """What it says about a span; nothing where the span lacks what it needs."""
        if not self.tree.fits(lambda name: looked(span, name)):
            return []
        inputs = {name: looked(span, path) for name, path in self.mapping.items()}
        if any(not isinstance(found, str) or not found for found in inputs.values()):
            return []
        scores = self.evaluator.compute({n: str(t) for n, t in inputs.items()}, self.parameters)
        return [
            {
                "evaluator_rule_name": self.name,
                "output_name": each.name,
                "value": each.value,
                "label": each.label,
            }
            for each in scores
        ]


def looked(span: Record, field: str) -> object:
    """A column or attribute of a span."""
    space, _, name = field.partition("::")
    if space == "Span":
        return span.get(name)
    return span["span_attributes"].get(key(name)) if space == "SpanAttribute" else None


def evaluating(account: Account, application_id: str) -> Evaluate:
    """The outputs of all rules that are active in an application."""
    rules = [
        ready(account, each)
        for each in account.all("evaluator-rules", application=application_id)
        if each["active"]
    ]
    return together([each for each in rules if each is not None])


def together(rules: Sequence[Applied]) -> Evaluate:
    """Several rules as one."""

    def evaluate(span: Record, name: str | None) -> list[Record]:
        asked = (each for each in rules if name in (None, each.name))
        return [output for each in asked for output in each.outputs(span)]

    return evaluate


def ready(account: Account, rule: Record) -> Applied | None:
    """A rule with its evaluator; None when that is not computed here, as embeddings are."""
    config = account.shelf.get("evaluators", rule["evaluator"]["id"])
    name = config["enrichment_name"] if config else ""
    evaluator = EVALUATORS.get(ENRICHMENTS.get(name, name))
    if config is None or evaluator is None:
        return None
    asked = tree(rule["filter"]) if rule["filter"] else EVERYTHING
    parameters = config["enrichment_config"] or {}
    return Applied(rule["name"], evaluator, parameters, dict(rule["input_mapping"]), asked)
