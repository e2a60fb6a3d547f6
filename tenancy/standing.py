"""What stands on a row and keeps it from being deleted, whatever app it belongs to."""

from django.db import models
from django.utils.translation import gettext as _


def standing_on(row: models.Model) -> list[str]:
    """The kinds of rows that refer to this one and forbid its deletion, with their count: ``equipment (3)``."""
    found = []
    for relation in row._meta.related_objects:
        if relation.on_delete is not models.PROTECT:
            continue
        count = relation.related_model._default_manager.filter(**{relation.field.name: row}).count()
        if count:
            plural = relation.related_model._meta.verbose_name_plural
            found.append(_("%(what)s (%(count)s)") % {"what": plural, "count": count})
    return found
