"""A failure's message without what differs from one time to the next: two of one kind read alike.

It must stay linear whatever a message holds: of a long one only the ends are looked at.
"""

import re
from functools import lru_cache

LONGEST = 240
"""Characters of a normalised message; a longer one ends in `…`."""
HEAD, TAIL = 2_000, 400
"""Characters looked at: a message may be 160 kB of traceback."""
TRACEBACK = "Traceback (most recent call last):"
ROUNDS = 8
"""Far more than were ever needed: hostile text must end too."""
REMEMBERED = 4_096
"""Messages whose reading is kept: a storm says the same over and over."""

BODY = re.compile(
    r"""(['"])(?:message|msg|detail)\1: ?(?P<open>['"])(?P<said>.*?)(?:(?P=open)\s*[,}]|$)""",
    re.DOTALL,
)
"""What a provider says in the body of its answer, as JSON or as Python's repr."""
ALONE = re.compile(r"""(['"`])([\w.-]{1,40})\1""")
"""A message that is nothing but a name, as a `KeyError`'s is: the name stays."""
VARYING = re.compile(
    r"""(?<!\w)(?=\S)(?:
      (?P<kept>(?:HTTP(?:/\d(?:\.\d)?)?|(?i:status(?:[ _-]?code)?|code|error|errno|winerror))
        ['"]?[\s:=]{1,3}['"]?[1-9]\d{0,4}\b | [45]\d\d(?=\ [A-Z]))
    | (?P<time>(?<!-)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?
        | (?<!:)\d{1,2}:\d\d:\d\d(?:[.,]\d+)?)
    | (?P<output>(?<=output:\ )[\s\S]+ | (?<=[Rr]esponse:\ )[\s\S]+)
    | (?P<url>[a-zA-Z][a-zA-Z0-9+.-]{1,12}://[^\s'"<>)\]}]+)
    | (?P<email>(?<![.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})
    | (?P<input>input_value=.{0,300}?(?=,\ input_type))
    | (?P<text>(?<!‹)(?:'[^'\n]{0,200}'|"[^"\n]{0,200}"|`[^`\n]{0,200}`|“[^”\n]{0,200}”)(?!\w)
        | (?<!\S)[^\s‹›]{41,})
    | (?P<path>(?<![/.])(?:~|\.{1,2}|[A-Za-z]:)?[/\\][\w.@%+-]+(?:[/\\][\w.@%+-]*)+)
    | (?P<id>(?<!-)(?:(?:org|proj)-[\w-]+
        | [0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})(?![\w-]))
    | (?P<word>(?<!-)[\w-]*\d[\w-]*(?:[.,]\d[\w-]*)*)
    )""",
    re.VERBOSE,
)
NUMBER = re.compile(r"-?\d+(?:[.,_]\d+)*((?:ms|us|µs|ns|s|m|min|h|d|k|[kKMGT]i?B|B)?)")
SPELL = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+")
HEX = re.compile(r"(?:0x)?(?=\w*\d)(?=\w*[a-fA-Fx])[0-9a-fA-Fx]{8,}|0x[0-9a-fA-F]+")
CODE = re.compile(r"[A-Z]{1,8}-?\d{2,6}")
"""The like of `ORA-00942` and `E11000`: a kind of failure, not one of them."""
NAMED = re.compile(
    r"(?:req|request|call|run|msg|thread|asst|sess|session|trace|span|user|usr|cus|ord|order|job|"
    r"task|chatcmpl|resp|file|batch|conv|acct|txn|evt|toolu|gen)[-_]\w[\w-]*"
)
"""How the ids of things begin."""
MODEL = re.compile(
    r"(?:chat)?(?:gpt|o[134]|claude|gemini|mistral|command|llama|qwen|deepseek|grok|text)-[\w.-]+"
)
"""Models keep the date in their name: another one is another model."""
NUMBERED = re.compile(r"(.*[-_])\d{2,}")
DIGITS = re.compile(r"\d")
TELLING = re.compile(r"""[\d'"`“{@/\\:=]|(?:org|proj)-|\S{41}""")
"""Without any of these, nothing is left to be replaced."""


@lru_cache(maxsize=REMEMBERED)
def normalised(message: str) -> str:
    """The message on one line, with `‹n›`, `‹id›`, `‹time›`, `‹text›`, … for what varies.

    Statuses and codes stay, and the model: they tell kinds of failures apart. What it returns
    is no longer than `LONGEST`, and normalised it stays as it is.
    """
    said = message if len(message) <= HEAD else ends(message)
    for _ in range(ROUNDS):
        plain = once(said)
        if plain == said or not TELLING.search(plain):
            return plain
        said = plain
    return said


def ends(message: str) -> str:
    """The part of a long message that says what happened: its beginning, and a traceback's end."""
    if TRACEBACK not in message[:HEAD]:
        return message[:HEAD]
    return message[:HEAD].partition(TRACEBACK)[0] + TRACEBACK + message[-TAIL:]


def once(message: str) -> str:
    """One round; what was taken out may have stood in the way of something else."""
    before, traced, stack = message.strip().partition(TRACEBACK)
    if traced:
        message = f"{before}{stack.strip().rpartition(chr(10))[2]}"
    said = unwrapped(message.strip()).partition("\n\n")[0]
    alone = ALONE.fullmatch(said)
    if alone:
        return f"{alone[1]}{VARYING.sub(placeholder, alone[2])}{alone[1]}"
    said = " ".join(VARYING.sub(placeholder, said).split())
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1].rstrip()}…"


def unwrapped(message: str) -> str:
    """What a provider said, out of the body that the client quotes."""
    at = message.find("{")
    body = BODY.search(message, at) if at >= 0 else None
    return f"{message[:at]}{body['said']}" if body else message


def placeholder(found: re.Match[str]) -> str:
    """What stands for something that varies; itself where it does not."""
    kind = found.lastgroup
    if kind == "kept":
        return found[0]
    if kind == "input":
        return "input_value=‹text›"
    if kind == "output":
        return "‹text›"
    return word(found[0]) if kind == "word" else f"‹{kind}›"


def word(text: str) -> str:
    """What stands for a word with digits in it: a number keeps its unit, a code stays."""
    number = NUMBER.fullmatch(text)
    if number:
        return f"‹n›{number[1]}"
    if SPELL.fullmatch(text):
        return "‹n›"
    if HEX.fullmatch(text.replace("-", "")) or NAMED.fullmatch(text):
        return "‹id›"
    if CODE.fullmatch(text) or MODEL.fullmatch(text):
        return text
    if len(text) >= 20 and len(DIGITS.findall(text)) >= 4:
        return "‹id›"
    numbered = NUMBERED.fullmatch(text)
    return f"{numbered[1]}‹n›" if numbered else text
