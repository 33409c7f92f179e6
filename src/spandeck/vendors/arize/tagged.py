"""Tags themselves; Arize lists them only on what carries them (contract §9)."""

from dataclasses import replace

from spandeck.model.action import Field
from spandeck.vendors.arize.group import act, some

COLOURS = (
    *("GRAY", "INDIGO", "BLUE", "CYAN", "TEAL", "PINE", "GREEN", "LIME", "OLIVE", "LEMON"),
    *("YELLOW", "ORANGE", "RED", "CORAL", "PINK", "PLUM", "PURPLE", "BROWN", "AUBURN"),
)
ON = "project-tags"
"""The list that their forms belong to; any tag's id will do."""
NAME = Field("name", longest=100)
TAG = (Field("description", "multiline"), Field("color", "choice", choices=COLOURS))

ACTIONS = (
    act(
        "create-tag",
        "Create a tag",
        ON,
        "POST tags",
        replace(NAME, required=True),
        Field("space_id", required=True, of="spaces"),
        *TAG,
        stage="alpha",
    ),
    act(
        "update-tag",
        "Change the tag",
        ON,
        "PATCH tags/{id}",
        NAME,
        *TAG,
        check=some("name", "description", "color"),
        stage="alpha",
    ),
    act(
        "delete-tag",
        "Delete the tag",
        ON,
        "DELETE tags/{id}",
        effect="destructive",
        note="It is taken off everything that carries it.",
        stage="alpha",
    ),
)
