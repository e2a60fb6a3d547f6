"""What stands on a row and keeps it from being deleted, whatever app it belongs to."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tenancy.belonging import Belongings, is_frozen


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """A paper the firm must be able to show: what it is, its number, where it is read."""

    kind: str | Promise
    name: str
    url: str = ""

    def as_link(self) -> str | SafeString:
        """The paper in words; its name leads to it."""
        if not self.url:
            return f"{self.kind} {self.name}"
        return format_html('{} <a href="{}">{}</a>', self.kind, self.url, self.name)


LegalOnes = Callable[[Collection[int]], Iterable[LegalDocument]]
_legal: dict[type[models.Model], LegalOnes] = {}


def register(model: type[models.Model], legal_ones: LegalOnes) -> None:
    """Say which of some rows of a model are legal documents; called by apps when they are ready."""
    _legal[model] = legal_ones


def legal_documents(belongings: Belongings) -> list[LegalDocument]:
    """The legal documents among what hangs on a row. Frozen rows are such even when no app speaks for them."""
    found: list[LegalDocument] = []
    for model, ids in (*belongings.rows.items(), *belongings.frozen.items()):
        if not ids:
            continue
        if model in _legal:
            found += _legal[model](ids)
        elif is_frozen(model):
            rows = model._base_manager.filter(pk__in=ids)
            found += [LegalDocument(model._meta.verbose_name or "", str(row)) for row in rows]
    return found


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
