"""System checks that keep the wall between companies standing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.x509 import load_pem_x509_certificates
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connections, models

from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.signed_mail import can_check

ROLE_FACTS = """
SELECT current_user, r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relowner = r.oid)
FROM pg_roles r WHERE r.rolname = current_user
"""


def role_cannot_switch_isolation_off(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse to start as a superuser, an owner of tables or a role that bypasses row-level security."""
    if not databases or "default" not in databases:
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(ROLE_FACTS)
            role, superuser, bypasses, owns = cursor.fetchone()
    except DatabaseError:
        return []
    reasons = [
        reason
        for reason, true in (
            ("is a superuser", superuser),
            ("bypasses row-level security", bypasses),
            ("owns tables", owns),
        )
        if true
    ]
    if not reasons:
        return []
    return [
        Error(
            f"The database role “{role}” {' and '.join(reasons)}: companies would not be kept apart.",
            hint="Point DATABASE_URL at the role “app” and MIGRATOR_DATABASE_URL at the owner; "
            "manage.py prepare_database makes both.",
            id="tenancy.E001",
        )
    ]


def authorities_can_be_read(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """A file of authorities that is not there would make every PEC receipt doubtful."""
    file = settings.PEC_AUTHORITIES
    if not file:
        return []
    try:
        load_pem_x509_certificates(Path(file).read_bytes())
    except (OSError, ValueError) as problem:
        told = f"PEC_AUTHORITIES names no file of certificates: {problem}"
        return [Error(told, hint="It wants certificates as PEM, one below the other.", id="tenancy.E004")]
    if not can_check():
        return [Error("PEC_AUTHORITIES is set, and the program openssl is missing.", id="tenancy.E004")]
    return []


def owned_models_are_closed(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Every owned model refers to owned models by ``OwnedForeignKey`` and is unique within its company only."""
    errors: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        if not issubclass(model, CompanyOwned):
            continue
        errors += [Error(reason, obj=model, id="tenancy.E002") for reason in _gaps(model)]
    return errors


def _gaps(model: type[models.Model]) -> list[str]:
    reasons = []
    for field in model._meta.local_fields:
        target = field.related_model
        if (
            isinstance(target, type)
            and issubclass(target, CompanyOwned)
            and not isinstance(field, OwnedForeignKey)
        ):
            reasons.append(f"{field.name} refers to an owned model by a plain key: use OwnedForeignKey.")
        if field.unique and not field.primary_key:
            reasons.append(
                f"{field.name} is unique over all companies: use UniqueConstraint with company in front."
            )
    reasons += [
        f"{constraint.name} does not start with the company."
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != ("company",)
    ]
    if model._meta.local_many_to_many:
        reasons.append("has a many-to-many field: make the table between an owned model of its own.")
    return reasons
