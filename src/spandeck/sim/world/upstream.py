"""The vendors whose APIs the world's programs call: their endpoints, their pace and their quotas.

The providers' medians and spreads are those of the world's own traces in a calm hour, so that the
history before the traces, and the fleet, look like what the traces go on with.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint as the world's programs use it."""

    path: str
    """As Apidepth normalises it."""
    per_hour: float
    """Calls in an average hour."""
    median_ms: float
    spread: float
    """Standard deviation of the logarithm of durations."""
    models: tuple[str, ...] = ()
    """Models that are asked for, in turn; empty for vendors without."""
    method: str = "POST"
    environment: str | None = None
    """Where it is only ever called from; None for everywhere."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a vendor's answers say about what is left."""

    minutes: float
    """For how many minutes of usual traffic a full quota lasts."""
    refill_s: int
    """How long an empty one takes to fill up again."""
    limit_said: bool = True
    """Whether the headers tell the quota's size and when it is full again, or only the rest."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """A vendor at the other end."""

    name: str
    host: str
    routes: tuple[Route, ...]
    quota: Quota | None = None
    """None where the headers say nothing."""
    failing: float = 0.004
    """Share of calls that end in an error on a calm day."""
    throttling: float = 0.0
    """Share of calls that are refused with 429 on such a day."""
    incidents: float = 0.06
    """Share of days on which it slows down for some hours."""
    contributors: int = 600
    """How many customers send calls to it, about."""
    ended_days: int | None = None
    """So many days before the world opens the last call was made; None where they go on."""
    patterns: tuple[tuple[str, str], ...] = ()
    """How paths are normalised: what is matched, and what stands for it."""

    @property
    def per_hour(self) -> float:
        """Calls in an average hour."""
        return sum(each.per_hour for each in self.routes)


CHAT = Route(
    "/v1/chat/completions",
    585,
    410,
    0.83,
    ("gpt-4o-2024-11-20",) * 10 + ("gpt-4o-mini",),
)
EMBEDDINGS = Route("/v1/embeddings", 73, 67, 0.95, ("text-embedding-3-small",))
MESSAGES = Route(
    "/v1/messages", 158, 565, 0.97, ("claude-sonnet-4-5",) * 5 + ("claude-haiku-4-5",) * 2
)
GENERATE = Route(
    "/v1beta/models/gemini-2.5-flash:generateContent", 39, 1013, 0.84, ("gemini-2.5-flash",)
)
PROVIDERS = (
    Upstream(
        "openai",
        "api.openai.com",
        (
            CHAT,
            EMBEDDINGS,
            Route("/v1/completions", 1.6, 620, 0.5, ("gpt-3.5-turbo-instruct",)),
            Route("/v1/moderations", 4, 120, 0.4, environment="staging"),
        ),
        Quota(70, 3600),
        throttling=0.016,
        contributors=1240,
        patterns=(
            ("/v1/chat/completions", "/v1/chat/completions"),
            ("/v1/embeddings", "/v1/embeddings"),
            ("/v1/images/generations", "/v1/images/generations"),
        ),
    ),
    Upstream(
        "anthropic",
        "api.anthropic.com",
        (MESSAGES,),
        Quota(400, 3600),
        throttling=0.002,
        incidents=0.05,
        contributors=980,
        patterns=(("/v1/messages", "/v1/messages"),),
    ),
    Upstream(
        "google",
        "generativelanguage.googleapis.com",
        (
            GENERATE,
            Route("/v1beta/models/embedding-001:embedContent", 2, 80, 0.5, ("embedding-001",)),
        ),
        incidents=0.03,
        contributors=410,
    ),
)
"""Those whose calls stand in the world's traces; per hour a quarter of the small world's, which
the history repeats four times (`calls.REPEATED`)."""

SERVICES = (
    Upstream(
        "stripe",
        "api.stripe.com",
        (
            Route("/v1/payment_intents", 96, 310, 0.45),
            Route("/v1/payment_intents/:id", 88, 140, 0.40, method="GET"),
            Route("/v1/charges/:id", 31, 120, 0.40, method="GET"),
        ),
        incidents=0.04,
        contributors=2210,
        patterns=(
            (r"/v1/charges/ch_\w+", "/v1/charges/:id"),
            (r"/v1/customers/cus_\w+", "/v1/customers/:id"),
            (r"/v1/payment_intents/pi_\w+", "/v1/payment_intents/:id"),
        ),
    ),
    Upstream(
        "twilio",
        "api.twilio.com",
        (
            Route("/Accounts/:id/Messages", 58, 240, 0.50),
            Route("/Accounts/:id/Messages/:id", 26, 95, 0.45, method="GET"),
        ),
        failing=0.012,
        incidents=0.08,
        contributors=870,
        patterns=((r"/2010-04-01/Accounts/AC\w+/Messages/SM\w+", "/Accounts/:id/Messages/:id"),),
    ),
    Upstream(
        "resend",
        "api.resend.com",
        (Route("/emails", 47, 180, 0.42), Route("/emails/:id", 12, 70, 0.40, method="GET")),
        Quota(240, 600),
        contributors=330,
        patterns=((r"/emails/[0-9a-f-]{36}", "/emails/:id"),),
    ),
    Upstream(
        "github",
        "api.github.com",
        (Route("/repos/:owner/:repo/pulls/:number", 9, 210, 0.35, method="GET"),),
        Quota(30_000, 3600),
        contributors=1530,
        patterns=((r"/repos/[^/]+/[^/]+/pulls/\d+", "/repos/:owner/:repo/pulls/:number"),),
    ),
    Upstream(
        "carrier",
        "api.carrier.example",
        (Route("/track/:id", 24, 420, 0.60, method="GET"),),
        Quota(900, 3600, limit_said=False),
        failing=0.03,
        incidents=0.10,
        contributors=3,
    ),
    Upstream(
        "sendgrid",
        "api.sendgrid.com",
        (Route("/v3/mail/send", 44, 160, 0.45),),
        contributors=690,
        ended_days=9,
    ),
)
"""Other traffic, which no trace shows."""

UPSTREAMS = {each.name: each for each in (*PROVIDERS, *SERVICES)}
