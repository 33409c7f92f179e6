"""Reads the configuration file into settings; whatever is wrong is told by file, line and key."""

import os
import re
import stat
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from spandeck.config.settings import (
    DEMO,
    ENVIRONMENT,
    BadConfig,
    Copy,
    Login,
    Notify,
    ProfileSettings,
    Settings,
    TokenSource,
    unfit,
)
from spandeck.model.slo import TARGET_PCT

W = TypeVar("W", bound=str)
Key = tuple[str, ...]
"""Where a setting stands in the file: the tables' names, then its own."""

TOP = ("profile", "theme", "copy", "exports", "slo_target", "notify", "keys", "profiles")
TOKEN = ("env", "command", "file")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
BARE = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
ASSIGNED = re.compile(rf"\s*({BARE}(?:\s*\.\s*{BARE})*)\s*=")
HEADED = re.compile(rf"\s*\[\[?\s*({BARE}(?:\s*\.\s*{BARE})*)\s*\]")


def load(path: Path, vendors: Collection[str]) -> Settings:
    """Read a configuration file; raise `BadConfig`, also for one that others may write to.

    Whoever can write it chooses the commands we run and the hosts that get our tokens.
    """
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if stat.S_IMODE(found.st_mode) & 0o022 or found.st_uid not in (0, os.getuid()):
                raise BadConfig("others may write to it; chmod go-w first.", path=path)
            text = stream.read().decode()
    except UnicodeDecodeError:
        raise BadConfig("this is not UTF-8 text.", path=path) from None
    except OSError as error:
        raise BadConfig(f"{(error.strerror or 'unreadable').lower()}.", path=path) from error
    return parse(text, path, vendors)


