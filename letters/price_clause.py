"""What a contract says of its price: the fee with VAT, when it is due, what becomes of it; in the active language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.clauses import clause_of
from contracts.listing import follows_list
from contracts.models import (
    Contract,
    DueRule,
    RenewalKind,
    RenewalPrice,
)
from contracts.price_story import formula, terms_of
from contracts.vat import by_rate, gross_of
from letters.facts import Facts
from ui.formats import money


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
