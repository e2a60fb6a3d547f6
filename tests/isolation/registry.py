"""What the walks go through: every model, every factory — and the one list of what is not a company's own."""

import importlib
import pkgutil
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from factory.django import DjangoModelFactory

from tenancy.owned import CompanyOwned
from tests import factories

# Tables that are no company's own. Everything else must carry a company and be closed.
GLOBAL_TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "mfa_authenticator",
    "tenancy_company",
    "tenancy_invitation",
    "tenancy_membership",
    "tenancy_user",
    "usersessions_usersession",
}


def owned_models() -> list[type[CompanyOwned]]:
    """Every model whose rows belong to a company, in the order in which rows can be made."""
    waiting = [
        model for model in apps.get_models(include_auto_created=True) if issubclass(model, CompanyOwned)
    ]
    ordered: list[type[CompanyOwned]] = []
    while waiting:
        ready = [model for model in waiting if not (_owned_targets(model) - {model}) & set(waiting)]
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
        assert ready, f"these refer to each other in a circle: {waiting}"
    return ordered


def owned_tables() -> list[str]:
    """Their tables."""
    return sorted(model._meta.db_table for model in owned_models())


def _owned_targets(model: type[Model]) -> set[type[Model]]:
    targets = {field.related_model for field in model._meta.local_fields if field.is_relation}
    return {target for target in targets if isinstance(target, type) and issubclass(target, CompanyOwned)}


@cache
def model_factories() -> dict[type[Model], Any]:
    """The factory of each model that has one; the first of a module stands for the model."""
    found: dict[type[Model], Any] = {}
    for module in pkgutil.iter_modules(factories.__path__, f"{factories.__name__}."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, DjangoModelFactory):
                options: Any = vars(thing)["_meta"]
                if options.model is not None:
                    found.setdefault(options.model, thing)
    return found
