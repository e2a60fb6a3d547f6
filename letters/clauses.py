"""What a contract says of its lines, price, duration and coverage, in sentences of the language that is active."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.clauses import clause_of
from contracts.coverage import promised
from contracts.dates.refusal import refuse_by
from contracts.listing import follows_list
from contracts.models import (
    Contract,
    Coverage,
    DueRule,
    Line,
    Parts,
    RenewalKind,
    RenewalPrice,
    VisitCadence,
)
from contracts.price_story import formula, terms_of
from contracts.rules import refusal_notice, term_rule
from contracts.vat import by_rate, gross_of
from letters.facts import Facts
from letters.spelling import long_day, months
from ui.formats import money


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line as printed."""

    label: str
    machines: list[str]
    visits: str
    fee: str


def lines(facts: Facts) -> list[LineShown]:
    """The lines of the contract with their machines."""
    return [
        LineShown(
            line.label,
            [_machine(each) for each in line.machines.all()],
            _visits(line),
            money(line.annual_fee, facts.company.currency),
        )
        for line in facts.lines
    ]


def price(facts: Facts) -> list[str]:
    """The fee with VAT, when it is due, and what becomes of it at renewal."""
    contract, currency = facts.contract, facts.company.currency
    fee = sum((line.annual_fee for line in facts.lines), Decimal("0.00"))
    taxed = by_rate(contract, facts.lines)
    words = {"net": money(fee, currency), "gross": money(gross_of(taxed), currency)}
    if len(taxed) > 1:
        parts = [
            _("%(net)s net at %(rate)s %% (VAT %(vat)s)")
            % {
                "net": money(each.net, currency),
                "rate": number_format(each.rate.normalize()),
                "vat": money(each.vat, currency),
            }
            for each in taxed
        ]
        said = _("The yearly fee is %(net)s net, that is %(gross)s with VAT: %(parts)s.")
        sentences = [said % (words | {"parts": "; ".join(parts)})]
    else:
        rate = taxed[0].rate if taxed else contract.vat_rate
        said = _("The yearly fee is %(net)s net, that is %(gross)s with VAT at %(rate)s %%.")
        sentences = [said % (words | {"rate": number_format(rate.normalize())})]
    sentences.append(_billing(contract))
    if contract.first_term_free:
        sentences.insert(1, _("The first term is free: the fee is due from the second term on."))
    if contract.renewal == RenewalKind.NONE:
        return sentences
    if (
        contract.renewal_price == RenewalPrice.PERCENT
        and contract.revision_percent
        and not contract.never_revise
    ):
        sentences.append(
            _(
                "At each renewal the fee is revised by %(percent)s %%; the letter before it states the new fee."
            )
            % {"percent": number_format(contract.revision_percent.normalize())}
        )
    elif (
        contract.renewal_price == RenewalPrice.AMOUNT
        and contract.revision_amount
        and not contract.never_revise
    ):
        sentences.append(
            _(
                "At each renewal %(amount)s net are added to the yearly fee; the letter before it states the new fee."
            )
            % {"amount": money(contract.revision_amount, currency)}
        )
    elif (
        contract.renewal_price == RenewalPrice.INDEXED
        and not contract.never_revise
        and (clause := clause_of(contract)) is not None
    ):
        sentences.append(
            _("At each renewal the fee is revised, up or down, by this formula: %(formula)s.")
            % {"formula": formula(clause)}
        )
        sentences += terms_of(clause)
    elif follows_list(contract):
        sentences.append(
            _(
                "At each renewal the fee is that of our price list in force on the first day of the new term; the "
                "letter before it states the new fee."
            )
        )
    else:
        sentences.append(_("The fee stays the same at renewal."))
    return sentences


