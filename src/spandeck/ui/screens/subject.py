"""What is selected on a screen, and what can be done with it: copy, export, its web address.

It knows no widget; what there is to copy, export or link to comes from its hooks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.reactive import var

from spandeck.export import Form
from spandeck.paint.units import size
from spandeck.ui.clipboard import browser_at_hand, copied
from spandeck.ui.exporting import FORMS, exported
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.timecursor import TimeScreen


class SubjectScreen(TimeScreen, inherit_bindings=False):
    """Subclasses answer for what is selected on them."""

    tab: var[str] = var("deck")

    def __init__(self, profile: Profile) -> None:
        """`profile` decides where copies and exports go."""
        super().__init__()
        self.profile = profile

    def copies(self) -> Sequence[tuple[str, str]]:
        """What can be copied now: (label, text), the most wanted first."""
        return ()

    def records(self) -> Sequence[Mapping[str, Any]]:
        """What an export would hold."""
        return ()

    def link(self) -> str | None:
        """The web address of what is selected."""
        return None

    @property
    def subject(self) -> bool:
        """Whether there is something that copy, export and link could act on."""
        return False

    def action_copy(self) -> None:
        """Choose what to copy; the only thing there is, at once."""

        def copy(text: str | None) -> None:
            if text is not None:
                tell(self, copied(self.app, text, self.profile))

        things = self.copies()
        if len(things) == 1:
            copy(things[0][1])
        elif things:
            choices = [Choice(text, label, size(len(text.encode()))) for label, text in things]
            self.app.push_screen(Chooser("Copy", choices), copy)
        else:
            tell(self, "There is nothing to copy yet.")

    def action_export(self) -> None:
        """Choose a form and write the records in it."""

        def export(form: Form | None) -> None:
            if form is not None:
                said, severity = exported(self.records(), form, self.profile.exports, self.tab)
                tell(self, said, severity)

        choices = [Choice(form, form.upper(), about) for form, about in FORMS.items()]
        self.app.push_screen(Chooser("Export", choices), export)

    def action_link(self) -> None:
        """Show the web address, copy it, and open it where a browser is at hand."""
        address = self.link()
        if address is None:
            tell(self, "This has no web address.")
            return
        tell(self, f"{address}\n{copied(self.app, address, self.profile)}")
        if browser_at_hand():
            self.app.open_url(address)
