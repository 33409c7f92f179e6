"""A sentence over something else, on as many lines as it takes."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Sentence(Widget):
    """Text that is never cut."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Sentence { height: auto; width: 1fr; padding: 0 1; }"

    said: reactive[Content] = reactive(Content(""), layout=True)

    def render(self) -> Content:
        """What is said."""
        return self.said
