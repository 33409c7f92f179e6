"""What is shown instead of the layout while the terminal is too small for it."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

WIDTH, HEIGHT = 60, 15


def too_small(size: Size) -> bool:
    """Whether the layout would not be readable."""
    return size.width < WIDTH or size.height < HEIGHT


class TooSmall(Widget):
    """A kind sentence; the layout returns by itself when there is room."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TooSmall {
        display: none; width: 1fr; height: 1fr;
        align: center middle; content-align: center middle; text-align: center;
    }
    """

    def render(self) -> Content:
        """How large it is and how large it should be."""
        width, height = self.app.size
        return Content(
            f"spandeck needs {WIDTH} × {HEIGHT} cells; this terminal has {width} × {height}.\n"
            "Make it larger, or press ctrl+q."
        )
