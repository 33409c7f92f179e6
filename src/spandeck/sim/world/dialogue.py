"""What is said in the world: questions, tool calls, results, documents, answers.

Only text lives here; when it is said is decided in `plan`.
"""

import json
from collections.abc import Mapping
from functools import cache
from random import Random

SYSTEM = {
    "support": "You are the support assistant of Fernweh, an outdoor shop. Answer from the "
    "handbook and the customer's orders. If you do not know, open a ticket. Never promise refunds.",
    "checkout-agent": "Complete the customer's checkout. Verify stock before payment. Amounts are "
    "in the shop's currency. Call create_payment exactly once.",
    "planner": "Break the request into steps, check the calendar, and hand research to the "
    "researcher. Stop when every step has an owner.",
    "researcher": "Find primary sources, quote them, and give links. Use the calculator for sums.",
    "triage-router": "Route the message to one of: billing, shipping, returns, technical, human.",
    "summariser": "Summarise the conversation for the next shift in at most five sentences.",
}
QUESTIONS = {
    "support": (
        "Where is my order {order}? It was due {days} days ago.",
        "My tent poles from order {order} broke on the second night. What now?",
        "Ich habe in Bestellung {order} die falsche Größe bekommen – kann ich umtauschen?",
        "Can I still cancel {order}? I ordered it {days} hours ago 🙏",
    ),
    "checkout-agent": (
        "Please order {days} of the Alpin 40 in size M to my usual address.",
        "Pay order {order} with the card ending in 4242.",
        "注文 {order} の支払いを完了してください。",
    ),
    "planner": (
        "Plan the product launch in Lisbon for {days} people, budget 18 000 EUR.",
        "Organise the on-call handover for the next {days} weeks.",
        "Plan a migration of the order service ({order}) without downtime.",
    ),
    "researcher": (
        "Which sleeping bags under 900 g passed EN 13537 in the last {days} months?",
        "What changed in EU packaging rules that concerns order {order}?",
        "Compare the warranty terms of the {days} largest outdoor brands.",
    ),
    "triage-router": (
        "card was charged twice for {order}!!",
        "the app logs me out every {days} minutes",
        "Wo bleibt mein Paket {order}?",
    ),
    "summariser": (
        "Summarise conversation {order}.",
        "Hand over the {days} open conversations to the night shift.",
    ),
}
ANSWERS = {
    "support": "Your order {order} left our warehouse and is with the carrier. It should arrive "
    "within two working days; I have asked them to prioritise it.",
    "checkout-agent": "Payment for {order} is done. You will receive a confirmation by mail.",
    "planner": "Plan in {days} steps: 1. venue, 2. invitations, 3. travel, 4. rehearsal. Each has "
    "an owner and a date; the researcher's venue comparison is attached.",
    "researcher": "Three sources agree; the strongest is the vendor's own test report. Details:\n\n"
    "| model | weight | limit |\n|---|---|---|\n| Alpin 400 | 860 g | -4 °C |\n"
    "| Traverse | 895 g | -6 °C |",
    "triage-router": "billing",
    "summariser": "The customer of {order} waits for a replacement that ships tomorrow. Two "
    "further conversations wait for an answer by the warehouse.",
}
ARGUMENTS: Mapping[str, str] = {
    "search_docs": '{"query": "lost parcel {days} days", "limit": 4, "page": {turn}}',
    "get_order": '{"page": {turn}, "order_id": "{order}"}',
    "open_ticket": '{"order_id": "{order}", "team": "warehouse", "urgent": true, "part": {turn}}',
    "check_stock": '{"sku": "ALP-40-M", "quantity": {days}, "shelf": {turn}}',
    "create_payment": '{"order_id": "{order}", "amount": "{days}9.90", "attempt": {turn}, '
    '"currency": "EUR"}',
    "get_calendar": '{"from": "2026-11-23", "days": {days}, "page": {turn}}',
    "search_web": '{"query": "venue Lisbon {days} people site:.pt", "page": {turn}}',
    "fetch_page": '{"part": {turn}, "url": "https://example.org/reports/{order}"}',
    "calculator": '{"expression": "{days} * 129.9 * {turn}.23"}',
    "lookup_customer": '{"page": {turn}, "order_id": "{order}"}',
    "load_conversation": '{"conversation": "{order}", "last": {days}, "page": {turn}}',
}
RESULTS: Mapping[str, str] = {
    "search_docs": '[{"id": "handbook-31", "title": "Lost parcels", "score": 0.83}]',
    "get_order": '{"order_id": "{order}", "status": "shipped", "carrier": "DHL", "items": {days}}',
    "open_ticket": '{"ticket": "W-{order}", "state": "open"}',
    "check_stock": '{"sku": "ALP-40-M", "available": 1{days}}',
    "create_payment": '{"payment_id": "pay_{order}", "status": "succeeded"}',
    "get_calendar": '{"busy": [["2026-11-24T09:00", "2026-11-24T11:30"]], "days": {days}}',
    "search_web": '[{"title": "Venues in Lisbon", "url": "https://example.org/venues"}]',
    "fetch_page": "Report {order}. The tested models kept their rating within one degree …",
    "calculator": "1917.324",
    "load_conversation": "customer: where is {order}?\nagent: it ships tomorrow.\ncustomer: ok …",
    "lookup_customer": '{"customer": "C-{order}", "tier": "gold", "since": 2019}',
}
DOCUMENTS = (
    "Lost parcels. A parcel counts as lost after ten working days without a scan. Open a ticket "
    "with the warehouse; a replacement ships the same day if stock allows.",
    "Exchanges. Customers may exchange unworn goods within 60 days. Shipping is free in the EU.",
    "Warranty. Poles and zips are repaired free of charge for five years; send photographs.",
    "Cancelling. An order can be cancelled until it is handed to the carrier, usually 14 h later.",
)


class Talk:
    """What one trace talks about: the same order number and figures throughout."""

    def __init__(self, chance: Random, *, stuck: bool = False) -> None:
        """`chance` decides the subject; who is `stuck` asks for the same in every turn."""
        self.stuck = stuck
        self.order = f"{chance.randint(100_000, 999_999)}"
        self.days = str(chance.randint(2, 9))
        self.pick = chance.random()

    def fill(self, text: str) -> str:
        """The text with this trace's order and figures."""
        return text.replace("{order}", self.order).replace("{days}", self.days)

    def question(self, agent: str) -> str:
        """What the user wants."""
        choices = QUESTIONS[agent]
        return self.fill(choices[int(self.pick * len(choices))])

    def answer(self, agent: str) -> str:
        """What the agent says in the end."""
        return self.fill(ANSWERS[agent])

    def arguments(self, tool: str, turn: int = 0) -> str:
        """A tool call's arguments, as JSON text; what is read on and on is read by pages."""
        page = 1 if self.stuck else 1 + turn
        return self.fill(ARGUMENTS[tool]).replace("{turn}", str(page))

    def result(self, tool: str) -> str:
        """What the tool gave back."""
        return self.fill(RESULTS[tool])


@cache
def schema(tool: str) -> str:
    """A tool's JSON schema, as an instrumentation records it."""
    arguments = json.loads(Talk(Random(0)).arguments(tool))
    kinds = {str: "string", int: "integer", bool: "boolean"}
    properties = {name: {"type": kinds[type(value)]} for name, value in arguments.items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    function = {"name": tool, "description": f"{tool.replace('_', ' ')}", "parameters": parameters}
    return json.dumps({"type": "function", "function": function})
