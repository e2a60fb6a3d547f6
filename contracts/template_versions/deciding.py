"""Taking a template's latest version over at renewal: what it would bring to each contract, decided, undone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.dates.terms import Term as TermDates
from contracts.models import (
    Contract,
    ContractTemplate,
    Line,
    Notice,
    RenewalKind,
    TakeOver,
    TemplateVersion,
    Term,
)
from contracts.noticing import owing_notice, reprice_unsent
from contracts.pricing import SETTLED_BEFORE
from contracts.rules import present, term_rule
from contracts.template_versions.keeping import current
from contracts.template_versions.offered import OfferTaken, is_of_offer, taken_of_offer
from contracts.template_versions.values import Changes, changed, taken_by, taken_by_line
from tenancy.inserting import AnyOf, insert
from tenancy.models import User


@dataclass(slots=True)
class Foreseen:
    """What going over to the latest version of its template would bring to a contract, or why it cannot."""

    contract: Contract
    version: TemplateVersion | None = None
    term: TermDates | None = None
    rules: Changes = field(default_factory=dict)
    lines: dict[Line, Changes] = field(default_factory=dict)
    offer: OfferTaken = field(default_factory=OfferTaken)
    living: list[Line] = field(default_factory=list)
    own_fee: bool = False
    after_notice: bool = False
    reason: str | Promise = ""


def running(template: ContractTemplate | None = None) -> QuerySet[Contract]:
    """Signed contracts that have not ended, of a template or of all."""
    rows = Contract.objects.signed().filter(ended_on=None)
    return rows if template is None else rows.filter(template=template)


def foresee(contracts: Sequence[Contract], on: date) -> list[Foreseen]:
    """What each contract would take over with its next renewal; a constant number of queries.

    A contract whose letter before the next renewal has left, or could not leave any more, takes the version over with
    the renewal after it: nobody is bound to what the letter did not say (Code de la consommation, L215-1; Codice del
    Consumo, 65-bis).
    """
    keys = [contract.pk for contract in contracts]
    versions = {row.template_id: row for row in current([c.template_id for c in contracts]).values()}
    own = TemplateVersion.objects.in_bulk({c.template_version_id for c in contracts if c.template_version_id})
    lasts = {
        term.contract_id: term
        for term in Term.objects.filter(AnyOf("contract_id", keys))
        .order_by("contract_id", "-number")
        .distinct("contract_id")
    }
    last_keys = [term.pk for term in lasts.values()]
    owing = set(owing_notice(on).filter(pk__in=last_keys).values_list("pk", flat=True))
    told = Notice.objects.filter(term__in=last_keys, sent_on__isnull=False, cures=True)
    left = set(told.values_list("term_id", flat=True))
    waiting = dict(
        TakeOver.objects.waiting().filter(contract__in=keys).values_list("contract_id", "version_id")
    )
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(AnyOf("contract_id", keys)).prefetch_related("coverages"):
        lines[line.contract_id].append(line)
    found = []
    for contract in contracts:
        latest, last = versions.get(contract.template_id), lasts.get(contract.pk)
        seen = Foreseen(contract, latest)
        found.append(seen)
        if last is None or contract.ended_on is not None:
            seen.reason = _("It does not run.")
        elif latest is None or contract.template_version_id == latest.pk:
            seen.reason = _("It has the latest version.")
        elif contract.template_version_id is None:
            seen.reason = _("It began before versions were kept: amend it instead.")
        elif waiting.get(contract.pk) == latest.pk:
            seen.reason = _("It is to take over this version already.")
        else:
            late = last.pk in left or (last.pk in owing and on > last.notice_closes_on)
            _lay(seen, last, late=late)
            if seen.term is not None:
                _compare(seen, own[contract.template_version_id], lines[contract.pk])
    return found


def _lay(seen: Foreseen, last: Term, *, late: bool) -> None:
    """The term it begins with."""
    contract, rule = seen.contract, term_rule(seen.contract)
    number = last.number + 1 + late
    if contract.ends_after is not None or contract.renewal == RenewalKind.NONE or not last.renewable:
        seen.reason = _("No renewal follows.")
    elif not rule.exists(number):
        seen.reason = _("The letter before its last renewal has left: no further one follows.")
    else:
        seen.term, seen.after_notice = rule.term(number), late


def _compare(seen: Foreseen, own: TemplateVersion, lines: Sequence[Line]) -> None:
    contract, latest = seen.contract, seen.version
    if latest is None or seen.term is None:
        return
    changes = changed(own.values, latest.values)
    seen.rules = taken_by(contract, changes)
    fee_stays = fee_stays_of_options(contract) or latest.values.get("annual_fee") is None
    seen.living = living = present(lines, seen.term)
    seen.offer = taken_of_offer(own.values, latest.values, living, fee_stays=fee_stays_of_options(contract))
    seen.lines = dict(seen.offer.lines)
    for line in living:
        if is_of_offer(line, own.values):
            continue
        taken = taken_by_line(line, changes)
        if fee_stays:
            taken.pop("annual_fee", None)
        if taken:
            seen.lines[line] = taken
    seen.own_fee = "annual_fee" in changes and not any("annual_fee" in each for each in seen.lines.values())


def fee_stays_of_options(contract: Contract) -> bool:
    """Whether the fees of its options are settled otherwise than by its template."""
    return contract.never_revise or contract.renewal_price in SETTLED_BEFORE


@transaction.atomic
def take_over(contracts: Sequence[Contract], on: date, by: User | None = None) -> list[TakeOver]:
    """Decide that contracts go over to the latest version of their template with the renewal foreseen for each.

    Contracts that cannot are passed over. A take-over of an older version that still waited gives way. Letters not
    sent yet show the new price.
    """
    keys = sorted(contract.pk for contract in contracts)
    locked = list(Contract.objects.filter(AnyOf("pk", keys)).order_by("pk").select_for_update(of=("self",)))
    made = [
        TakeOver(
            contract=seen.contract,
            version=seen.version,
            term_number=seen.term.number,
            from_on=seen.term.starts,
            rules=seen.rules,
            lines={str(line.pk): changes for line, changes in seen.lines.items()},
            offer=seen.offer.kept(),
            decided_on=on,
            decided_by=by,
        )
        for seen in foresee(locked, on)
        if seen.term is not None
    ]
    taken = [row.contract_id for row in made]
    _undo(TakeOver.objects.waiting().filter(AnyOf("contract_id", taken)), by)
    insert(made)
    reprice_unsent(taken)
    return made


@transaction.atomic
def undo(contracts: Sequence[Contract], by: User | None = None) -> int:
    """Take back what waits for these contracts; what a renewal has applied stays. Gives how many."""
    keys = [contract.pk for contract in contracts]
    list(Contract.objects.filter(AnyOf("pk", keys)).order_by("pk").select_for_update(of=("self",)))
    done = _undo(TakeOver.objects.waiting().filter(AnyOf("contract_id", keys)), by)
    reprice_unsent(keys)
    return done


def _undo(rows: QuerySet[TakeOver], by: User | None) -> int:
    return rows.update(undone_at=timezone.now(), undone_by=by)
