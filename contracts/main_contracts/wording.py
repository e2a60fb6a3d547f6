"""What pages say about sub-contracts when their main contract ends."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.ending_wording import CANNOT_END
from contracts.main_contracts.together import SubEnd
from contracts.models import Contract, Ending, Refusal
from contracts.wording import CANNOT_REFUSE
from tenancy.months import ONE_DAY
from ui import formats


def ends_told(ends: Sequence[SubEnd], currency: str) -> list[str | Promise]:
    """What each sub-contract chosen loses and keeps; without a currency no amounts are told."""
    said: list[str | Promise] = []
    for each in ends:
        if each.effect is None:
            said.append(cannot(each.contract, each.code))
            continue
        effect = each.effect
        words = _named(each.contract) | {
            "day": formats.day(effect.ended_on - ONE_DAY),
            "periods": len(effect.waived) + len(effect.cuts),
            "visits": len(effect.withdrawn),
            "amount": formats.money(effect.waived_net, currency) if currency else "",
        }
        told = (
            _(
                "%(number)s (%(customer)s) runs until %(day)s too; billing periods no longer charged in full: "
                "%(periods)s (%(amount)s net); visits withdrawn: %(visits)s."
            )
            if currency
            else _(
                "%(number)s (%(customer)s) runs until %(day)s too; billing periods no longer charged in full: "
                "%(periods)s; visits withdrawn: %(visits)s."
            )
        )
        said.append(told % words)
        if each.credited and currency:
            credit = _("%(number)s (%(customer)s): %(amount)s net becomes a credit to give.")
            said.append(credit % (words | {"amount": formats.money(each.credited, currency)}))
    return said


def refusals_told(ends: Sequence[SubEnd]) -> list[str | Promise]:
    """Until when each sub-contract chosen runs."""
    said: list[str | Promise] = []
    for each in ends:
        if each.code or each.term is None:
            said.append(cannot(each.contract, each.code or "unsigned"))
        else:
            words = _named(each.contract) | {"day": formats.day(each.term.ends_on)}
            said.append(_("%(number)s (%(customer)s) runs until %(day)s and ends the day after.") % words)
    return said


def left_told(count: int) -> list[str | Promise]:
    """How many go on without a main contract that runs."""
    if not count:
        return []
    return [
        ngettext(
            "%(count)s sub-contract goes on: tick it below if it is to end too.",
            "%(count)s sub-contracts go on: tick below those that are to end too.",
            count,
        )
        % {"count": count}
    ]


def along_told(ends: Sequence[tuple[Ending, str]]) -> list[str | Promise]:
    """Which sub-contracts go on again with the main contract, and which cannot."""
    return [
        (
            _("%(number)s (%(customer)s), which ended with it, goes on too.")
            if not code
            else _("%(number)s (%(customer)s) stays ended: %(reason)s")
        )
        % (_named(row.contract) | {"reason": CANNOT_END.get(code, "")})
        for row, code in ends
    ]


def withdrawn_told(rows: Sequence[Refusal]) -> list[str | Promise]:
    """Which sub-contracts' refusals are withdrawn with the main contract's."""
    said = _("The refusal recorded with it for %(number)s (%(customer)s) is withdrawn too.")
    return [said % _named(row.contract) for row in rows]


def _named(contract: Contract) -> dict[str, object]:
    return {"number": contract.number, "customer": contract.customer}


def cannot(contract: Contract, code: str) -> str:
    """Why a sub-contract cannot end with its main contract."""
    reason = CANNOT_END.get(code) or CANNOT_REFUSE.get(code) or _("The next term is written already.")
    return _("%(number)s (%(customer)s) cannot end then: %(reason)s") % (
        _named(contract) | {"reason": reason}
    )
