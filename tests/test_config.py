from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.config.read import load, parse
from spandeck.config.secret import masked, token
from spandeck.config.settings import (
    BadConfig,
    Login,
    ProfileSettings,
    Settings,
    TokenSource,
    choose,
    places,
    to_toml,
)
from spandeck.model.connection import Token

VENDORS = ("risicare", "arize")
FILE = Path("/etc/deck.toml")
WHOLE = """\
profile = "prod"
theme = "light"
copy = "file"
exports = "/srv/exports"

[keys]
"traces.follow" = "ctrl+f"

[profiles.prod]
production = true
writes = false

[profiles.prod.risicare]
url = "https://risicare.example.com"
token = { env = "PROD_KEY" }

[profiles.staging]
writes = true
risicare.token = { command = ["pass", "show", "risicare"] }
arize.token.file = "~/arize.key"
"""


def settings(text: str) -> Settings:
    return parse(text, FILE, VENDORS)


def test_a_whole_file_becomes_settings() -> None:
    found = settings(WHOLE)
    assert found.profile == "prod"
    assert found.theme == "light"
    assert found.copy == "file"
    assert found.exports == Path("/srv/exports")
    assert found.keys == {"traces.follow": "ctrl+f"}
    prod, staging = found.profiles["prod"], found.profiles["staging"]
    assert prod.production
    assert not prod.writes
    assert prod.vendors["risicare"] == Login(
        TokenSource("env", ("PROD_KEY",)), "https://risicare.example.com"
    )
    assert staging.writes
    assert staging.vendors["risicare"].url is None
    assert staging.vendors["risicare"].token.words == ("pass", "show", "risicare")
    assert staging.vendors["arize"].token == TokenSource("file", ("~/arize.key",))


def test_a_binding_may_be_named_with_quotes_or_without() -> None:
    found = settings('[keys]\ntraces.follow = "x"\n"app.quit" = "f10"\n').keys
    assert found == {"traces.follow": "x", "app.quit": "f10"}


def test_nothing_written_means_read_only_and_harmless() -> None:
    found = settings('[profiles.a.risicare]\ntoken.env = "X"\n').profiles["a"]
    assert not found.writes
    assert not found.production
    assert settings("") == Settings()


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("theme = \n", 1, "", "invalid value"),
        ("thene = 'dark'\n", 1, "thene", "Allowed: profile, theme"),
        ("\ncopy = 'paste'\n", 2, "copy", "osc52 or file"),
        ("notify = 'loudly'\n", 1, "notify", "none or bell or osc9"),
        ("theme = 3\n", 1, "theme", "is a text, not a number"),
        ("theme = ' '\n", 1, "theme", "not an empty text"),
        ("profile = 'x'\n[profiles.y]\n", 1, "profile", "profiles: y"),
        ("keys = []\n", 1, "keys", "is a table, not a list"),
        ("[keys]\na = 1\nb = 'x'\n", 2, "keys.a", "is a key"),
        ("[keys]\nb = 'x'\ntraces.follow = 1\n", 3, "keys.traces.follow", "is a key"),
        ("[profiles.demo]\n", 1, "profiles.demo", "built in"),
        ("[profiles.'a b']\n", 1, "profiles.a b", "is no name"),
        ("[profiles.a]\nwrites = 'yes'\n", 2, "profiles.a.writes", "true or false, not a text"),
        ("[profiles.a]\n\nrisicar = {}\n", 3, "profiles.a.risicar", "risicare, arize"),
        ("[profiles.a.risicare]\n", 1, "profiles.a.risicare", "has no token"),
        ("[profiles.a]\nrisicare.token = 'rsk-1'\n", 2, "profiles.a.risicare.token", "secret"),
        (
            "[profiles.a.risicare]\ntoken = {envv = 'X'}\n",
            2,
            "profiles.a.risicare.token.envv",
            "Allowed: env, command, file",
        ),
        (
            "[profiles.a.risicare.token]\nenv = 'X'\nfile = 'y'\n",
            1,
            "profiles.a.risicare.token",
            "exactly one",
        ),
        (
            "[profiles.a.risicare.token]\ncommand = 'pass show'\n",
            2,
            "profiles.a.risicare.token.command",
            "list of words",
        ),
        (
            "[profiles.a.risicare]\nurl = 'ftp://x'\ntoken.env = 'X'\n",
            2,
            "profiles.a.risicare.url",
            "https://",
        ),
        (
            "[profiles.a.risicare]\ntoken.env = 'X'\nurl = 'https://me:key@x.com'\n",
            3,
            "profiles.a.risicare.url",
            "keys and parameters",
        ),
    ],
)
def test_a_broken_file_is_told_by_file_line_and_key(
    text: str, line: int, key: str, words: str
) -> None:
    with pytest.raises(BadConfig) as raised:
        settings(text)
    assert raised.value.line == line
    assert raised.value.key == key
    assert str(raised.value).startswith(f"/etc/deck.toml, line {line}: {key}")
    assert words in str(raised.value)


