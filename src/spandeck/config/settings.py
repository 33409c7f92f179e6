"""What can be configured, as values: profiles, their vendors, where each token comes from.

It knows where a token is to be had, never the token itself, and asks nobody anything.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
import tomli_w

from spandeck.model.names import token_variable, url_variable
from spandeck.model.slo import TARGET_PCT

Copy = Literal["osc52", "file"]
Notify = Literal["none", "bell", "osc9"]

DEMO, ENVIRONMENT = "demo", "environment"
"""The profiles that need no file: the simulator, and what the environment variables say."""


class BadConfig(Exception):
    """A configuration that cannot be used; `str()` names the file, the line and the key."""

    def __init__(
        self, why: str, *, path: Path | None = None, line: int | None = None, key: str = ""
    ) -> None:
        """`why` is the rest of a sentence that begins with the key."""
        self.path, self.line, self.key = path, line, key
        place = ", ".join([str(path)] * (path is not None) + [f"line {line}"] * (line is not None))
        said = f"{key} {why}".strip()
        super().__init__(f"{place}: {said}" if place else said)


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Where a token is to be had."""

    kind: Literal["env", "command", "file"]
    words: tuple[str, ...]
    """The variable's name, the command with its arguments, or the file's path."""


@dataclass(frozen=True, slots=True)
class Login:
    """One vendor of one profile."""

    token: TokenSource
    url: str | None = None
    """The origin to talk to; None is the vendor's own."""


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """A named set of vendors, such as `staging`."""

    name: str
    vendors: Mapping[str, Login] = field(default_factory=dict)
    production: bool = False
    """Shown in red and in words on every screen."""
    writes: bool = False
    """Whether requests that change something may be sent."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be configured."""

    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)
    profile: str | None = None
    """The profile used when none is named."""
    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    """Binding id, such as `traces.follow`, to the key that does it instead."""
    copy: Copy = "osc52"
    exports: Path | None = None
    """Where exports go, a directory of theirs alone: it is made, or narrowed to, 0700.

    None is `Places.exports`.
    """
    slo_target: float = TARGET_PCT
    """The share of an objective's hours that should meet it, in percent, above 0 and below 100."""
    notify: Notify = "none"
    """How the terminal is told of error groups that are new: not, by its bell, or by OSC 9."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where this system keeps a program's files."""

    config: Path
    """The configuration file."""
    state: Path
    """The budget, the cache and crash reports."""
    exports: Path

    @property
    def crashes(self) -> Path:
        """Reports of what should not have happened."""
        return self.state / "crashes"


def places() -> Places:
    """The places by the system's own rules (XDG on Linux); nothing is created."""
    dirs = platformdirs.PlatformDirs("spandeck", appauthor=False)
    return Places(
        config=dirs.user_config_path / "config.toml",
        state=dirs.user_state_path,
        exports=dirs.user_data_path / "exports",
    )


def environment(environ: Mapping[str, str], vendors: Collection[str]) -> ProfileSettings | None:
    """The profile that `SPANDECK_<VENDOR>_TOKEN` and `…_URL` describe; None without a token.

    Raise `BadConfig` for an address that is none, and for one without its token: half a
    connection is a mistake.
    """
    logins = {}
    for vendor in vendors:
        url, token = url_variable(vendor), token_variable(vendor)
        address = environ.get(url)
        if address and (wrong := unfit(address)):
            raise BadConfig(wrong, key=url)
        if environ.get(token):
            logins[vendor] = Login(TokenSource("env", (token,)), address or None)
        elif address:
            raise BadConfig(f"is set, but {token} is not.", key=url)
    return ProfileSettings(ENVIRONMENT, logins) if logins else None


def unfit(url: str) -> str | None:
    """Why this URL cannot be a vendor's address, as the rest of a sentence; None if it can.

    It does not repeat the URL, which may hold a password.
    """
    expected = "is an address such as https://app.example.com."
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return expected
    if parts.scheme not in ("https", "http") or not parts.hostname or not url.isprintable():
        return expected
    if parts.username or parts.password or parts.query or parts.fragment:
        return "is a plain address; keys and parameters do not belong into a URL."
    return None


def choose(
    settings: Settings,
    named: str | None,
    environ: Mapping[str, str],
    vendors: Collection[str],
) -> ProfileSettings:
    """The profile to use: the one named, the file's default, its only one, the environment's,
    and with nothing configured the demo. Raise `BadConfig` when that cannot be decided.
    """
    profiles = settings.profiles
    wanted = named or settings.profile or (next(iter(profiles)) if len(profiles) == 1 else None)
    if wanted is not None and wanted in profiles:
        return profiles[wanted]
    if wanted == DEMO:
        return ProfileSettings(DEMO)
    if wanted not in (None, ENVIRONMENT):
        known = ", ".join((*profiles, ENVIRONMENT, DEMO))
        raise BadConfig(f"there is no profile “{wanted}”. Profiles: {known}.")
    found = environment(environ, vendors)
    if found is not None:
        return found
    if wanted == ENVIRONMENT:
        raise BadConfig("no SPANDECK_…_TOKEN is set, so there is no profile “environment”.")
    if profiles:
        raise BadConfig(
            f"which profile? Say --profile, or profile = in the file: {', '.join(profiles)}."
        )
    return ProfileSettings(DEMO)


def to_toml(settings: Settings) -> str:
    """The settings as the text of a configuration file, which reads back as the same settings."""
    stated = {"profile": settings.profile, "theme": settings.theme, "copy": settings.copy}
    tree: dict[str, Any] = {name: value for name, value in stated.items() if value is not None}
    if settings.exports is not None:
        tree["exports"] = str(settings.exports)
    if settings.slo_target != TARGET_PCT:
        tree["slo_target"] = settings.slo_target
    if settings.notify != Settings().notify:
        tree["notify"] = settings.notify
    tables = {
        "keys": dict(settings.keys),
        "profiles": {name: profile_tree(each) for name, each in settings.profiles.items()},
    }
    return tomli_w.dumps({**tree, **{name: table for name, table in tables.items() if table}})


def profile_tree(profile: ProfileSettings) -> dict[str, Any]:
    """One profile as TOML values."""
    tree: dict[str, Any] = {"production": profile.production, "writes": profile.writes}
    for vendor, login in profile.vendors.items():
        source = login.token
        words = list(source.words) if source.kind == "command" else source.words[0]
        address = {} if login.url is None else {"url": login.url}
        tree[vendor] = {**address, "token": {source.kind: words}}
    return tree
