"""The events of the story's models: pure functions of a minute, as the world's traces are.

While the story goes wrong, the models' inputs shift and lose values, so that drift, violations
and errors follow what happens to the traces.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.fiddler.account import fixed
from spandeck.sim.world.chance import Numbering, key, mix
from spandeck.sim.world.story import phase

Event = dict[str, Any]
EVERY_NS = 60 * SECOND
HISTORY_S = 7 * 86_400
"""How far back there are events."""
COUNTRIES = ("DE", "PT", "FR", "IT", "ES")
TIERS = ("bronze", "silver", "gold")
CARRIERS = ("DHL", "CTT", "GLS")


def fraud(chance: Random, trouble: float) -> Event:
    """One return, fraudulent or not; trouble moves orders abroad, loses tiers, and blinds."""
    bad = chance.random() < 0.25
    abroad = chance.random() < (0.5 if bad else 0.25) + trouble
    value = round(chance.lognormvariate((4.6 if bad else 4.1) + trouble, 0.6), 2)
    expected = 0.75 - 0.9 * trouble if bad else 0.2
    return {
        "order_value": value,
        "days_since_purchase": min(60, int(chance.expovariate(1 / 12))),
        "country": chance.choice(COUNTRIES[1:]) if abroad else COUNTRIES[0],
        "customer_tier": None if chance.random() < trouble / 4 else chance.choice(TIERS),
        "fraud_score": round(min(0.999, max(0.001, chance.gauss(expected, 0.12))), 4),
        "is_fraud": "yes" if bad else "no",
        "order_id": f"{chance.randint(100_000, 999_999)}",
    }


def arrival(chance: Random, trouble: float) -> Event:
    """One parcel on its way; trouble delays it beyond what is predicted."""
    distance, weight = round(chance.uniform(20, 2400), 1), round(chance.lognormvariate(0.8, 0.5), 2)
    predicted = round(1 + distance / 700 + weight / 20, 2)
    late = chance.expovariate(1 / (0.2 + 3 * trouble))
    return {
        "distance_km": -distance if chance.random() < trouble / 30 else distance,
        "weight_kg": weight,
        "carrier": chance.choice(CARRIERS),
        "predicted_days": predicted,
        "actual_days": round(predicted + late - 0.2, 2),
        "order_id": f"{chance.randint(100_000, 999_999)}",
    }


@dataclass(frozen=True, slots=True)
class Seeded:
    """A model of the story."""

    name: str
    version: str
    task: str
    description: str
    draw: Callable[[Random, float], Event]
    columns: tuple[tuple[str, str, object], ...]
    """Name, data type, and range or categories."""
    spec: Mapping[str, list[str]]
    task_params: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Always the same."""
        return fixed(f"model {self.name} {self.version}")

    def events(self, since_ns: int, until_ns: int) -> Iterator[tuple[int, Event]]:
        """Those of a range of time (its end excluded), oldest first."""
        secret = key(0, self.id)
        numbering = Numbering(secret, 64)
        for index in range(since_ns // EVERY_NS, until_ns // EVERY_NS + 1):
            draw = mix(secret ^ index)
            at_ns = index * EVERY_NS + draw % EVERY_NS
            if since_ns <= at_ns < until_ns:
                event = self.draw(Random(draw), phase(at_ns).throttled)
                identifier = dashed(numbering.id(index))
                yield at_ns, {"event_id": identifier, "timestamp": iso(at_ns), **event}


@lru_cache
def calm(identifier: str, count: int) -> Sequence[Event]:
    """Rows of a model as they are when nothing is wrong: what it was trained on."""
    secret, draw = key(1, identifier), BY_ID[identifier].draw
    return tuple(draw(Random(mix(secret ^ index)), 0.0) for index in range(count))


def dashed(digits: str) -> str:
    """Thirty-two hex digits as a UUID is written."""
    cuts = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
    return "-".join(digits[first:last] for first, last in cuts)


FRAUD_COLUMNS = (
    ("order_value", "float", (0.0, 600.0)),
    ("days_since_purchase", "int", (0, 60)),
    ("country", "category", COUNTRIES),
    ("customer_tier", "category", TIERS),
    ("fraud_score", "float", (0.0, 1.0)),
    ("is_fraud", "category", ("no", "yes")),
    ("order_id", "str", None),
    ("event_id", "str", None),
    ("timestamp", "timestamp", None),
)
FRAUD_SPEC = {
    "inputs": ["order_value", "days_since_purchase", "country", "customer_tier"],
    "outputs": ["fraud_score"],
    "targets": ["is_fraud"],
    "decisions": [],
    "metadata": ["order_id", "event_id", "timestamp"],
    "custom_features": [],
}
ARRIVAL_COLUMNS = (
    ("distance_km", "float", (0.0, 2500.0)),
    ("weight_kg", "float", (0.0, 30.0)),
    ("carrier", "category", CARRIERS),
    ("predicted_days", "float", (0.0, 15.0)),
    ("actual_days", "float", (0.0, 40.0)),
    ("order_id", "str", None),
    ("event_id", "str", None),
    ("timestamp", "timestamp", None),
)
ARRIVAL_SPEC = {
    "inputs": ["distance_km", "weight_kg", "carrier"],
    "outputs": ["predicted_days"],
    "targets": ["actual_days"],
    "decisions": [],
    "metadata": ["order_id", "event_id", "timestamp"],
    "custom_features": [],
}
CLASSES = {"binary_classification_threshold": 0.5, "target_class_order": ["no", "yes"]}
SEEDED = (
    Seeded(
        "returns-fraud",
        "v1",
        "binary_classification",
        "Is a return fraudulent? The model before the last training.",
        fraud,
        FRAUD_COLUMNS,
        FRAUD_SPEC,
        CLASSES,
    ),
    Seeded(
        "returns-fraud",
        "v2",
        "binary_classification",
        "Is a return fraudulent?",
        fraud,
        FRAUD_COLUMNS,
        FRAUD_SPEC,
        CLASSES,
    ),
    Seeded(
        "delivery-eta",
        "v1",
        "regression",
        "How many days until a parcel arrives.",
        arrival,
        ARRIVAL_COLUMNS,
        ARRIVAL_SPEC,
        {},
    ),
    Seeded(
        "archived-eta",
        "v1",
        "regression",
        "The estimate before 2026, kept for audits: every job that would change it fails.",
        arrival,
        ARRIVAL_COLUMNS,
        ARRIVAL_SPEC,
        {},
    ),
)
BY_ID = {each.id: each for each in SEEDED}
READ_ONLY = "archived-"
"""Jobs that would change the events of a model so named fail."""
