"""A person is erased: what the customers' tables keep of her, and the number that stands where her name stood."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.erasure import Erasure
from customers.merged import former_ids
from customers.models import (
    AdvertisingWish,
    AllowedTechnician,
    Communication,
    Contact,
    Customer,
    DistinctPair,
    Merge,
    PrivacyAnswer,
    PrivacyRequest,
    Site,
    SiteRole,
    Trait,
)
from tenancy import erasing, forgetting, search
from tenancy.acting import acting_company
from tenancy.belonging import relations_to, subject_columns

# What stays of a customer's row: what the house needs to tell one row from another, and nothing about a person.
STAYS = frozenset(
    {
        *("id", "company", "number", "former_numbers", "standing", "kind", "legal_class", "small_business"),
        *("outside_activity", "country", "set_aside", "created_at", "updated_at", "deactivated_on"),
        *("excluded", "last_name", "sort_name", "language"),
    }
)


def register() -> None:
    """Say what becomes of the customers' tables."""
    erasing.cleans(Customer, "the row stays under its number, without the person", **_empty_columns())
    erasing.deletes(Contact)
    erasing.deletes(AdvertisingWish)
    erasing.deletes(Communication)
    erasing.deletes(AllowedTechnician)
    erasing.deletes(DistinctPair)
    erasing.deletes(SiteRole, only="party")
    erasing.leaves(Trait, "made from her columns, and gone with them")
    erasing.cleans(
        Site,
        "the place of the machines stays, with its address",
        name="",
        access_notes="",
        latitude=None,
        longitude=None,
    )
    erasing.cleans(
        Merge,
        "that two rows were one",
        merged_name="",
        keeper_name="",
        before={},
        after={},
        moved=[],
        rows={},
    )
    erasing.leaves(PrivacyRequest, "the proof that she was answered; it names nobody")
    erasing.leaves(PrivacyAnswer, "the proof that she was answered; it names nobody")


def _empty_columns() -> dict[str, Any]:
    """Every other column of a customer at what it is when nothing is known; one added later is emptied too."""
    return {
        column.name: None if column.null else column.get_default()
        for column in Customer._meta.concrete_fields
        if column.name not in STAYS
    }


def pseudonym(customer: Customer) -> str:
    """What stands for her name, in the company's language."""
    with override(acting_company().language):
        return _("Customer %(number)s") % {"number": customer.number}


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: the plan it followed, and how many rows of each table went."""

    plan: Erasure
    counts: Mapping[str, int]


def erase(customer: Customer, on: date, seal: str = "") -> Erased:
    """Erase a person as of a day; gives how many rows of each table went, by its label.

    Raises ValidationError when she was erased already, something forbids it, or, with a ``seal``, what hangs on her is
    no longer what was shown.
    """
    row = _locked(customer)
    made = Erasure(row, on)
    if made.obstacles:
        raise ValidationError([each.as_link() for each in made.obstacles])
    if seal and seal != made.seal:
        raise ValidationError(
            _("Meanwhile somebody added or removed something. Look at what goes with her, and confirm again.")
        )
    goes, cleaned, everything = made.goes, made.cleaned, made.everything  # read before anything is gone
    copies = Counter(made.counts)
    loosened = made.loosened
    Customer.everyone.filter(pk__in=made.ids).update(set_aside=Customer.SetAside.ERASED)
    try:
        erasing.remove(goes, loosened)
    except IntegrityError as clash:
        raise ValidationError(
            _("Somebody added something for %(name)s in this moment. Look at it again.") % {"name": row}
        ) from clash
    for model, ids in cleaned.items():
        if share := erasing.share_of(model):
            erasing.clean(model, ids, share.columns)
    copies.update(erasing.sweep(Customer, made.ids, everything))
    _put_pseudonyms(made, on)
    _index_anew(made)
    return Erased(made, {label: count for label, count in copies.items() if count})


def _locked(customer: Customer) -> Customer:
    """Her row and those merged into her: whoever makes something for her now waits, and is then refused."""
    ids = [customer.pk, *former_ids(customer)]
    rows = {row.pk: row for row in Customer.everyone.select_for_update(of=("self",)).filter(pk__in=ids)}
    row = rows.get(customer.pk)
    if row is None or row.set_aside:
        raise ValidationError(_("This customer was merged or erased in the meantime."))
    return row


def _put_pseudonyms(made: Erasure, on: date) -> None:
    for row in Customer.everyone.filter(pk__in=made.ids):
        name = pseudonym(row)
        Customer.everyone.filter(pk=row.pk).update(
            last_name=name, sort_name=search.fold(name)[:200], excluded=True, deactivated_on=on
        )
        Merge.objects.filter(merged=row.pk).update(merged_name=name)
        Merge.objects.filter(keeper=row.pk).update(keeper_name=name)
    forgetting.forget_columns(Customer, made.ids, ["last_name"])


def _index_anew(made: Erasure) -> None:
    """Nothing finds her any more; the machines and their places are found by what is left."""
    for model, ids in made.everything.items():
        if not hasattr(model, "search_words"):
            continue
        share, kind = erasing.share_of(model), str(model._meta.model_name)
        if model is Customer or share is None or share.goes:
            search.forget(kind, ids)
        else:
            search.index_rows(kind, list(model._base_manager.filter(pk__in=ids)))


def lacking() -> Collection[str]:
    """Tables about customers nobody spoke for; a test holds it empty."""
    found: set[type[models.Model]] = set()
    waiting: list[type[models.Model]] = [Customer]
    while waiting:
        model = waiting.pop()
        for column in relations_to(model):
            if column.model not in found:
                found.add(column.model)
                waiting.append(column.model)
    found |= {columns.model for columns in subject_columns()} | {Customer}
    return sorted(model._meta.label for model in found if erasing.share_of(model) is None)
