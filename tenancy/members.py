"""Who may do what in a company, and the end of a membership; a company never loses its last administrator."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenancy.models import Alert, Company, Membership
from tenancy.permissions import BUNDLES, Right
from tenancy.recording import record, state_of

KEPT = ("role", "granted", "denied", "left_on")


def set_rights(member: Membership, role: str, granted: Iterable[str], denied: Iterable[str]) -> Membership:
    """Give a member a role and switch single rights; what the role says anyway is not kept as an exception.

    Raises ``ValidationError`` when nobody would be left who can change members and their rights.
    """
    with transaction.atomic():
        member = _locked(member)
        before = state_of(member, KEPT)
        member.role = role
        member.granted = sorted(set(granted) - BUNDLES[role])
        member.denied = sorted(set(denied) & BUNDLES[role])
        _keep_an_administrator(member)
        member.save(update_fields=["role", "granted", "denied"])
        record(member, before, KEPT)
    return member


def end(member: Membership, on: date) -> Membership:
    """Close a membership: from the next request on the company's pages are closed to her, in every tab.

    Alerts she had taken are free again. Raises ``ValidationError`` for the last administrator.
    """
    with transaction.atomic():
        member = _locked(member)
        if member.left_on is not None:
            return member
        before = state_of(member, KEPT)
        member.left_on = on
        _keep_an_administrator(member)
        member.save(update_fields=["left_on"])
        Alert.objects.open().filter(owner=member).update(owner=None)
        record(member, before, KEPT)
    return member


def join(company: Company, user: Any, role: str) -> Membership:
    """Give a person a place in the acting company; somebody who had left comes back with the role given."""
    with transaction.atomic():
        member, made = Membership.objects.select_for_update().get_or_create(
            company=company, user=user, defaults={"role": role}
        )
        before = None if made else state_of(member, KEPT)
        if member.left_on is not None:
            member.role, member.granted, member.denied, member.left_on = role, [], [], None
            member.save(update_fields=list(KEPT))
        record(member, before, KEPT)
    return member


def administrators(company: Company) -> list[Membership]:
    """The members who can change members and rights."""
    places = Membership.objects.active().filter(company=company).select_related("user")
    return [place for place in places if Right.MEMBERS_EDIT in place.rights]


def is_last_administrator(member: Membership) -> bool:
    """Whether without this member nobody could change members and rights."""
    return [place.pk for place in administrators(member.company)] == [member.pk]


def _locked(member: Membership) -> Membership:
    # Two administrators who remove each other at the same moment must come one after the other: the company's row is
    # the gate. A weaker lock than FOR UPDATE, so that rows that refer to the company can be written meanwhile.
    Company.objects.select_for_update(no_key=True).get(pk=member.company_id)
    return (
        Membership.objects.select_for_update(of=("self",)).select_related("company", "user").get(pk=member.pk)
    )


def _keep_an_administrator(changed: Membership) -> None:
    others = [place for place in administrators(changed.company) if place.pk != changed.pk]
    stays = changed.left_on is None and changed.user.is_active and Right.MEMBERS_EDIT in changed.rights
    if not others and not stays:
        raise ValidationError(
            _("Nobody would be left who can change members and rights. Give another member this right first.")
        )
