"""A program that uses the vendor's client as its documentation says; run as a process of its own.

The client is unmodified and configured with nothing but a key: its addresses are constants, and
so this process resolves every name to the simulator on loopback (its certificate is trusted by
SSL_CERT_FILE). Reads what to do as JSON from standard input, and writes what came of it.
"""

import json
import socket
import sys
import threading

import apidepth
import httpx
from apidepth import event, registry_loader
from apidepth.cli import test_cmd
from apidepth.collector import Collector
from apidepth.vendor_registry import VendorRegistry

asked = json.load(sys.stdin)
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda *_, **__: resolve("127.0.0.1", asked["port"], type=socket.SOCK_STREAM)


def answer(request: httpx.Request) -> httpx.Response:
    """What the vendors answer: the test says it in the request's headers."""
    status = int(request.headers["x-status"])
    if status == 0:
        raise httpx.ReadTimeout("no answer", request=request)
    quota = {"x-ratelimit-limit-requests": "500", "x-ratelimit-reset-requests": "1m30s"}
    headers = quota | {"x-ratelimit-remaining-requests": request.headers["x-remaining"]}
    return httpx.Response(status, headers=headers, json={"model": "gpt-4o-mini", "choices": []})


def load_registry() -> None:
    """Load the vendor's registry, and wait for it."""
    registry_loader.load_and_start()
    for thread in threading.enumerate():
        if thread.name == "apidepth-registry-init":
            thread.join()


apidepth.configure(
    api_key=asked["key"],
    environment="production",
    extra_vendors={"warehouse": "api.warehouse.example"},
    registry_cache_path=asked["cache"],
    flush_interval=3600,
)
load_registry()
apidepth.instrument()
with httpx.Client(transport=httpx.MockTransport(answer)) as client:
    for url, status, remaining in asked["calls"]:
        said = {"x-status": str(status), "x-remaining": str(remaining)}
        try:
            client.post(url, headers=said)
        except httpx.ReadTimeout:
            continue
collector = Collector.instance()
for each in asked["events"]:
    collector.record(event.build(each))
flushes = 0
while collector.stats()["queue_size"]:
    collector.flush()
    flushes += 1
test_cmd.run()
told = collector.stats() | {
    "flushes": flushes,
    "message": VendorRegistry.identify("api.sendgrid.com", "/v3/mail/send"),
    "payment": VendorRegistry.identify("api.stripe.com", "/v1/payment_intents/pi_3Pa"),
}
print(json.dumps(told))
