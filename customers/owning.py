"""Two customers who are one may both own one site: the role of the one who goes gives way, or is mended first."""

from collections.abc import Iterator
from datetime import date

from customers.models import Customer, Site, SiteRole


def owned_twice(other_id: int, keeper_id: int) -> set[int]:
    """The roles of the one who goes whose days all lie within a role of the one who stays."""
    return {hers.pk for hers, kept in _both(other_id, keeper_id) if _days(kept)[0] <= _days(hers)[0]
            and _days(hers)[1] <= _days(kept)[1]}  # fmt: skip


def half_owned_by_both(keeper: Customer, other: Customer) -> list[Site]:
    """The sites of which both are owners on some of the same days, but not on all."""
    give_way = owned_twice(other.pk, keeper.pk)
    return list(
        dict.fromkeys(hers.site for hers, _kept in _both(other.pk, keeper.pk) if hers.pk not in give_way)
    )


def _both(other_id: int, keeper_id: int) -> Iterator[tuple[SiteRole, SiteRole]]:
    """Pairs of their roles as owner that overlap on one site: hers who goes, hers who stays."""
    roles = SiteRole.objects.filter(role=SiteRole.Role.OWNER)
    kept = list(roles.filter(party=keeper_id))
    sites = [role.site_id for role in kept]
    for hers in roles.filter(party=other_id, site__in=sites).select_related("site__customer"):
        for role in kept:
            if role.site_id == hers.site_id and max(_days(role)[0], _days(hers)[0]) <= min(
                _days(role)[1], _days(hers)[1]
            ):
                yield hers, role


def _days(role: SiteRole) -> tuple[date, date]:
    return role.since or date.min, role.until or date.max