def parse(text: str, path: Path, vendors: Collection[str]) -> Settings:
    """The settings a text states; `path` is only for complaints."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        why = str(error).split(" (at ")[0]
        raise BadConfig(f"{why[:1].lower()}{why[1:]}.", path=path, line=at) from None
    except RecursionError:
        raise BadConfig("its lists are nested too deep.", path=path) from None
    return Reader(path, text, tuple(vendors)).settings(tree)


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns a parsed file into settings; every complaint names file, line and key."""

    path: Path
    text: str
    vendors: Sequence[str]

    def settings(self, tree: Mapping[str, Any]) -> Settings:
        """The whole file."""
        self.only((), tree, TOP)
        profiles = self.table(("profiles",), tree.get("profiles", {}))
        default = self.string(("profile",), tree.get("profile"))
        if default is not None and default not in (*profiles, DEMO, ENVIRONMENT):
            raise self.bad(("profile",), f"names “{default}”; profiles: {listed(profiles)}.")
        copy: Copy = self.one_of(("copy",), tree.get("copy"), get_args(Copy))
        notify: Notify = self.one_of(("notify",), tree.get("notify"), get_args(Notify))
        keys = self.table(("keys",), tree.get("keys", {}))
        exports = self.string(("exports",), tree.get("exports"))
        return Settings(
            profiles={name: self.profile(name, value) for name, value in profiles.items()},
            profile=default,
            theme=self.string(("theme",), tree.get("theme")) or Settings().theme,
            keys=dict(self.keys(("keys",), keys)),
            copy=copy,
            exports=self.folder(("exports",), exports) if exports else None,
            slo_target=self.share(("slo_target",), tree.get("slo_target", TARGET_PCT)),
            notify=notify,
        )

    def profile(self, name: str, value: object) -> ProfileSettings:
        """One profile."""
        key = ("profiles", name)
        if name in (DEMO, ENVIRONMENT) or not NAME.fullmatch(name):
            reserved = f"{DEMO} and {ENVIRONMENT} are built in"
            raise self.bad(key, f"is no name: use letters, digits, - and _; {reserved}.")
        table = self.table(key, value)
        self.only(key, table, ("production", "writes", *self.vendors))
        return ProfileSettings(
            name,
            {each: self.login((*key, each), table[each]) for each in self.vendors if each in table},
            production=self.flag((*key, "production"), table.get("production", False)),
            writes=self.flag((*key, "writes"), table.get("writes", False)),
        )

    def login(self, key: Key, value: object) -> Login:
        """One vendor of a profile."""
        table = self.table(key, value)
        self.only(key, table, ("url", "token"))
        url = self.string((*key, "url"), table.get("url"))
        if url is not None and (wrong := unfit(url)):
            raise self.bad((*key, "url"), wrong)
        if "token" not in table:
            raise self.bad(key, "has no token; " + forms())
        return Login(self.token((*key, "token"), table["token"]), url)

    def token(self, key: Key, value: object) -> TokenSource:
        """Where a token comes from; the token itself has no place in a file that is shared."""
        if isinstance(value, str):
            raise self.bad(
                key, "holds a secret in plain text, and files are backed up and shared; " + forms()
            )
        table = self.table(key, value)
        self.only(key, table, TOKEN)
        if len(table) != 1:
            raise self.bad(key, "takes exactly one; " + forms())
        if "command" in table:
            words = table["command"]
            if not (isinstance(words, list) and words and all(isinstance(w, str) for w in words)):
                raise self.bad((*key, "command"), 'is a list of words, such as ["pass", "show"].')
            return TokenSource("command", tuple(words))
        kind: Literal["env", "file"] = "env" if "env" in table else "file"
        return TokenSource(kind, (self.string((*key, kind), table[kind]) or "",))

    def keys(self, key: Key, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Binding ids and their keys: `"traces.follow"` in quotes or without means the same."""
        for name, value in table.items():
            here = (*key, name)
            if isinstance(value, dict):
                yield from self.keys(here, value)
            elif isinstance(value, str) and value.strip():
                yield ".".join(here[1:]), value.strip()
            else:
                raise self.bad(here, 'is a key, such as "f" or "ctrl+f".')

    def only(self, key: Key, table: Mapping[str, Any], allowed: Sequence[str]) -> None:
        """Complain about the first setting that does not exist."""
        for name in table:
            if name not in allowed:
                raise self.bad((*key, name), f"is not a setting. Allowed: {listed(allowed)}.")

    def table(self, key: Key, value: object) -> Mapping[str, Any]:
        """A table, or a complaint."""
        if not isinstance(value, dict):
            raise self.bad(key, f"is a table, not {kind_of(value)}.")
        return value

    def string(self, key: Key, value: object) -> str | None:
        """A non-empty text, None when the setting is absent, or a complaint."""
        if value is not None and not (isinstance(value, str) and value.strip()):
            raise self.bad(key, f"is a text, not {kind_of(value)}.")
        return value if isinstance(value, str) else None

    def folder(self, key: Key, text: str) -> Path:
        """A place for files, or a complaint about a home that nobody has."""
        try:
            return Path(text).expanduser()
        except RuntimeError:
            raise self.bad(key, "begins with the home of a user who does not exist.") from None

    def one_of(self, key: Key, value: object, words: Sequence[W]) -> W:
        """One of these words, the first when the setting is absent, or a complaint."""
        said = self.string(key, value)
        found = next((each for each in words if said in (None, each)), None)
        if found is None:
            raise self.bad(key, f"is {' or '.join(words)}, not “{said}”.")
        return found

    def share(self, key: Key, value: object) -> float:
        """A percentage between nothing and everything, or a complaint."""
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 100:
            raise self.bad(key, "is a percentage above 0 and below 100, such as 99.5.")
        return float(value)

    def flag(self, key: Key, value: object) -> bool:
        """True or false, or a complaint."""
        if not isinstance(value, bool):
            raise self.bad(key, f"is true or false, not {kind_of(value)}.")
        return value

    def bad(self, key: Key, why: str) -> BadConfig:
        """The complaint about one setting, at its line."""
        return BadConfig(why, path=self.path, line=line_of(self.text, key), key=".".join(key))


def line_of(text: str, key: Key) -> int:
    """The line where a setting stands: that of its longest part that is written out.

    `tomllib` forgets lines; a setting inside an inline table is found by the table's own line.
    """
    table: Key = ()
    best, longest = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        head, assigned = HEADED.match(line), ASSIGNED.match(line)
        if head is not None:
            table = here = split(head[1])
        elif assigned is not None:
            here = (*table, *split(assigned[1]))
        else:
            continue
        if longest < len(here) and here == key[: len(here)]:
            best, longest = number, len(here)
        elif not longest and here[: len(key)] == key:
            best, longest = number, len(key)
    return best


def split(dotted: str) -> Key:
    """The parts of a dotted key, quotes removed."""
    return tuple(part.strip("\"'") for part in re.findall(BARE, dotted))


def forms() -> str:
    """How a token may be given."""
    return 'write {env = "NAME"}, {command = ["pass", "show", "x"]} or {file = "PATH"}.'


def listed(names: Collection[str]) -> str:
    """Names as a phrase."""
    return ", ".join(names) or "none"


def kind_of(value: object) -> str:
    """What a TOML value is, in words."""
    kinds = {bool: "true or false", str: "a text", int: "a number", float: "a number"}
    if isinstance(value, str) and not value.strip():
        return "an empty text"
    return kinds.get(type(value), "a list" if isinstance(value, list) else "a table")
