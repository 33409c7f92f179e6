"""When the story's organization was founded, and the ids that its first records refer to."""

from spandeck.sim.fiddler.account import fixed

FOUNDED = "2026-01-12T09:00:00.000000Z"
GENAI, ML = fixed("project Fernweh"), fixed("project Fernweh ML")
PRODUCTION = fixed("application production")