def test_a_file_of_nothing_but_brackets_is_a_sentence() -> None:
    with pytest.raises(BadConfig, match="nested too deep"):
        settings("x = " + "[" * 5000 + "]" * 5000)


@pytest.mark.parametrize("value", ["0", "100", "-1", "true", '"99"', "nan"])
def test_a_target_that_no_objective_can_have_is_a_complaint(value: str) -> None:
    assert settings("slo_target = 99.9").slo_target == 99.9
    assert settings("").slo_target == 99.0
    with pytest.raises(BadConfig, match="line 1: slo_target is a percentage above 0 and below"):
        settings(f"slo_target = {value}")


def test_exports_into_the_home_of_nobody_are_a_complaint() -> None:
    with pytest.raises(BadConfig, match="line 1: exports begins with the home of a user"):
        settings('exports = "~no-such-user/x"')


def test_a_complaint_never_repeats_a_secret() -> None:
    with pytest.raises(BadConfig) as raised:
        settings("[profiles.a]\nrisicare.token = 'rsk-secret-1234'\n")
    assert "rsk-secret" not in str(raised.value)


def test_a_file_that_others_may_write_is_not_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WHOLE)
    path.chmod(0o600)
    assert load(path, VENDORS) == settings(WHOLE)
    path.chmod(0o622)
    with pytest.raises(BadConfig, match="others may write to it"):
        load(path, VENDORS)


def test_a_missing_or_binary_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"none\.toml: no such file"):
        load(tmp_path / "none.toml", VENDORS)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadConfig, match="not UTF-8"):
        load(tmp_path / "binary.toml", VENDORS)


WORD = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
SAFE = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("demo", "environment")
)
SOURCES = st.one_of(
    st.builds(TokenSource, st.sampled_from(["env", "file"]), st.tuples(WORD)),
    st.builds(
        TokenSource,
        st.just("command"),
        st.lists(st.text(max_size=8), min_size=1, max_size=4).map(tuple),
    ),
)
LOGINS = st.builds(Login, SOURCES, st.none() | st.just("https://example.com:8443"))
PROFILES = SAFE.flatmap(
    lambda name: st.builds(
        ProfileSettings,
        st.just(name),
        st.dictionaries(st.sampled_from(VENDORS), LOGINS),
        production=st.booleans(),
        writes=st.booleans(),
    )
)


@given(
    st.builds(
        Settings,
        profiles=st.lists(PROFILES, max_size=3).map(lambda all_: {one.name: one for one in all_}),
        theme=WORD,
        keys=st.dictionaries(WORD, SAFE, max_size=3),
        copy=st.sampled_from(["osc52", "file"]),
        notify=st.sampled_from(["none", "bell", "osc9"]),
        exports=st.none() | st.just(Path("/srv/x")),
        slo_target=st.floats(0.1, 99.9),
    )
)
def test_written_settings_read_back_the_same(before: Settings) -> None:
    assert settings(to_toml(before)) == before


ENVIRON = {"SPANDECK_RISICARE_TOKEN": "rsk-1", "SPANDECK_RISICARE_URL": "http://127.0.0.1:7412"}
TWO = Settings(profiles={name: ProfileSettings(name) for name in ("a", "b")})


def test_the_named_profile_comes_first_then_the_files_then_the_environment_then_the_demo() -> None:
    with_default = Settings(profiles=TWO.profiles, profile="b")
    one = Settings(profiles={"a": ProfileSettings("a")})
    assert choose(with_default, "a", ENVIRON, VENDORS).name == "a"
    assert choose(with_default, None, ENVIRON, VENDORS).name == "b"
    assert choose(one, None, ENVIRON, VENDORS).name == "a"
    assert choose(TWO, None, ENVIRON, VENDORS).name == "environment"
    assert choose(with_default, "environment", ENVIRON, VENDORS).name == "environment"
    assert choose(with_default, "demo", ENVIRON, VENDORS).name == "demo"
    assert choose(Settings(), None, {}, VENDORS).name == "demo"


