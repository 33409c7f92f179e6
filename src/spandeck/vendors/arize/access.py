"""Who may do what at Arize: users, keys, roles, restrictions, and who did what (contract §9)."""

from spandeck.model.action import Field, Values
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource
from spandeck.vendors.arize.group import (
    ABOUT,
    API,
    BY,
    CREATED,
    NAME,
    UPDATED,
    act,
    calls,
    create,
    delete,
    some,
    update,
)
from spandeck.vendors.arize.permissions import PERMISSIONS

STATUSES = ("ACTIVE", "INVITED", "EXPIRED")
ROLES = ("ADMIN", "MEMBER", "MEMBER_UI_ONLY", "ANNOTATOR")
BOUND = ("SPACE", "PROJECT")
RESTRICTED = ("PROJECT", "DASHBOARD", "PROMPT")
EMAIL = Column("email", "E-mail")
ORGANIZATIONS = (
    'such as [{"org_id": "…", "role": {"type": "PREDEFINED", "name": "MEMBER"}, '
    '"spaces": [{"space_id": "…", "role": {"type": "PREDEFINED", "name": "READ_ONLY"}}]}]'
)
EXPIRES = Field("expires_at", "time", about="never, if left empty")
SHOWN_ONCE = "The new key is shown this one time."


def role(name: str, *, when: tuple[str, ...] | None = None) -> tuple[Field, ...]:
    """A role in the account: one of the vendor's, or one of one's own; always for a person."""
    kinds = ("PREDEFINED", "CUSTOM")
    return (
        Field(f"{name}.type", "choice", when is None, choices=kinds, when=when),
        Field(f"{name}.name", "choice", True, choices=ROLES, when=(f"{name}.type", "PREDEFINED")),
        Field(f"{name}.id", required=True, of="roles", when=(f"{name}.type", "CUSTOM")),
    )


def later(values: Values, now_ns: int) -> dict[str, str]:
    """A key must not have expired when it is made."""
    expires = values.get("expires_at")
    return {"expires_at": "it lies in the past."} if expires and expires <= now_ns else {}


RESOURCES = (
    Resource(
        "users",
        "Users",
        "Access",
        *calls("users"),
        columns=(
            NAME,
            EMAIL,
            Column("status", "Status", "status"),
            Column("role.name", "Role", "status"),
            Column("is_developer", "Developer", "flag"),
            CREATED,
        ),
        filters=(
            Filter("email", "text", "part of the address"),
            Filter("status", "text", "whether they came", choices=STATUSES),
        ),
        relations=(
            Relation("API keys", "api-keys", {"user_id": "id"}),
            Relation("Audit log", "audit-logs", {"user_id": "id"}),
        ),
        stage="beta",
    ),
    Resource(
        "api-keys",
        "API keys",
        "Access",
        Call("GET", f"{API}/api-keys"),
        columns=(
            NAME,
            Column("redacted_key", "Key", "id"),
            Column("key_type", "Type", "status"),
            Column("status", "Status", "status"),
            Column("last_used_at", "Last used", "time", absent="never"),
            Column("expires_at", "Expires", "time", absent="never"),
            CREATED,
            BY,
        ),
        filters=(
            Filter("key_type", "text", "whose they are", choices=("USER", "SERVICE")),
            Filter("status", "text", "active ones if not said", choices=("ACTIVE", "REVOKED")),
            Filter("space_id", "text", "service keys of one space", of="spaces"),
            Filter("user_id", "text", "one user's", of="users"),
        ),
        stage="beta",
    ),
    Resource(
        "roles",
        "Roles",
        "Access",
        *calls("roles"),
        columns=(
            NAME,
            Column("is_predefined", "Arize's own", "flag"),
            Column("permissions", "May", "list"),
            ABOUT,
            UPDATED,
        ),
        filters=(Filter("is_predefined", "bool", "whether Arize defined it"),),
        stage="beta",
    ),
    Resource(
        "role-bindings",
        "Role bindings",
        "Access",
        *calls("role-bindings"),
        columns=(
            Column("user_id", "User", "id"),
            Column("role_id", "Role", "id"),
            Column("resource_type", "On", "status"),
            Column("resource_id", "Id", "id"),
            UPDATED,
        ),
        filters=(
            Filter("resource_type", "text", "on what", choices=BOUND, required=True),
            Filter("user_id", "text", "one user's", of="users"),
        ),
        relations=(
            Relation("User", "users", item="user_id"),
            Relation("Role", "roles", item="role_id"),
        ),
        stage="beta",
    ),
    Resource(
        "resource-restrictions",
        "Resource restrictions",
        "Access",
        Call("GET", f"{API}/resource-restrictions"),
        key="resource_id",
        columns=(
            Column("resource_type", "What", "status"),
            Column("resource_id", "Id", "id"),
            CREATED,
        ),
        filters=(Filter("resource_type", "text", "what is restricted", choices=RESTRICTED),),
        stage="beta",
    ),
    Resource(
        "audit-logs",
        "Audit log",
        "Access",
        Call("GET", f"{API}/audit-logs"),
        columns=(
            CREATED,
            Column("operation_name", "Did"),
            Column("operation_type", "Type", "status"),
            Column("user_id", "User", "id"),
            Column("ip", "From", "id"),
        ),
        filters=(
            Filter("start_time", "time", "then or later; 30 days ago if not said"),
            Filter("end_time", "time", "then or earlier"),
            Filter("user_id", "text", "one user's", of="users"),
            Filter("operation_name", "text", "what was done; at most 20 characters"),
            Filter(
                "operation_type",
                "text",
                "of what kind",
                choices=("QUERY", "MUTATION", "SUBSCRIPTION"),
            ),
        ),
        relations=(Relation("User", "users", item="user_id"),),
        rows="logs",
        window=("start_time", "end_time"),
        about="For administrators of an account that has it switched on.",
        stage="beta",
    ),
)

