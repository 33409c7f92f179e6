"""The other commands, as processes: config, doctor, limits, sim, and how anything ends."""

import json
import subprocess
from pathlib import Path

import pytest

from spandeck.cli.ending import ended
from spandeck.model.connection import Token
from spandeck.model.errors import Limited, Refused, Unreachable
from spandeck.model.safe import safe
from tests.cli.shell import Done, call
from tests.simulator import SPANDECK, Simulator, free_base, simulator

CONFIG = """\
profile = "main"

[profiles.main]
production = true
risicare.url = "{url}"
risicare.token.file = "{key}"

[profiles.broken.risicare]
url = "{url}"
token.env = "NO_SUCH_VARIABLE"
"""


@pytest.fixture
def configured(story: Simulator, tmp_path: Path) -> Path:
    """A configuration file whose profile `main` reaches the simulator."""
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_text(story.token)
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=story.url, key=key))
    return path


def run(*arguments: str, home: Path, **env: str) -> Done:
    """`spandeck ARGUMENTS` with nothing configured but `env`."""
    return call(*arguments, env={"HOME": str(home), **env})


def test_a_profile_of_the_file_reaches_its_vendor(configured: Path, tmp_path: Path) -> None:
    arguments = ("get", "risicare", "traces", "--limit", "1", "-o", "ndjson")
    done = run("--config", str(configured), *arguments, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["trace_id"]


def test_a_profile_whose_key_cannot_be_had_ends_with_five(configured: Path, tmp_path: Path) -> None:
    done = run(
        *("get", "risicare", "traces", "--config", str(configured), "--profile", "broken"),
        home=tmp_path,
    )
    assert done.returncode == 5
    assert "profiles.broken.risicare.token takes the variable NO_SUCH_VARIABLE" in done.stderr


def test_a_broken_file_ends_with_five_and_names_its_line(configured: Path, tmp_path: Path) -> None:
    configured.write_text("theme = 'dark'\n[profiles.a]\nrisicare = 3\n")
    done = run("--config", str(configured), "get", "risicare", "traces", home=tmp_path)
    assert done.returncode == 5
    place = f"{configured}, line 3: profiles.a.risicare is a table, not a number"
    assert place in done.stderr
    assert run("--config", str(configured), "doctor", home=tmp_path).returncode == 5
    assert run("--config", "/none.toml", "limits", home=tmp_path).returncode == 5


def test_config_tells_where_the_file_is_what_holds_and_whether_it_is_right(
    configured: Path, tmp_path: Path, story: Simulator
) -> None:
    usual = tmp_path / ".config" / "spandeck" / "config.toml"
    assert run("config", "path", home=tmp_path).stdout == f"{usual}\n"
    shown = run("config", "show", "--config", str(configured), home=tmp_path)
    assert 'profile = "main"' in shown.stdout
    assert story.url in shown.stdout
    assert story.token not in shown.stdout + shown.stderr
    wrong = run("config", "check", "--config", str(configured), home=tmp_path)
    assert wrong.returncode == 5
    assert "NO_SUCH_VARIABLE" in wrong.stderr
    right = run("config", "check", "--config", str(configured), home=tmp_path, NO_SUCH_VARIABLE="x")
    assert right.returncode == 0
    assert "is right; 2 keys, profile main" in right.stdout
    usual.parent.mkdir(parents=True)
    usual.write_text(shown.stdout)
    assert run("config", "show", home=tmp_path).stdout == shown.stdout


def test_the_doctor_works_with_nothing_configured(tmp_path: Path) -> None:
    done = run("doctor", home=tmp_path)
    assert done.returncode == 0
    assert "none is connected: set SPANDECK_RISICARE_TOKEN" in done.stdout
    assert done.stderr == ""


def test_a_shell_that_is_not_unicode_still_gets_every_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [*SPANDECK, "doctor"],
        env={"HOME": str(tmp_path), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\\xb7 vendors    none is connected" in done.stdout


def test_a_vendor_that_the_profile_does_not_connect_says_where_to_add_it(
    configured: Path, tmp_path: Path
) -> None:
    configured.write_text("[profiles.main]\nproduction = true\n")
    done = run("get", "risicare", "traces", "--config", str(configured), home=tmp_path)
    assert done.returncode == 5
    assert f"add [profiles.main.risicare] to {configured}" in done.stderr


def test_the_doctor_reads_once_with_each_key_and_shows_little_of_it(story: Simulator) -> None:
    before = len(story.ledger())
    done = call("doctor", env=story.env())
    assert done.returncode == 0
    assert f"{story.url}, key …{story.token[-4:]}, answers in " in done.stdout
    assert story.token not in done.stdout
    assert "agrees with the vendor's" in done.stdout
    arrived = [each["path"] for each in story.ledger()[before:] if each["path"] != "/-/ledger"]
    assert arrived == ["/api/v1/projects"]


def test_the_doctor_ends_with_the_code_of_what_is_wrong(story: Simulator) -> None:
    wrong = call("doctor", env=story.env() | {"SPANDECK_RISICARE_TOKEN": "rsk-sim-wrong-0000"})
    assert wrong.returncode == 3
    assert "✗ risicare" in wrong.stdout
    assert (
        call("doctor", env=story.env() | {"SPANDECK_RISICARE_URL": "http://127.0.0.1:9"}).returncode
        == 4
    )


def test_limits_are_those_that_all_processes_share() -> None:
    with simulator() as limited:
        whole = call("limits", env=limited.env())
        assert whole.stdout == ""
        assert "every budget is whole" in whole.stderr
        for _ in range(2):
            limited.run("get", "risicare", "trace", "nope")
        done = call("limits", "-o", "json", env=limited.env())
        (reading,) = json.loads(done.stdout)
        assert reading["used"] == 2
        assert reading["remaining"] == 998
        assert len(reading["processes"]) == 2
        assert (reading["sent"], reading["throttled"], reading["retried"]) == (2, 0, 0)
        assert reading["panes"] == {"get": 2}
        assert reading["windows"][0]["source"]
        assert "1 000 per 60 s" in call("limits", env=limited.env()).stdout
        other = call("limits", env=limited.env(empty=True))
        assert other.stdout == ""


def test_a_state_directory_that_is_not_ours_is_said_and_done_without(
    story: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "spandeck").symlink_to(tmp_path, target_is_directory=True)
    arguments = ("get", "risicare", "traces", "--limit", "1", "-o", "ndjson")
    done = call(*arguments, env=story.env() | {"XDG_STATE_HOME": str(tmp_path)})
    assert done.returncode == 0
    assert "Nothing is kept between runs" in done.stderr
    assert json.loads(done.stdout)
    assert [each.name for each in tmp_path.iterdir()] == ["spandeck"]


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_the_deck_in_a_pipe_is_one_line_and_two(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, home=tmp_path, TERM="xterm-256color")
    assert done.returncode == 2
    assert done.stderr == "spandeck: the deck needs a terminal; for pipes there is spandeck get.\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--limits", "many"], 2, "--limits is default, off or a factor"),
        (["--faults", "/none.toml"], 2, "/none.toml"),
        (["--data", "/none/none/data"], 1, "/none/none/data"),
    ],
)
def test_a_simulator_that_cannot_be_is_a_sentence(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    done = run("sim", "--port-base", str(free_base()), *arguments, home=tmp_path)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_busy_port_ends_the_simulator_with_one(story: Simulator, tmp_path: Path) -> None:
    base = int(story.url.rpartition(":")[2]) - 1
    done = run("sim", "--port-base", str(base), home=tmp_path)
    assert done.returncode == 1
    assert f"port {base}" in done.stderr


def test_what_should_not_happen_leaves_a_private_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(RuntimeError) as raised:
        fail(secret="hush" * 3)
    assert ended(raised.value) == 1
    said = capsys.readouterr().err
    (report,) = (tmp_path / "spandeck" / "crashes").iterdir()
    assert str(report) in said
    assert "Traceback" not in said
    assert report.stat().st_mode & 0o777 == 0o600
    assert "it went wrong" in report.read_text()
    assert "in fail" in report.read_text()
    assert "hushhush" not in report.read_text()


def fail(secret: str) -> None:
    """Fail while a local holds what a report must not."""
    held = Token(secret)
    raise RuntimeError(f"it went wrong with {held}")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (Refused("V", "no", status=401), 3, "V: no (HTTP 401)."),
        (Refused("V", "bad filter", status=400), 4, "V: bad filter (HTTP 400)."),
        (Unreachable("V", "nobody there"), 4, "spandeck doctor looks."),
        (Unreachable("V", "nobody there", advice="Ask Ann."), 4, "nobody there. Ask Ann."),
        (Limited("V", 37.2), 4, "the budget returns in 37 s. Run it again then."),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_an_ending_is_a_sentence_for_a_shell_and_a_code(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(error) == code
    assert words in capsys.readouterr().err


MORE = "spandeck: 1 traces shown, and there are more: --all, or --limit N.\n"
HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x9b2J\u202e\ntwo"


@pytest.mark.parametrize(
    "arguments",
    [
        ("get", "risicare", "traces", "--profile", HOSTILE),
        ("get", "risicare", "traces", "--where", HOSTILE),
        ("get", "risicare", "traces", "--where", f"status={HOSTILE}"),
        ("get", "risicare", "traces", "--since", HOSTILE),
        ("get", "risicare", "trace", HOSTILE),
        ("doctor", "--profile", HOSTILE),
        ("config", "check", "--config", f"/no/{HOSTILE}"),
    ],
)
def test_what_was_typed_is_repeated_on_one_line_as_text(
    story: Simulator, arguments: tuple[str, ...]
) -> None:
    done = call(*arguments, env=story.env())
    assert done.returncode != 0
    said = (done.stderr or done.stdout).splitlines()[-1]
    assert "␛]52;c;ZXZpbA==␇‹U+009B›2J‹U+202E›" in said
    assert safe(done.stdout + done.stderr) == done.stdout + done.stderr


@pytest.mark.parametrize(
    ("closing", "code", "rows", "said"),
    [
        ("<&-", 0, 1, ""),
        ("2>&-", 0, 1, ""),
        ("2>&- <&-", 0, 1, ""),
        (">&-", 1, 0, "spandeck: standard output is closed, so nothing can be shown.\n"),
        ("<&- >&- 2>&-", 1, 0, ""),
    ],
)
def test_closed_standard_streams_harm_nothing(
    story: Simulator, closing: str, code: int, rows: int, said: str
) -> None:
    get = " ".join((*SPANDECK, "get risicare traces --limit 1 -o ndjson", closing))
    done = subprocess.run(
        get, shell=True, env=story.env(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stdout.splitlines())) == (code, rows)
    assert done.stderr.removeprefix(MORE) == said


def test_arguments_that_are_no_text_are_usage(story: Simulator) -> None:
    for arguments in (("trace", "\udcff"), ("traces", "--where", "name=\udcff")):
        done = call("get", "risicare", *arguments, env=story.env())
        assert (done.returncode, done.stderr) == (
            2,
            "spandeck: what was typed is not text in UTF-8.\n",
        )
