"""What an organization begins with; given once in an archive's life, so that deletions last."""

from spandeck.sim.fiddler.account import Account, fixed
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.projects import APPLICATIONS, ENVIRONMENTS, PROJECTS
from spandeck.sim.fiddler.seeds import evals, genai, ml
from spandeck.sim.fiddler.seeds.founding import FOUNDED, GENAI, ML, PRODUCTION

PEOPLE = (("Ada", "Ferreira"), ("Bilal", "Osman"), ("Chiara", "Vogt"), ("Deniz", "Aksoy"))
EMPTY = fixed("application empty")


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
        project = {"name": "Empty", "asset_type": "GEN_AI_APP"}
        identifier = PROJECTS.plant(account, project, FOUNDED, fixed("project Empty"))["id"]
        APPLICATIONS.plant(account, {"name": "empty", "project_id": identifier}, FOUNDED, EMPTY)


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
    for name, kind, identifier in (
        ("Fernweh", "GEN_AI_APP", GENAI),
        ("Fernweh ML", "ML_MODEL", ML),
    ):
        PROJECTS.plant(account, {"name": name, "asset_type": kind}, FOUNDED, identifier)
    for identifier, name in ENVIRONMENTS.items():
        APPLICATIONS.plant(account, {"name": name, "project_id": GENAI}, FOUNDED, identifier)
    genai.plant(account)
    evals.plant(account, PRODUCTION)
    ml.plant(account)
