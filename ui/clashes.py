"""What the database refuses, in words: which rule it was, or at least of what two cannot stand together."""

import logging
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
FOREIGN_KEY, UNIQUE, EXCLUSION = "23503", "23505", "23P01"


def in_words(clash: IntegrityError) -> str:
    """A sentence for people who join two rows. Names of tables and keys stay out of it."""
    broken = _broken(clash)
    return (
        said(*broken)
        if broken
        else _("Meanwhile somebody changed something that hangs on it. Look at it again.")
    )


def of_two_at_once(clash: IntegrityError) -> str:
    """What to tell the second of two people who save at the same moment; empty when no other person explains it."""
    state = getattr(clash.__cause__, "sqlstate", "")
    if state == FOREIGN_KEY:
        return _("Somebody deleted something this refers to in the meantime. Choose again.")
    if state not in {UNIQUE, EXCLUSION}:
        return ""
    broken = _broken(clash)
    # The values refused stay out of the log: they may be somebody's name.
    log.warning("Two saved at once: %s", broken[1].name if broken else state)
    own = _own_words(broken[1]) if broken else ""
    return own or _("Somebody entered one of these values in the meantime. Look again.")


def rules() -> list[tuple[type[models.Model], models.BaseConstraint]]:
    """Every rule of every table that has a name of ours."""
    return [(model, rule) for model in apps.get_models() for rule in model._meta.constraints]


def said(model: type[models.Model], rule: models.BaseConstraint) -> str:
    """What a rule says; where it says nothing of its own, whose rows it is about."""
    if own := _own_words(rule):
        label = str(model._meta.verbose_name_plural).capitalize()
        return _("%(label)s: %(value)s") % {"label": label, "value": own}
    return _(
        "%(what)s: both have one of which there may be only one. Change or remove one of them first."
    ) % {"what": str(model._meta.verbose_name_plural).capitalize()}


def _broken(clash: IntegrityError) -> tuple[type[models.Model], models.BaseConstraint] | None:
    diag = getattr(clash.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", "")
    return next(((model, rule) for model, rule in rules() if rule.name == name), None)


def _own_words(rule: models.BaseConstraint) -> str:
    own: Any = rule.violation_error_message
    return str(own) if own and own != rule.default_violation_error_message else ""
