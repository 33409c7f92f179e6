"""Where a vendor is and with which key: values that never print the key."""

from dataclasses import dataclass


class Token:
    """A credential. It has no repr, no str and no state to print: only `reveal()`."""

    __slots__ = ("secret",)

    def __init__(self, secret: str) -> None:
        """`secret` is the token as the vendor issued it."""
        self.secret = secret

    def reveal(self) -> str:
        """The token itself; only the transport that puts it on a request may call this."""
        return self.secret

    def __repr__(self) -> str:
        return "Token(…)"

    def __reduce__(self) -> str:
        raise TypeError("a token is not pickled")


@dataclass(frozen=True, slots=True)
class Connection:
    """One vendor of one profile."""

    vendor: str
    url: str
    """The origin, such as `https://app.risicare.ai`; the token goes nowhere else."""
    token: Token
    socket: str | None = None
    """A unix socket to connect through; the URL's host is then only a name."""
    writes: bool = False
    """Whether the profile allows requests that change something."""
    simulated: bool = False
    """Whether this is the embedded simulator, whose data never mixes with real data."""