ACTIONS = (
    create(
        "users",
        "Invite a user",
        Field("name", required=True, longest=255),
        Field("email", required=True),
        *role("role"),
        Field(
            "invite_mode",
            "choice",
            required=True,
            choices=("NONE", "EMAIL_LINK", "TEMPORARY_PASSWORD"),
        ),
        once=("temporary_password",),
    ),
    update(
        "users",
        "Change the user",
        Field("name", longest=255),
        Field("is_developer", "flag"),
        check=some("name", "is_developer"),
    ),
    delete("users", "Deactivate the user", note="There is no way back."),
    act(
        "resend-invitation",
        "Invite the user once more",
        "users",
        "POST users/{id}/resend-invitation",
        note="Only those who were invited and did not come yet.",
    ),
    act("reset-password", "Reset the user's password", "users", "POST users/{id}/reset-password"),
    create(
        "api-keys",
        "Create an API key",
        Field("key_type", "choice", required=True, choices=("USER", "SERVICE")),
        Field("name", required=True, longest=256),
        Field("description", longest=1000),
        EXPIRES,
        *role("account_role", when=("key_type", "SERVICE")),
        Field("organizations", "json", True, about=ORGANIZATIONS, when=("key_type", "SERVICE")),
        once=("key",),
        note=SHOWN_ONCE,
        check=later,
    ),
    act(
        "refresh-api-key",
        "Revoke the key and issue a new one",
        "api-keys",
        "POST api-keys/{id}/refresh",
        EXPIRES,
        Field(
            "grace_period_seconds",
            "integer",
            least=0,
            most=86_400,
            about="how long the old one still works",
        ),
        effect="destructive",
        once=("key",),
        note=SHOWN_ONCE,
        check=later,
    ),
    act(
        "revoke-api-key",
        "Revoke the key",
        "api-keys",
        "PUT api-keys/{id}/revoke",
        effect="destructive",
        note="Whatever uses it stops working.",
    ),
    create(
        "roles",
        "Create a role",
        Field("name", required=True, longest=255),
        Field("description", "multiline", longest=1000),
        Field("permissions", "choices", required=True, choices=PERMISSIONS, least=1),
    ),
    update(
        "roles",
        "Change the role",
        Field("name", longest=255),
        Field("description", "multiline", longest=1000),
        Field("permissions", "choices", choices=PERMISSIONS, about="these and no others"),
        check=some("name", "description", "permissions"),
    ),
    delete("roles", "Delete the role", note="Refused while somebody has it."),
    create(
        "role-bindings",
        "Give a user a role on a space or a project",
        Field("role_id", required=True, of="roles"),
        Field("user_id", required=True, of="users"),
        Field("resource_type", "choice", required=True, choices=BOUND),
        Field("resource_id", required=True, about="the id of the space or the project"),
    ),
    update(
        "role-bindings",
        "Give the user another role there",
        Field("role_id", required=True, of="roles"),
    ),
    delete("role-bindings", "Take the role away"),
    create(
        "resource-restrictions",
        "Restrict a project, a dashboard or a prompt",
        Field("resource_id", required=True),
    ),
    delete("resource-restrictions", "Lift the restriction"),
)
