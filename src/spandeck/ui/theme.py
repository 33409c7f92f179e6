"""Themes from TOML: ours and the person's, with defaults for the colours a theme leaves out.

A file that cannot be used becomes a sentence, never an error.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

import spandeck

VARIABLES: Mapping[str, str] = {
    "muted": "#878e99",
    "span-llm": "#b39ddb",
    "span-tool": "#7fb8a8",
    "span-agent": "#8ab4d8",
    "span-chain": "#8f97a3",
    "span-retrieval": "#d0a878",
    "status-ok": "#86b37a",
    "status-error": "#ef8488",
    "status-warn": "#d9b36a",
    "heat-0": "#1d2a33",
    "heat-0-text": "#6f8794",
    "heat-1": "#2d4a4a",
    "heat-1-text": "#7fa8a3",
    "heat-2": "#6b6b3f",
    "heat-2-text": "#cdc98c",
    "heat-3": "#a06a3c",
    "heat-3-text": "#ffe2c4",
    "heat-4": "#d15c5c",
    "heat-4-text": "#000000",
    "band-production": "#a8262c",
    "band-production-text": "#ffffff",
    "band-demo": "#5b4a86",
    "band-demo-text": "#f2eefc",
    "band-profile": "#33404d",
    "band-profile-text": "#dfe6ee",
}
"""What we style by beyond Textual's own variables, and the values for themes without them."""
WORDS = {"name": str, "dark": bool, "ansi": bool, "variables": dict}
NUMBERS = ("luminosity_spread", "text_alpha")
KEYS = frozenset(each.name for each in fields(Theme))


class BadTheme(ValueError):
    """A theme file that cannot be used; `str()` is a sentence."""


def themes_directory() -> Path:
    """The themes that come with the program: in the wheel, or at the root of a checkout."""
    package = Path(spandeck.__file__).parent
    shipped = package / "themes"
    return shipped if shipped.is_dir() else package.parents[1] / "themes"


def load(directories: Iterable[Path]) -> tuple[dict[str, Theme], list[str]]:
    """Every theme of these directories by name, a later one winning, and what went wrong."""
    themes: dict[str, Theme] = {}
    wrong: list[str] = []
    for directory in directories:
        for path in sorted(directory.glob("*.toml")):
            try:
                theme = read(path)
            except BadTheme as error:
                wrong.append(str(error))
            else:
                themes[theme.name] = theme
    return themes, wrong


def read(path: Path) -> Theme:
    """One theme file; raises `BadTheme` naming the file and the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadTheme(f"The theme {path} cannot be read: {error}.") from error
    table.setdefault("name", path.stem)
    for key, value in table.items():
        check(path, key, value)
    if "primary" not in table:
        raise BadTheme(f"The theme {path} has no primary colour; it is the one that must be there.")
    return Theme(**table)


def check(path: Path, key: str, value: object) -> None:
    """Raise `BadTheme` unless this key may hold this value."""
    if key not in KEYS:
        raise BadTheme(f"The theme {path} has an unknown key “{key}”.")
    kind: type | tuple[type, ...] = (int, float) if key in NUMBERS else WORDS.get(key, str)
    if not isinstance(value, kind):
        raise BadTheme(f"The theme {path} has a wrong value for “{key}”.")
    if isinstance(value, dict):
        for name, colour in value.items():
            if not isinstance(colour, str) or (name in VARIABLES and not is_colour(colour)):
                raise BadTheme(f"The theme {path} has no colour in “variables.{name}”.")
    elif key not in WORDS and key not in NUMBERS and not is_colour(str(value)):
        raise BadTheme(f"The theme {path} has no colour in “{key}”.")


def is_colour(text: str) -> bool:
    """Whether Textual reads it as a colour."""
    try:
        Color.parse(text)
    except ColorParseError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """The themes there are, the one to start with, and what was wrong with the files."""

    themes: Mapping[str, Theme]
    first: Theme
    complaints: tuple[str, ...]


def dressed(name: str, folder: Path | None, environ: Mapping[str, str]) -> Wardrobe:
    """Our themes and those of the person's own folder, and which of them to start with.

    Under NO_COLOR that is the terminal's own colours: Textual decides once, at the start.
    """
    themes, wrong = load([themes_directory(), *([folder] if folder else [])])
    if name not in themes:
        wrong.append(f"There is no theme “{name}”; this is dark.")
    wanted = "ansi" if "NO_COLOR" in environ else name
    return Wardrobe(themes, themes.get(wanted) or themes["dark"], tuple(wrong))


def put_on(app: App[Any], wardrobe: Wardrobe) -> None:
    """Let the app have these themes and no others: Textual's know nothing of our colours."""
    for each in wardrobe.themes.values():
        app.register_theme(each)
    app.theme = wardrobe.first.name
    for other in app.available_themes.keys() - wardrobe.themes.keys():
        app.unregister_theme(other)
