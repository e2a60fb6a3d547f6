"""The closed list of what a template may name between double braces, for each kind of letter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from letters import blocks, contract_blocks, occasion_words
from letters.facts import Facts
from letters.models.template import Kind
from letters.spelling import long_day, months
from ui.formats import money


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name people may write, what it stands for, and whether it is a whole paragraph."""

    name: str
    label: str | Promise
    value: Callable[[Facts], str | SafeString]
    block: bool = False


def _amount(amount: Decimal | None, facts: Facts) -> str:
    return money(amount, facts.company.currency)


_EVERYWHERE = (
    Placeholder("letter.date", _("Date of the letter"), lambda f: long_day(f.on)),
    Placeholder("company.name", _("Your company's name"), lambda f: f.company.name),
    Placeholder(
        "company.address",
        _("Your company's address"),
        lambda f: ", ".join(
            part for part in (f.company.address, f"{f.company.postcode} {f.company.city}".strip()) if part
        ),
    ),
    Placeholder("company.phone", _("Your company's telephone"), lambda f: f.company.phone),
    Placeholder("company.email", _("Your company's e-mail"), lambda f: f.company.email),
    Placeholder("company.website", _("Your company's website"), lambda f: f.company.website),
    Placeholder("customer.name", _("Customer's name"), lambda f: f.customer.name),
    Placeholder("customer.number", _("Customer's number"), lambda f: f.customer.number),
    Placeholder("customer.address", _("Customer's address"), lambda f: f.customer.one_line),
    Placeholder("contract.number", _("Contract number"), lambda f: f.contract.number),
    Placeholder("contract.name", _("Kind of contract"), lambda f: f.contract.template.name),
    Placeholder("contract.start", _("First day of the contract"), lambda f: long_day(f.contract.start_on)),
    Placeholder(
        "contract.site",
        _("Where the equipment stands"),
        lambda f: (f.contract.site.one_line if f.contract.site else "") or f.customer.one_line,
    ),
    Placeholder("contract.machines", _("Machines of the contract"), lambda f: ", ".join(f.machines)),
    Placeholder("contract.term_length", _("Length of a term"), lambda f: months(f.next_months)),
    Placeholder("contract.vat_rate", _("VAT rate"), lambda f: f"{f.vat_rates} %"),
    Placeholder("fee.net", _("Yearly fee, net"), lambda f: _amount(f.fee, f)),
    Placeholder("fee.gross", _("Yearly fee, VAT included"), lambda f: _amount(f.gross(f.fee), f)),
)

_NOTICE = (
    Placeholder(
        "term.start",
        _("First day of the running term"),
        lambda f: long_day(f.term.starts_on) if f.term else "",
    ),
    Placeholder(
        "term.end", _("Last day of the running term"), lambda f: long_day(f.term.ends_on) if f.term else ""
    ),
    Placeholder(
        "renewal.start",
        _("First day of the next term"),
        lambda f: long_day(f.renewal.starts) if f.renewal else "",
    ),
    Placeholder(
        "renewal.end", _("Last day of the next term"), lambda f: long_day(f.renewal.ends) if f.renewal else ""
    ),
    Placeholder("renewal.fee_net", _("Yearly fee of the next term, net"), lambda f: _amount(f.next_fee, f)),
    Placeholder(
        "renewal.fee_gross",
        _("Yearly fee of the next term, VAT included"),
        lambda f: _amount(f.gross(f.next_fee), f) if f.next_fee is not None else "",
    ),
    Placeholder(
        "notice.refuse_by", _("Last day to refuse"), lambda f: long_day(f.term.refuse_by) if f.term else ""
    ),
    Placeholder("notice.box", _("Boxed last day to refuse (wanted by law)"), blocks.refusal_box, block=True),
    Placeholder("notice.prices", _("Table: fee now and in the next term"), blocks.prices, block=True),
    Placeholder("notice.how_to_refuse", _("List: how to refuse"), blocks.how_to_refuse, block=True),
    Placeholder("notice.law", _("What the law says"), blocks.law, block=True),
)

