"""Forms with files (multipart/form-data), read with the standard library alone."""

from dataclasses import dataclass
from email.message import Message

from spandeck.sim.fiddler.errors import Refusal


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form."""

    content: bytes
    filename: str | None

    @property
    def text(self) -> str:
        """The field as text."""
        return self.content.decode(errors="replace").strip()


def parts(media: str, body: bytes) -> dict[str, Part]:
    """The fields of a form by name; `Refusal` 400 for what is none."""
    boundary = parameter(media, "boundary")
    if not media.lower().startswith("multipart/form-data") or not boundary:
        raise Refusal(400, "body: send multipart/form-data with a part named file")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise Refusal(400, "body: the form is cut off")
    found: dict[str, Part] = {}
    for each in pieces[1:-1]:
        head, _, content = each.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = disposition(head.decode(errors="replace"), "name")
        if name:
            filename = disposition(head.decode(errors="replace"), "filename")
            found[name] = Part(content, filename)
    return found


def disposition(head: str, name: str) -> str | None:
    """A parameter of a part's Content-Disposition."""
    for line in head.split("\r\n"):
        header, _, value = line.partition(":")
        if header.strip().lower() == "content-disposition":
            return parameter(value.strip(), name)
    return None


def parameter(value: str, name: str) -> str | None:
    """A parameter of a header's value."""
    message = Message()
    message["content-type"] = value
    found = message.get_param(name)
    return found if isinstance(found, str) else None
