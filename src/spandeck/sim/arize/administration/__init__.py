"""The groups that run an account: users, roles, keys, integrations, tasks, webhooks and more."""
