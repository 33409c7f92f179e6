"""`spandeck plot`: pictures in a shell, of any size, with or without colours, and in a file."""

import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from spandeck.cli.arguments import parser
from tests.cli.shell import Done, call
from tests.simulator import Simulator

ESCAPE = "\x1b["
CHAT = "/v1/chat/completions"


@pytest.fixture(scope="session")
def env(story: Simulator) -> Mapping[str, str]:
    """Connected to the simulated Apidepth, and to Risicare."""
    ready = story.vendors["apidepth"]
    known = {"SPANDECK_APIDEPTH_URL": ready["url"], "SPANDECK_APIDEPTH_TOKEN": ready["token"]}
    return {**story.env(), **known}


def plot(env: Mapping[str, str], *arguments: str, **more: str) -> Done:
    return call("plot", "apidepth", *arguments, env={**env, **more})


def drawn(env: Mapping[str, str], *arguments: str, **more: str) -> list[str]:
    """The lines of a picture that was printed without a complaint."""
    done = plot(env, *arguments, **more)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


PICTURES = [
    ("rate-limits", "openai"),
    ("latency", "openai"),
    ("slo",),
    ("health",),
    ("models",),
    ("status",),
]


@pytest.mark.parametrize("size", ["80x24", "120x34", "40x10"])
@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each[0])
def test_a_picture_is_as_large_as_is_asked(
    env: Mapping[str, str], picture: tuple[str, ...], size: str
) -> None:
    width, height = map(int, size.split("x"))
    lines = drawn(env, *picture, "--size", size)
    assert max(map(cell_len, lines)) <= width
    if picture[0] in ("rate-limits", "latency") and height > 10:
        assert len(lines) == height
    assert len(lines) > 5


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each[0])
def test_a_picture_can_do_with_ascii(env: Mapping[str, str], picture: tuple[str, ...]) -> None:
    assert "\n".join(drawn(env, *picture, "--ascii")).isascii()


def test_the_throttled_provider_is_plain_to_see(env: Mapping[str, str]) -> None:
    said = "\n".join(drawn(env, "rate-limits", "openai", "--size", "80x24"))
    assert re.search(r"[\d ]+ 429s, \+\d+\.\d % on the period before; most at " + CHAT, said)
    assert "░━ the period before" in said
    assert re.search(r"left of [\d ]+ +[\d.]+/min +risk [✗!✓] (high|medium|low)", said)


def test_a_provider_without_a_quota_says_why(env: Mapping[str, str]) -> None:
    said = " ".join(drawn(env, "rate-limits", "google"))
    assert "No quota headers captured yet" in said


def test_latency_can_be_narrowed(env: Mapping[str, str]) -> None:
    lines = drawn(
        env,
        *("latency", "openai", "--endpoint", CHAT, "--env", "production"),
        *("--percentile", "p95", "--since", "2d"),
    )
    assert lines[0].startswith(f"latency of openai · {CHAT} · production · 20")
    said = "\n".join(lines)
    assert "p95" in said
    assert "fleet p95" in said
    assert "─· p99" not in said


def test_an_objective_is_found_by_its_id_or_by_its_only_provider(env: Mapping[str, str]) -> None:
    every = drawn(env, "slo", "--size", "120x20")
    assert every[1].split()[:4] == ["provider", "objective", "met", "left"]
    one = drawn(env, "slo", "github")
    identity = one[0].split()[1]
    assert drawn(env, "slo", identity[:8]) == one
    assert "no hour had 20 calls" in " ".join(one)
    assert len(drawn(env, "slo", "stripe")) == 4  # a title, a header, two objectives


def test_health_and_models_can_be_narrowed_to_a_provider(env: Mapping[str, str]) -> None:
    said = "\n".join(drawn(env, "health", "openai"))
    assert "openai" in said
    assert "stripe" not in said
    assert "claude" not in "\n".join(drawn(env, "models", "openai"))