@pytest.mark.parametrize(
    ("named", "environ", "words"),
    [
        ("c", ENVIRON, "no profile “c”. Profiles: a, b, environment, demo."),
        (None, {}, "which profile"),
        ("environment", {}, "no SPANDECK_…_TOKEN is set"),
        (None, {"SPANDECK_ARIZE_URL": "https://x"}, "SPANDECK_ARIZE_TOKEN is not"),
    ],
)
def test_an_undecided_profile_is_a_question(
    named: str | None, environ: dict[str, str], words: str
) -> None:
    with pytest.raises(BadConfig, match=words):
        choose(TWO, named, environ, VENDORS)


def test_the_environment_describes_one_profile() -> None:
    found = choose(Settings(), None, ENVIRON, VENDORS)
    assert dict(found.vendors) == {
        "risicare": Login(TokenSource("env", ("SPANDECK_RISICARE_TOKEN",)), "http://127.0.0.1:7412")
    }
    assert not found.writes


@pytest.mark.parametrize(
    "url", ["x", "http://127.0.0.1:99999", "https://[", "ftp://a.test", "https://a\x1b.test"]
)
def test_an_address_in_the_environment_must_be_one(url: str) -> None:
    environ = ENVIRON | {"SPANDECK_RISICARE_URL": url}
    with pytest.raises(BadConfig, match=r"SPANDECK_RISICARE_URL is an address such as https"):
        choose(Settings(), None, environ, VENDORS)


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    environ = ENVIRON | {"SPANDECK_RISICARE_URL": "https://me:rsk-secret@a.test:99999"}
    with pytest.raises(BadConfig, match="SPANDECK_RISICARE_URL") as caught:
        choose(Settings(), None, environ, VENDORS)
    assert "rsk-secret" not in str(caught.value)


def fetched(source: TokenSource, environ: dict[str, str] | None = None) -> str:
    return token(source, environ or {}, "profiles.a.risicare.token").reveal()


def test_a_token_comes_from_a_variable_a_command_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("rsk-file\n")
    path.chmod(0o600)
    assert fetched(TokenSource("env", ("KEY",)), {"KEY": " rsk-env "}) == "rsk-env"
    assert fetched(TokenSource("command", ("echo", "rsk-$HOME;ls"))) == "rsk-$HOME;ls"
    assert fetched(TokenSource("file", (str(path),))) == "rsk-file"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (TokenSource("env", ("NONE",)), "variable NONE, which is not set"),
        (TokenSource("command", ("false",)), "ended with 1"),
        (TokenSource("command", ("true",)), "printed nothing"),
        (TokenSource("command", ("/no/such/program",)), "cannot be run"),
        (TokenSource("command", ("echo", "two words")), "one word"),
        (TokenSource("command", ("printf", "caf\\303\\251")), "printable ASCII"),
        (TokenSource("command", ("a\0b",)), "cannot be run"),
        (TokenSource("file", ("/no/such/file",)), "cannot be read"),
        (TokenSource("file", ("a\0b",)), "cannot be read"),
        (TokenSource("file", ("~no-such-user/key",)), "cannot be read"),
    ],
)
def test_a_token_that_cannot_be_had_names_its_setting(source: TokenSource, words: str) -> None:
    with pytest.raises(BadConfig, match=words) as raised:
        fetched(source)
    assert raised.value.key == "profiles.a.risicare.token"


def test_a_token_file_that_is_empty_or_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    with pytest.raises(BadConfig, match="is empty"):
        fetched(TokenSource("file", (str(path),)))
    path.chmod(0o640)
    with pytest.raises(BadConfig, match="chmod 600"):
        fetched(TokenSource("file", (str(path),)))


def test_a_masked_token_shows_four_characters_at_most() -> None:
    assert masked(Token("rsk-live-abcd1234")) == "…1234"
    assert masked(Token("rsk-1234")) == "…"


def test_places_follow_the_systems_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    assert places().config == tmp_path / "c" / "spandeck" / "config.toml"
    assert places().state == tmp_path / "s" / "spandeck"
