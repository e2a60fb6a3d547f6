"""An amendment as paper: what changes in which contract from which day, what it costs, signatures."""

from decimal import Decimal

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.amending.effect import Effect, read
from contracts.amending.showing import EffectShown
from contracts.models import Amendment
from letters.facts import Facts
from letters.gathering import of_contract
from letters.sheets import on_paper, render
from letters.spelling import long_day
from tenancy.models import Country
from ui.formats import day, money

STYLE = ("letters/letter.css", "letters/contract.css")


def amendment_pdf(amendment: Amendment, language: str = "") -> bytes:
    """The amendment as it was confirmed, in the customer's language or another."""
    made = amendment.made_at.astimezone(amendment.company.zone).date()
    facts = of_contract(amendment.contract, made, language)
    with translation.override(facts.language):
        page = amendment_html(amendment, facts)
    return render(page, facts.company, STYLE)


def amendment_html(amendment: Amendment, facts: Facts) -> str:
    """The amendment as HTML, in the language that is active."""
    effect = read(Effect, amendment.effect)
    company, contract = facts.company, facts.contract
    title = _("Amendment %(number)s to contract %(contract)s") % {
        "number": amendment.number,
        "contract": contract.number,
    }
    return get_template("letters/pdf/amendment.html").render(
        {
            **on_paper(company, facts.language, facts.paper),
            "customer": facts.customer,
            "contract": contract,
            "amendment": amendment,
            "title": title,
            "dated": long_day(facts.on),
            "from_day": long_day(amendment.effective_on),
            "signed_day": long_day(contract.signed_on) if contract.signed_on else "",
            "shown": EffectShown(effect, company.currency),
            "price": _price(effect, facts),
            "signed_twice": company.country == Country.ITALY,
        }
    )


def _price(effect: Effect, facts: Facts) -> list[str]:
    currency = facts.company.currency
    said = []
    if effect.terms:
        last = effect.terms[-1]
        said.append(
            _("The yearly fee becomes %(net)s net, that is %(gross)s with VAT at %(rate)s %%.")
            % {
                "net": money(last.yearly_after, currency),
                "gross": money(facts.gross(last.yearly_after), currency),
                "rate": facts.vat_rates,
            }
            if last.yearly_before != last.yearly_after
            else _("The yearly fee does not change.")
        )
    by_days = _(
        "For the term from %(start)s to %(end)s it is counted by days: %(after)s net instead of %(before)s."
    )
    said += [
        by_days
        % {
            "start": day(term.starts),
            "end": day(term.ends),
            "after": money(term.fee_after, currency),
            "before": money(term.fee_before, currency),
        }
        for term in effect.terms
        if term.written and term.fee_before != term.fee_after
    ]
    more = sum((each.amount for each in effect.differences), Decimal(0))
    less = sum((each.amount for each in effect.credits), Decimal(0))
    if more:
        said.append(
            _("Of this, %(amount)s net falls on periods charged before and is charged apart.")
            % {"amount": money(more, currency)}
        )
    if less:
        said.append(
            _("%(amount)s net was charged before and is given back.") % {"amount": money(less, currency)}
        )
    return said
