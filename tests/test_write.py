"""Adding a profile to the configuration file: nothing a person wrote is lost, nothing half done."""

import stat
from pathlib import Path

import pytest

from spandeck.config.read import load, parse
from spandeck.config.settings import (
    BadConfig,
    Login,
    ProfileSettings,
    Settings,
    TokenSource,
    choose,
)
from spandeck.config.write import add

VENDORS = ("fiddler", "risicare")
MAIN = ProfileSettings(
    "main", {"risicare": Login(TokenSource("env", ("SPANDECK_RISICARE_TOKEN",)), "https://r.test")}
)
WRITTEN = """# mine, do not touch
theme = "light"  # for the train

[profiles.paris.risicare]
token = { env = "KEY" } # from the vault
"""


def test_a_file_that_is_not_there_is_made_private_with_the_profile_as_its_usual_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / "config.toml"
    add(path, MAIN, VENDORS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load(path, VENDORS) == Settings(profile="main", profiles={"main": MAIN})
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_what_a_person_wrote_stays_comments_too(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN)
    path.chmod(0o640)
    add(path, MAIN, VENDORS)
    text = path.read_text()
    assert all(line in text.splitlines() for line in WRITTEN.splitlines())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert load(path, VENDORS).profiles["main"] == MAIN


def test_the_profile_that_was_used_stays_the_one_that_is_used(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN)
    before = choose(load(path, VENDORS), None, {}, VENDORS)
    add(path, MAIN, VENDORS)
    assert choose(load(path, VENDORS), None, {}, VENDORS) == before
    add(path, ProfileSettings("third", MAIN.vendors), VENDORS)
    assert choose(load(path, VENDORS), None, {}, VENDORS) == before


def test_a_name_that_is_taken_is_refused_and_the_file_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN)
    with pytest.raises(BadConfig, match="is there already"):
        add(path, ProfileSettings("paris", MAIN.vendors), VENDORS)
    assert path.read_text() == WRITTEN


def test_a_file_that_cannot_be_added_to_is_left_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    inline = 'profiles = {paris = {risicare = {token = {env = "KEY"}}}}\n'
    assert parse(inline, path, VENDORS).profiles.keys() == {"paris"}
    path.write_text(inline)
    with pytest.raises(BadConfig, match="Add it by hand"):
        add(path, MAIN, VENDORS)
    assert path.read_text() == inline


@pytest.mark.parametrize("name", ["demo", "environment", "a b", "-x", "ünïcode"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(BadConfig, match="is no name"):
        add(path, ProfileSettings(name, MAIN.vendors), VENDORS)
    assert not path.exists()


def test_a_broken_file_is_not_made_worse(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("theme = \n")
    with pytest.raises(BadConfig):
        add(path, MAIN, VENDORS)
    assert path.read_text() == "theme = \n"


def test_a_link_keeps_being_one(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "spandeck.toml"
    real.parent.mkdir()
    real.write_text(WRITTEN)
    path = tmp_path / "config.toml"
    path.symlink_to(real)
    add(path, MAIN, VENDORS)
    assert path.is_symlink()
    assert "main" in load(real, VENDORS).profiles


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(BadConfig, match="could not be written"):
        add(blocked / "config.toml", MAIN, VENDORS)
