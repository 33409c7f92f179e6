"""Messages as the world's agents exchange them, before an instrumentation writes them down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """Something said to or by a model."""

    role: str
    text: str
    calls: tuple[tuple[str, str, str], ...] = ()
    """Tool calls: id, tool, arguments as JSON text."""
    call: str | None = None
    """The id of the tool call that this is the result of."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went into a step and what came out."""

    heard: tuple[Message, ...]
    said: tuple[Message, ...]
    """What the agent remembers of it."""
    outcome: Message | None = None
    """What a step that holds others came to."""

    @property
    def question(self) -> str:
        """The last text that went in."""
        return self.heard[-1].text

    @property
    def answer(self) -> str | None:
        """The text that came out, if any."""
        if self.outcome is not None:
            return self.outcome.text
        return self.said[-1].text if self.said else None
