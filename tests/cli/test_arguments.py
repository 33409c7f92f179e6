import subprocess
import sys

import pytest

from spandeck import __version__
from spandeck.cli.arguments import parser

HEAVY = ("textual", "httpx", "pydantic", "pydantic_core", "asyncio", "starlette", "rich", "sqlite3")


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded when this command line ends."""
    script = (
        "import sys\n"
        "from spandeck.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print('LOADED', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["get", "--help"], ["plot", "--help"]]
)
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    assert "spandeck.cli" in modules
    assert modules.isdisjoint(HEAVY)


def test_the_configuration_is_looked_at_without_the_stack() -> None:
    assert loaded("config", "path").isdisjoint({"textual", "httpx", "pydantic", "asyncio"})


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        parser().parse_args(["--version"])
    assert capsys.readouterr().out == f"spandeck {__version__}\n"


def test_profile_and_config_may_stand_before_or_after_the_command() -> None:
    before = parser().parse_args(["--profile", "a", "get", "risicare", "traces"])
    after = parser().parse_args(["get", "risicare", "traces", "--profile", "a"])
    assert before.profile == after.profile == "a"
    assert parser().parse_args(["doctor"]).profile is None
    assert parser().parse_args(["demo", "--copy", "file"]).copy == "file"
    assert parser().parse_args(["--copy", "file", "demo"]).copy == "file"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["get", "datadog", "traces"],
        ["do", "risicare"],
        ["resources", "datadog"],
        ["actions"],
        ["get", "risicare", "traces", "-o", "xml"],
        ["get", "risicare", "traces", "--limit", "0"],
        ["get", "risicare", "traces", "--limit", "5", "--all"],
        ["sim", "--port-base", "65535"],
        ["sim", "--scale", "huge"],
        ["config"],
        ["limits", "-o", "csv"],
    ],
)
def test_a_wrong_argument_is_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(arguments)
    assert "usage: spandeck" in capsys.readouterr().err


def test_every_exit_code_is_in_the_help() -> None:
    text = parser().format_help()
    for code in ("0  done", "1  ", "2  ", "3  ", "4  ", "5  ", "130  "):
        assert code in text
