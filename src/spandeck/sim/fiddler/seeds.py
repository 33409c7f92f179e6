"""What the story's organization begins with; given once, so that deletions last."""

from spandeck.sim.fiddler.account import Account, fixed
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.projects import ENVIRONMENTS

FOUNDED = "2026-01-12T09:00:00.000000Z"
PEOPLE = (("Ada", "Ferreira"), ("Bilal", "Osman"), ("Chiara", "Vogt"), ("Deniz", "Aksoy"))
GENAI, ML = fixed("project Fernweh"), fixed("project Fernweh ML")
EMPTY = fixed("application empty")
PRODUCTION = fixed("application production")


def plant(account: Account) -> None:
    """Give an organization its first records, unless it had them before."""
    people = [person(account, *names) for names in PEOPLE]
    account.user = people[0]
    if account.shelf.get("seeds", account.id):
        return
    account.shelf.put("seeds", account.id, {"at": account.now()})
    for each in people if account.world else people[:1]:
        account.shelf.put("users", each["id"], each)
    if account.world:
        story(account)
    else:
        project = account.add("projects", {"name": "Empty", "asset_type": "GEN_AI_APP"})
        account.add("applications", {"name": "empty", "project_id": project["id"]}, EMPTY)


def person(account: Account, first: str, last: str) -> Record:
    """A user."""
    name = f"{first}.{last}".lower()
    return {
        "id": fixed(f"user {name} {account.name}"),
        "username": name,
        "first_name": first,
        "last_name": last,
        "full_name": f"{first} {last}",
        "email": f"{name}@fernweh.example",
        "org": {"name": account.name, "role": "ORG_ADMIN" if first == "Ada" else "ORG_MEMBER"},
        "projects": [{"name": "Fernweh", "role": "PROJECT_WRITER"}] if account.world else [],
        "activity": {"last_login_time": FOUNDED},
    }


def story(account: Account) -> None:
    """Everything in the story's organization."""
    add(account, "projects", {"name": "Fernweh", "asset_type": "GEN_AI_APP"}, GENAI)
    add(account, "projects", {"name": "Fernweh ML", "asset_type": "ML_MODEL"}, ML)
    for identifier, name in ENVIRONMENTS.items():
        add(account, "applications", {"name": name, "project_id": GENAI}, identifier)


def add(account: Account, kind: str, fields: Record, identifier: str | None = None) -> None:
    """Keep a record that was there from the beginning."""
    made = identifier or fixed(f"{kind} {fields['name']}")
    account.add(kind, fields | {"created_at": FOUNDED, "updated_at": FOUNDED}, made)
