from datetime import date

from django import template
from django.utils.translation import gettext as _

from tenancy.models import Change
from tenancy.permissions import Right, Role
from ui import formats

register = template.Library()


@register.filter
def told(change: Change) -> str:
    """``{{ change|told }}``: what happened to a membership, in a sentence or several."""
    after = change.after or {}
    if change.operation == Change.Operation.CREATED:
        return _("Became a member: %(role)s") % {"role": _role(after.get("role"))}
    said = []
    if "left_on" in after:
        day = after["left_on"]
        said.append(
            _("Left on %(day)s") % {"day": formats.day(date.fromisoformat(day))} if day else _("Came back")
        )
    if "role" in after:
        said.append(_("Role: %(role)s") % {"role": _role(after["role"])})
    if "granted" in after:
        said.append(_("Granted: %(rights)s") % {"rights": _rights(after["granted"])})
    if "denied" in after:
        said.append(_("Denied: %(rights)s") % {"rights": _rights(after["denied"])})
    return " · ".join(said)


def _role(value: object) -> str:
    return str(Role(value).label) if value in Role.values else str(value)


def _rights(values: list[str]) -> str:
    return ", ".join(str(Right(value).label) for value in values if value in Right.values) or "–"