_CONTRACT = (
    Placeholder(
        "contract.lines", _("Table: services, machines, visits, fees"), contract_blocks.lines, block=True
    ),
    Placeholder("contract.price_terms", _("Price, due days, revision"), contract_blocks.price, block=True),
    Placeholder("contract.duration", _("Duration, renewal, refusal"), contract_blocks.duration, block=True),
    Placeholder("contract.coverage", _("Table: coverage"), contract_blocks.coverage, block=True),
)

_VISIT = (
    Placeholder("visit.service", _("What is done at the visit"), occasion_words.service),
    Placeholder("visit.when", _("Day and time told, else the window of the visit"), occasion_words.when),
    Placeholder("visit.technician", _("Usual technician"), occasion_words.technician),
    Placeholder(
        "visit.machines", _("List: machines of the visit"), occasion_words.visit_machines, block=True
    ),
)

_PRICE = (
    Placeholder("price.from", _("First day of the new fee"), occasion_words.price_from),
    Placeholder("price.table", _("Table: fee before and after"), occasion_words.price_table, block=True),
)

_DUE = (
    Placeholder("due.on", _("Day the fee was due"), occasion_words.due_on),
    Placeholder("due.gross", _("Fee due, VAT included"), occasion_words.due),
    Placeholder("due.table", _("Table: the fee due"), occasion_words.due_table, block=True),
)

_END = (
    Placeholder("end.day", _("Last day of the contract"), occasion_words.end_day),
    Placeholder(
        "end.sub_contracts",
        _("List: sub-contracts that go on"),
        occasion_words.subs_going_on,
        block=True,
    ),
)
_REFUSAL = (Placeholder("refusal.received", _("Day the refusal came"), occasion_words.received), *_END)
_DURATION = tuple(each for each in _CONTRACT if each.name == "contract.duration")


def _if_about_one(placeholder: Placeholder) -> Placeholder:
    """The same for a circular, which may be about no contract."""
    return replace(placeholder, value=lambda facts: placeholder.value(facts) if facts.has_contract else "")


# What only a contract can tell.
OF_CONTRACT = tuple(each.name for each in _EVERYWHERE if each.name.startswith(("contract.", "fee.")))
_CIRCULAR = tuple(_if_about_one(each) if each.name in OF_CONTRACT else each for each in _EVERYWHERE)

PLACEHOLDERS: Mapping[str, Mapping[str, Placeholder]] = {
    Kind.RENEWAL_NOTICE: {each.name: each for each in (*_EVERYWHERE, *_NOTICE)},
    Kind.CONTRACT: {each.name: each for each in (*_EVERYWHERE, *_CONTRACT)},
    Kind.VISIT: {each.name: each for each in (*_EVERYWHERE, *_VISIT)},
    Kind.WELCOME: {each.name: each for each in (*_EVERYWHERE, *_DURATION)},
    Kind.PRICE_CHANGE: {each.name: each for each in (*_EVERYWHERE, *_PRICE)},
    Kind.REMINDER: {each.name: each for each in (*_EVERYWHERE, *_DUE)},
    Kind.CONTRACT_END: {each.name: each for each in (*_EVERYWHERE, *_END)},
    Kind.REFUSAL_RECEIPT: {each.name: each for each in (*_EVERYWHERE, *_REFUSAL)},
    Kind.CIRCULAR: {each.name: each for each in _CIRCULAR},
}

# What the law wants in the letter itself: L215-1 (the date in an “encadré apparent”), art. 65-bis (that date);
# of a contract what is promised, for how much and for how long (L111-1, R111-1; art. 48 Codice del consumo).
REQUIRED: Mapping[str, tuple[str, ...]] = {
    Kind.RENEWAL_NOTICE: ("notice.box",),
    Kind.CONTRACT: ("contract.lines", "contract.price_terms", "contract.duration"),
    Kind.VISIT: ("visit.when",),
    Kind.WELCOME: (),
    Kind.PRICE_CHANGE: ("price.table",),
    Kind.REMINDER: ("due.table",),
    Kind.CONTRACT_END: ("end.day",),
    Kind.REFUSAL_RECEIPT: ("end.day",),
    Kind.CIRCULAR: (),
}
