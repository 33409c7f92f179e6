"""The tones of `paint` as the theme's colours."""

from collections.abc import Iterable, Mapping

from textual.content import Content

from spandeck.paint.budget import Tone

STYLES: Mapping[Tone, str] = {
    "quiet": "$foreground",
    "muted": "$muted",
    "accent": "bold $accent",
    "ok": "$status-ok",
    "warn": "$status-warn",
    "error": "bold $status-error",
    "head": "bold $muted",
}


DOT = Content.styled(" · ", "$muted")
ROOM = Content("   ")


def told(parts: Iterable[tuple[str, Tone]], between: Content = ROOM) -> Content:
    """Texts in their tones, with room between them."""
    return between.join(Content.styled(text, STYLES[tone]) for text, tone in parts)
