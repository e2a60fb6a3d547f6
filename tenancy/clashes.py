"""What the database refuses, in words: which rule it was, or at least of what two cannot stand together."""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils.translation import gettext as _


def in_words(clash: IntegrityError) -> str:
    """A sentence for people. Names of tables and keys stay out of it."""
    diag = getattr(clash.__cause__, "diag", None)
    for model, rule in rules():
        if rule.name == getattr(diag, "constraint_name", ""):
            return said(model, rule)
    return _("Meanwhile somebody changed something that hangs on it. Look at it again.")


def rules() -> list[tuple[type[models.Model], models.BaseConstraint]]:
    """Every rule of every table that has a name of ours."""
    return [(model, rule) for model in apps.get_models() for rule in model._meta.constraints]


def said(model: type[models.Model], rule: models.BaseConstraint) -> str:
    """What a rule says; where it says nothing of its own, whose rows it is about."""
    own: Any = rule.violation_error_message
    if own and own != rule.default_violation_error_message:
        return f"{str(model._meta.verbose_name_plural).capitalize()}: {own}"
    return _(
        "%(what)s: both have one of which there may be only one. Change or remove one of them first."
    ) % {"what": str(model._meta.verbose_name_plural).capitalize()}
