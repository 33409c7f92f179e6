"""By what Risicare's things are recognised: its web addresses, and how its ids begin."""

from spandeck.model.address import Address

TRACE = Address("/traces/{trace}")
WEB = (TRACE,)
BEGINNINGS = {
    "sess-": "sessions",
    "diag-": "diagnoses",
    "fix-": "fixes",
    "dep-": "deployments",
    "eval-": "evaluations",
    "ds-": "datasets",
    "alert-": "alerts",
    "hook-": "webhooks",
}