def test_a_pipe_gets_no_colour_unless_it_wants_it(env: Mapping[str, str]) -> None:
    plain = plot(env, "models").stdout
    assert ESCAPE not in plain
    coloured = plot(env, "models", "--color", "always", NO_COLOR="1").stdout
    assert ESCAPE in coloured
    assert re.sub(r"\x1b\[[\d;]*m|\d", "", coloured) == re.sub(r"\d", "", plain)


def test_without_colour_lines_carry_marks(env: Mapping[str, str]) -> None:
    asked = ("latency", "openai", "--size", "80x20")
    assert "─#· p99" in plot(env, *asked).stdout
    coloured = plot(env, *asked, "--color", "always").stdout
    assert "─· " in re.sub(r"\x1b\[[\d;]*m", "", coloured)


def test_a_file_holds_the_same_picture(env: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "slo.svg"
    done = plot(env, "slo", "github", "--svg", str(file))
    assert done.returncode == 0
    assert f"wrote {file}." in done.stderr
    assert "p95" in done.stdout
    root = ElementTree.parse(file).getroot()
    text = "".join(root.itertext()).replace("\xa0", " ")
    assert "too few calls" in text
    assert re.findall(r"https?://[^\"]*", file.read_text()) == ["http://www.w3.org/2000/svg"]
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_without_colours_has_none(env: Mapping[str, str], tmp_path: Path) -> None:
    coloured, plain = tmp_path / "a.svg", tmp_path / "b.svg"
    plot(env, "slo", "github", "--svg", str(coloured))
    plot(env, "slo", "github", "--svg", str(plain), "--color", "never")
    colours = re.compile(r"fill: #(\w{6})")
    assert len(set(colours.findall(coloured.read_text()))) > 2
    assert len(set(colours.findall(plain.read_text()))) == 1


def test_a_file_that_cannot_be_written_is_a_sentence(env: Mapping[str, str]) -> None:
    done = plot(env, "status", "--svg", "/none/none.svg")
    assert done.returncode == 1
    assert done.stderr == "spandeck: /none/none.svg: no such file or directory.\n"


WRONG = [
    (("latency",), "which provider? There are anthropic,"),
    (("latency", "opnai"), "there is no provider “opnai”. Did you mean openai?"),
    (("rate-limits", "nobody"), "there is no provider “nobody”. There are anthropic,"),
    (("latency", "openai", "--env", "prod"), "Did you mean production?"),
    (("latency", "openai", "--endpoint", "/v1/chat"), "Did you mean /v1/chat/completions"),
    (("latency", "openai", "--percentile", "p90"), "there is no percentile “p90”. Did you mean"),
    (("latency", "openai", "--since", "soon"), "--since is a time ago such as 6h"),
    (("latency", "openai", "--since", "2099-01-01T00:00Z"), "--since lies in the future"),
    (("latency", "openai", "--since", "9000d"), "--since is a year ago at most"),
    (("slo", "opnai"), "there is no objective “opnai”"),
    (("health", "opnai"), "Did you mean openai?"),
    (("models", "opnai"), "Did you mean openai?"),
    (("health", "--since", "2d"), "plot apidepth health takes no --since"),
    (("slo", "--endpoint", "/"), "plot apidepth slo takes no --endpoint"),
    (("status", "openai"), "there is only one collector"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_what_does_not_exist_is_answered_with_what_is_near(
    env: Mapping[str, str], arguments: tuple[str, ...], words: str
) -> None:
    done = plot(env, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plot", "apidpth", "health"), "apidepth"),
        (("plot", "apidepth", "latenzy"), "there is no “latenzy”. Did you mean latency?"),
        (("plot", "apidepth", "health", "--size", "80"), "columns and lines, such as 100x30"),
        (("plot", "apidepth", "health", "--size", "9x9"), "from 40x10 to 400x200"),
    ],
)
def test_what_cannot_be_parsed_ends_with_two(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(arguments)
    assert words in capsys.readouterr().err


def test_a_vendor_that_watches_nobody_has_nothing_to_plot(env: Mapping[str, str]) -> None:
    done = call("plot", "risicare", "health", env=env)
    assert done.returncode == 2
    assert done.stderr == ("spandeck: risicare watches no providers: there is nothing to plot.\n")
