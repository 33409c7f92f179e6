"""A calm page of text: what is not there yet, why, and what to do about it."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Page(Widget, can_focus=True):
    """A heading and sentences, at reading width."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Page { width: 1fr; height: 1fr; padding: 2 4; }"

    said: reactive[Content] = reactive(Content(""), layout=True)

    def __init__(self, said: Content = Content("")) -> None:  # noqa: B008  (immutable)
        """`said` is shown as it is."""
        super().__init__()
        self.set_reactive(Page.said, said)

    def render(self) -> Content:
        """What is said."""
        return self.said


def page(heading: str, *sentences: str) -> Content:
    """A heading over sentences, each its own paragraph."""
    body = ((f"\n\n{sentence}", "$foreground") for sentence in sentences)
    return Content.assemble((heading, "bold $accent"), *body)
