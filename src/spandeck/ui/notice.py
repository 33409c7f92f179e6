"""The one place that notifies: a notice is text, never markup, whoever wrote it."""

from typing import Literal

from textual.dom import DOMNode

Severity = Literal["information", "warning", "error"]


def tell(node: DOMNode, text: str, severity: Severity = "information") -> None:
    """Show a passing notice; warnings and errors stay long enough to be read twice."""
    seconds = 4.0 if severity == "information" else 10.0
    node.app.notify(text, severity=severity, timeout=seconds, markup=False)
