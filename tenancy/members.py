"""Who may do what in a company, and the end of a membership; a company never loses its last administrator."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenancy import handing_over
from tenancy.models import Company, Membership
from tenancy.permissions import BUNDLES, Right
from tenancy.recording import record, state_of

CLOSED_DAYS = 30  # for which the archive of a closed company can still be fetched
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


def end(
    member: Membership, on: date, *, heirs: dict[str, Any] | None = None, technician_leaves: bool = True
) -> Membership:
    """Close a membership: from the next request on the company's pages are closed to her, in every tab.

    What she holds goes to the heir of each kind (``tenancy.handing_over``), or is free again; with
    ``technician_leaves`` the technician she is leaves that day, too, else her contracts stay hers. Somebody who has no
    other company is signed out everywhere. Raises ``ValidationError`` for the last administrator.
    """
    with transaction.atomic():
        member = _locked(member)
        if member.left_on is not None:
            return member
        before = state_of(member, KEPT)
        member.left_on = on
        _keep_an_administrator(member)
        member.save(update_fields=["left_on"])
        handing_over.hand_over(member, heirs or {}, technicians=technician_leaves)
        if technician_leaves:
            handing_over.technicians_of(member).update(left_on=on)
        record(member, before, KEPT)
        _sign_out(member)
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


def _sign_out(member: Membership) -> None:
    """End the sessions of somebody who has no other company to be in."""
    if not Membership.objects.active().filter(user=member.user_id).exists():
        for session in UserSession.objects.filter(user=member.user_id):
            session.end()


def _keep_an_administrator(changed: Membership) -> None:
    others = [place for place in administrators(changed.company) if place.pk != changed.pk]
    stays = changed.left_on is None and changed.user.is_active and Right.MEMBERS_EDIT in changed.rights
    if not others and not stays:
        raise ValidationError(
            _("Nobody would be left who can change members and rights. Give another member this right first.")
        )


def closed_places(user: Any) -> list[Membership]:
    """Where somebody was a member until the company closed, at most thirty days ago in its own zone; by name."""
    places = Membership.objects.filter(user=user.pk, left_on=None, company__closed_on__isnull=False)
    return [
        place
        for place in places.select_related("company").order_by("company__name")
        if (closed := place.company.closed_on)
        and place.company.today() <= closed + timedelta(days=CLOSED_DAYS)
    ]
