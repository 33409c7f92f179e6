"""Arize's own client runs an account on the simulator: people, keys, hooks, tasks, models."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conformance.arize_home import whole


@pytest.fixture(scope="module")
def space(sdk: Any) -> str:
    """The id of production."""
    return str(sdk.spaces.get(space="production").id)


@pytest.fixture(scope="module")
def organization(sdk: Any) -> str:
    """The id of the organization."""
    return str(sdk.organizations.list().organizations[0].id)


def test_a_user_is_invited_joins_a_space_and_goes(sdk: Any, models: Any, space: str) -> None:
    from arize.users.types import PredefinedUserRole

    made = sdk.users.create(
        name="Night Watch",
        email="night@fernweh.example",
        role=PredefinedUserRole(name=models.UserRole.MEMBER),
        invite_mode="EMAIL_LINK",
    )
    assert made.email in [each.email for each in whole(sdk.users.list, "users", limit=2)]
    sdk.users.resend_invitation(user_id=made.id)
    assert sdk.users.update(user_id=made.id, name="Day Watch").name == "Day Watch"
    role = models.PredefinedRoleAssignmentRequest(type="PREDEFINED", name="MEMBER")
    assert sdk.spaces.add_user(space=space, user_id=made.id, role=role).user_id == made.id
    sdk.spaces.remove_user(space=space, user_id=made.id)
    sdk.users.delete(user_id=made.id)


def test_a_key_is_shown_once_and_works_until_it_is_revoked(sdk: Any) -> None:
    made = sdk.api_keys.create(name="for a script", expires_at=datetime.now(UTC) + timedelta(1))
    secret = made.key
    listed = whole(sdk.api_keys.list, "api_keys", limit=2)
    assert made.id in [each.actual_instance.id for each in listed]
    assert secret not in str(listed)
    renewed = sdk.api_keys.refresh(api_key_id=made.id)
    assert renewed.key != secret
    sdk.api_keys.revoke(api_key_id=renewed.id)
    left = sdk.api_keys.list().api_keys
    assert renewed.id not in [each.actual_instance.id for each in left]


def test_a_role_is_bound_to_a_person(sdk: Any, models: Any, space: str) -> None:
    role = sdk.roles.create(name="Auditor", permissions=[models.Permission("PROJECT_READ")])
    assert sdk.roles.get(role="Auditor").id == role.id
    user = sdk.users.list().users[-1]
    binding = sdk.role_bindings.create(
        user_id=user.id,
        role_id=role.id,
        resource_type=models.RoleBindingResourceType.SPACE,
        resource_id=space,
    )
    assert sdk.role_bindings.get(binding_id=binding.id).role_id == role.id
    sdk.role_bindings.delete(binding_id=binding.id)
    sdk.roles.delete(role=role.id)


def test_a_prompt_is_restricted_and_set_free(sdk: Any) -> None:
    prompt = sdk.prompts.get(prompt="planner-instructions", space="production")
    sdk.resource_restrictions.restrict(resource_id=prompt.id)
    listed = sdk.resource_restrictions.list().resource_restrictions
    assert prompt.id in [each.resource_id for each in listed]
    sdk.resource_restrictions.unrestrict(resource_id=prompt.id)


def test_a_webhook_is_tried_and_subscribed(sdk: Any, models: Any, organization: str) -> None:
    made = sdk.webhooks.create(
        organization=organization,
        name="pager",
        url="https://pager.fernweh.example/hook",
        auth_token="s3cret",
        headers={"x-team": "on call"},
    )
    assert sdk.webhooks.get(webhook="pager", organization=organization).id == made.id
    assert "sends nothing" in sdk.webhooks.test(webhook=made.id).error_message
    evaluator = sdk.evaluators.get(evaluator="hallucination", space="production")
    subscribed = sdk.webhooks.create_subscription(
        webhook=made.id,
        source_type=models.WebhookSourceType.EVALUATOR,
        source_id=evaluator.id,
        event=models.WebhookEventType.EVALUATOR_VERSION_CREATED,
    )
    found = sdk.webhooks.list_subscriptions(
        source_type=models.WebhookSourceType.EVALUATOR, source_id=evaluator.id
    ).subscriptions
    assert subscribed.id in [each.id for each in found]
    sdk.webhooks.delete_subscription(subscription_id=subscribed.id)
    sdk.webhooks.delete(webhook=made.id)


def test_a_task_is_triggered_and_its_run_cancelled(sdk: Any, models: Any) -> None:
    evaluator = sdk.evaluators.get(evaluator="hallucination", space="production")
    task = sdk.tasks.create_evaluation_task(
        name="by night",
        task_type=models.TaskType.TEMPLATE_EVALUATION,
        evaluators=[
            models.TaskEvaluatorInput(models.SpanEvaluatorInput(evaluator_id=evaluator.id))
        ],
        project="support",
        space="production",
        is_continuous=False,
    )
    run = sdk.tasks.trigger_run(task=task.id, max_spans=100)
    assert run.status.value in ("PENDING", "RUNNING")
    assert [each.id for each in sdk.tasks.list_runs(task=task.id).task_runs] == [run.id]
    assert sdk.tasks.cancel_run(run_id=run.id).status.value == "CANCELLED"
    assert sdk.tasks.get_run(run_id=run.id).run_finished_at is not None
    sdk.tasks.delete(task="by night", space="production")


def test_integrations_keep_their_secrets(sdk: Any) -> None:
    agent = sdk.integrations.create_agent(
        name="trial runtime",
        endpoint="https://agents.fernweh.example/trial",
        input_schema={"type": "object"},
        headers={"authorization": "Bearer s3cret"},
    )
    listed = sdk.integrations.list().integrations
    assert agent.id in [each.id for each in listed]
    assert "s3cret" not in str(listed)
    sdk.integrations.delete(integration=agent.id)
    made = sdk.ai_integrations.create(name="spare", provider="ANTHROPIC", api_key="s3cret")
    assert made.has_api_key
    changed = sdk.ai_integrations.update(integration=made.id, api_key=None)
    assert not changed.has_api_key
    sdk.ai_integrations.delete(integration=made.id)


def test_what_was_done_stands_in_the_audit_log(sdk: Any) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    project = sdk.projects.create(name="noted", space="staging")
    sdk.projects.delete(project=project.id)
    logs = sdk.audit_logs.list(start_time=before).logs
    assert len(logs) >= 2
    assert all(each.created_at >= before for each in logs)
    assert logs[0].created_at >= logs[-1].created_at
