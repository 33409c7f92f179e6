"""What `:setup` needs of the program around it: keys from the environment, one read, the file.

Must not import the HTTP stack before something is tested.
"""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from types import ModuleType

from spandeck.cli.choice import Choice
from spandeck.config.secret import masked, token
from spandeck.config.settings import BadConfig, Login, ProfileSettings, TokenSource, unfit
from spandeck.config.write import add
from spandeck.model.connection import Connection
from spandeck.model.errors import Missing
from spandeck.paint.units import duration
from spandeck.ui.setup import Found, Unwritten
from spandeck.vendors import VENDORS
from spandeck.vendors.vendor import Vendor


class EnvironmentSetup:
    """Fulfils `ui.setup.Setup` over environment variables and the configuration file."""

    def __init__(self, choice: Choice, environ: Mapping[str, str]) -> None:
        """`choice` says where the file is."""
        self.path, self.environ = choice.file, environ
        self.file = str(choice.file)

    def found(self) -> Sequence[Found]:
        """What the variables hold."""
        return [self.look(each) for each in VENDORS.values()]

    def look(self, vendor: Vendor) -> Found:
        """One vendor: its key, masked, or what is wrong with it."""
        url = vendor.address(self.environ.get(vendor.url_variable))
        shown, wrong = "", ""
        if self.environ.get(vendor.token_variable):
            try:
                shown = masked(token(self.source(vendor), self.environ, vendor.token_variable))
            except BadConfig as error:
                shown, wrong = "…", str(error)
        if shown and (why := unfit(url)):
            wrong = f"{vendor.url_variable} {why}"
        return Found(
            vendor.name,
            vendor.title,
            vendor.key,
            vendor.token_variable,
            vendor.url_variable,
            url,
            shown,
            wrong,
        )

    def source(self, vendor: Vendor) -> TokenSource:
        """Where its key is: the configuration names the variable, never the key."""
        return TokenSource("env", (vendor.token_variable,))

    async def test(self, vendor: str) -> str:
        """One read with the key; raise `SourceError`."""
        known = VENDORS[vendor]
        found = self.look(known)
        if not found.usable:
            raise Missing(known.title, found.wrong or f"{found.variable} is not set", advice="")
        key = token(self.source(known), self.environ, found.variable)
        connection = Connection(vendor, found.url, key)
        checkup: ModuleType = await asyncio.to_thread(import_module, "spandeck.cli.checkup")
        state = checkup.State.open(None)
        begun = time.monotonic()
        try:
            await checkup.read(known, connection, state, checkup.Dated())
        finally:
            state.close()
        return f"answers in {duration((time.monotonic() - begun) * 1000)}"

    def write(
        self, profile: str, vendors: Collection[str], *, production: bool, writes: bool
    ) -> None:
        """Add the profile to the file; raise `Unwritten`."""
        logins = {
            name: Login(
                self.source(VENDORS[name]), self.environ.get(VENDORS[name].url_variable) or None
            )
            for name in vendors
        }
        made = ProfileSettings(profile, logins, production=production, writes=writes)
        try:
            add(self.path, made, tuple(VENDORS))
        except BadConfig as error:
            raise Unwritten(str(error)) from error