def duration(facts: Facts) -> list[str]:
    """When the contract begins and ends, how it is renewed, until when that can be refused."""
    contract = facts.contract
    rule = term_rule(contract)
    first = rule.term(rule.first_number)
    sentences = [
        _("The contract begins on %(start)s. Its first term ends on %(end)s.")
        % {"start": long_day(first.starts), "end": long_day(first.ends)}
    ]
    if contract.main is not None:
        sentences.append(_("It belongs to main contract %(number)s.") % {"number": contract.main.number})
    if contract.renewal == RenewalKind.TACIT:
        last_day = refuse_by(first.ends, refusal_notice(contract))
        sentences += [
            _(
                "It is then renewed tacitly for successive terms of %(length)s each, as long as neither party refuses."
            )
            % {"length": months(contract.term_months)},
            _(
                "Either party may refuse the renewal, without cost and without giving a reason, by letter or e-mail "
                "sent %(notice)s before the end of the running term. In the first term the last day for it is %(day)s."
            )
            % {"notice": _notice(contract), "day": long_day(last_day)},
        ]
        if facts.customer.is_protected():
            sentences.append(
                _(
                    "Before each renewal we tell the customer in writing, in lawful time, the last day to refuse."
                )
            )
    elif contract.renewal == RenewalKind.EXPRESS:
        sentences.append(
            _(
                "It is renewed for another %(length)s only if both parties agree expressly; else it ends by itself."
            )
            % {"length": months(contract.term_months)}
        )
    else:
        sentences.append(_("It ends on that day by itself and is not renewed."))
    if contract.final_end_on:
        sentences.append(_("It ends at the latest on %(day)s.") % {"day": long_day(contract.final_end_on)})
    if contract.max_renewals is not None and contract.renewal != RenewalKind.NONE:
        sentences.append(
            ngettext(
                "It is renewed %(count)s time at the most.",
                "It is renewed %(count)s times at the most.",
                contract.max_renewals,
            )
            % {"count": contract.max_renewals}
        )
    if contract.visit_cadence == VisitCadence.DONE and any(line.visits_per_year for line in facts.lines):
        sentences.append(
            _(
                "Each visit after the first is made in the month before the interval between two visits has passed "
                "since the last one was made."
            )
        )
    return sentences


def coverage(contract: Contract) -> list[tuple[str, str]]:
    """What the fee pays for when something has to be repaired."""
    parts = {
        Parts.NONE: _("not included"),
        Parts.CONSUMABLES: _("consumables included, other parts not"),
        Parts.ALL: _("included"),
    }
    rows = [
        (_("Travel"), _("included") if contract.covers_travel else _("not included")),
        (_("Labour"), _("included") if contract.covers_labour else _("not included")),
        (_("Parts"), parts[Parts(contract.covers_parts)]),
    ]
    if contract.call_outs is not None:
        rows.append((_("Call-outs included a term"), str(contract.call_outs)))
    if contract.response_hours is not None:
        hours = ngettext("within %(count)s hour", "within %(count)s hours", contract.response_hours)
        rows.append((_("We come"), hours % {"count": contract.response_hours}))
    return rows


def coverage_of_lines(facts: Facts) -> list[tuple[str, list[tuple[str, str]]]]:
    """What services cover otherwise than the contract as a whole."""
    names = dict(Coverage.Kind.choices)
    return [
        (
            line.label,
            [(str(names[Coverage.Kind(each.kind)]), each.words(facts.company.currency)) for each in covers],
        )
        for line, covers in promised(facts.contract, facts.lines)
    ]


def _billing(contract: Contract) -> str:
    if contract.billing_due == DueRule.VISIT:
        return _("Each visit made is charged its share of the fee, and due on the day of the visit.")
    step = _("for the whole term") if contract.billing_step is None else {
        1: _("every month"), 2: _("every two months"), 3: _("every quarter"), 4: _("every four months"),
        6: _("every half-year"), 12: _("once a year")}[contract.billing_step]  # fmt: skip
    days = contract.billing_days
    due = {
        DueRule.ADVANCE: _("in advance, on the first day of the period"),
        DueRule.ARREARS: _("in arrears, on the last day of the period"),
        DueRule.SIGNATURE: ngettext("%(count)s day after signature", "%(count)s days after signature", days),
        DueRule.AFTER_START: ngettext(
            "%(count)s day after the period begins", "%(count)s days after the period begins", days
        ),
    }[DueRule(contract.billing_due)]
    return _("It is billed %(step)s and due %(due)s.") % {
        "step": step,
        "due": due % {"count": days} if "%(" in due else due,
    }


def _notice(contract: Contract) -> str:
    if contract.notice_days:
        return ngettext(
            "at the latest %(count)s day", "at the latest %(count)s days", contract.notice_days
        ) % {"count": contract.notice_days}
    if contract.notice_months:
        return ngettext(
            "at the latest %(count)s month", "at the latest %(count)s months", contract.notice_months
        ) % {"count": contract.notice_months}
    return _("at any time")


def _visits(line: Line) -> str:
    told = ngettext("%(count)s a year", "%(count)s a year", line.visits_per_year) % {
        "count": line.visits_per_year
    }
    return f"{told} ({MONTHS[line.visit_month]})" if line.visit_month else told


def _machine(each: object) -> str:
    equipment = each.equipment  # type: ignore[attr-defined]
    words = " ".join(
        part for part in (str(equipment.type), f"{equipment.brand} {equipment.model}".strip()) if part
    )
    return f"{words} ({equipment.serial})" if equipment.serial else words
