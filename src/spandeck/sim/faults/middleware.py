"""Lets the planned faults happen to the requests they are about."""

from asyncio import sleep
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spandeck.sim.faults import Fault
from spandeck.sim.faults.bodies import mutated, spoilt


class Cut(ConnectionResetError):
    """The connection is broken on purpose; a server drops it, a test's transport raises it."""


class Faults:
    """ASGI middleware: the first fault of the plan that is due happens."""

    def __init__(self, inner: ASGIApp, faults: Sequence[Fault]) -> None:
        """The counts for `nth` start at once and are never reset."""
        self.inner, self.faults = inner, faults
        self.met = [0] * len(faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or not, as planned."""
        fault = self.due(scope["method"], scope["path"])
        if fault is None:
            await self.inner(scope, receive, send)
            return
        await sleep(fault.delay_s)
        if fault.cut:
            if fault.execute:
                await self.inner(scope, receive, swallowed)
            cut(scope)
        await self.spoil(fault, scope, receive, send)

    def due(self, method: str, path: str) -> Fault | None:
        """Count the request at every fault it fits; the first that is due now."""
        due: Fault | None = None
        for place, fault in enumerate(self.faults):
            if fault.fits(method, path):
                self.met[place] += 1
                if due is None and (not fault.nth or self.met[place] in fault.nth):
                    due = fault
        return due

    async def spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with whatever the fault makes of the answer."""
        start: Message = {"type": "http.response.start", "status": 200, "headers": []}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        if fault.status is None or fault.body == "truncated":
            await self.inner(scope, receive, collect)
        else:
            body += b'{"error":{"code":"planned","message":"Planned fault","details":{}}}'
            start["headers"] = [(b"content-type", b"application/json")]
        start["status"] = fault.status or start["status"]
        headers = MutableHeaders(scope=start)
        content = bytes(body)
        if fault.mutate:
            content = mutated(content, fault.mutate)
        if fault.body is not None:
            content = spoilt(fault.body, content, headers)
        if "content-length" in headers:
            headers["content-length"] = str(len(content))
        headers.update(fault.headers)
        await answer(fault, content, start, scope, send)


async def answer(fault: Fault, content: bytes, start: Message, scope: Scope, send: Send) -> None:
    """Send the answer at the planned pace, up to where it is cut."""
    await send(start)
    end = len(content) if fault.cut_after is None else min(fault.cut_after, len(content))
    step = fault.drip_bytes if fault.drip_s else max(1, end)
    for first in range(0, end, step):
        piece = content[first : min(first + step, end)]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await sleep(fault.drip_s)
    if fault.cut_after is not None:
        cut(scope)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def swallowed(message: Message) -> None:
    """Take an answer that nobody gets."""


def cut(scope: Scope) -> None:
    """Break the connection: what was sent so far still arrives, then nothing."""
    transport = scope.get("state", {}).get("transport")
    if transport is not None:
        transport.close()
    raise Cut("cut by the fault plan")
