"""By what Fiddler's things are recognised: its web addresses; its ids are UUIDs and say nothing."""

from spandeck.model.address import Address

HOME = Address("/applications/{application}/traces/{trace}")
TRACE = Address("/traces/{trace}")
WEB = (HOME, TRACE)
SILENT = (
    "alert-rules",
    "genai-alert-rules",
    "applications",
    "projects",
    "models",
    "experiments",
    "datasets",
)
"""What an alert or a colleague may name by its UUID alone."""
