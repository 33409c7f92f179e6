"""A live program under OpenTelemetry is seen by whoever follows the list, within one poll."""

import sys
from subprocess import run

from tests.simulator import SPANDECK, simulator
from tests.terminal import Terminal

PROGRAM = """
import sys
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

url, token, name = sys.argv[1:]
exporter = OTLPSpanExporter(
    url + "/v1/otlp/v1/traces",
    headers={"authorization": "Bearer " + token},
    compression=Compression.Gzip,
)
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(exporter))
tracer = provider.get_tracer("live")
with tracer.start_as_current_span(name):
    with tracer.start_as_current_span("chat", attributes={"gen_ai.operation.name": "chat"}):
        pass
provider.shutdown()
"""
ONE_POLL_S = 6.0
"""The tail asks every five seconds; one more to travel and be painted."""


def test_a_live_program_appears_within_one_poll() -> None:
    with simulator() as running, Terminal(SPANDECK, env=running.env(empty=True)) as terminal:
        terminal.until("Deck")
        terminal.send("3")
        terminal.until("No trace")
        terminal.send("F")
        terminal.until("every 5 s")
        for name in ("live-agent", "second-agent"):
            command = [sys.executable, "-c", PROGRAM, running.url, running.empty_token, name]
            run(command, check=True, timeout=60)
            terminal.until(name, ONE_POLL_S)
        terminal.send("\x11")
        assert terminal.wait() == 0
