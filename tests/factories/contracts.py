from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from contracts.models import (
    Allowance,
    AllowanceEntry,
    Amendment,
    AmendmentChange,
    BillingPeriod,
    Block,
    Contract,
    ContractField,
    ContractFieldValue,
    ContractTemplate,
    Coverage,
    Credit,
    Ending,
    FlagLabel,
    IndexLink,
    IndexSeries,
    IndexValue,
    Line,
    LineBase,
    LineEquipment,
    Notice,
    OnSuspension,
    OwedVisit,
    Price,
    PriceList,
    PriceRound,
    Refusal,
    RenewalAnswer,
    Revision,
    RevisionClause,
    RevisionLine,
    RevisionTerm,
    RoundPrice,
    Service,
    Suspension,
    SuspensionChange,
    TakeOver,
    TemplateService,
    TemplateVersion,
    Term,
)
from contracts.template_versions.values import values_of
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory


class ServiceFactory(DjangoModelFactory[Service]):
    """The yearly service of a boiler, priced a year."""

    class Meta:
        model = Service

    code = factory.Sequence(lambda n: f"S{n:04}")
    name = "Boiler service"
    kind = Service.Kind.SERVICE
    unit = Service.Unit.YEAR


class PriceListFactory(DjangoModelFactory[PriceList]):
    """Prices for everybody from 2026 on."""

    class Meta:
        model = PriceList

    name = factory.Sequence(lambda n: f"Prices {n}")
    starts_on = date(2026, 1, 1)


class PriceFactory(DjangoModelFactory[Price]):
    """The service at 130.00."""

    class Meta:
        model = Price

    price_list = factory.SubFactory(PriceListFactory)
    service = factory.SubFactory(ServiceFactory)
    amount = Decimal("130.00")


class TemplateFactory(DjangoModelFactory[ContractTemplate]):
    """Comfort: tacit, yearly, one visit; one row however often asked."""

    class Meta:
        model = ContractTemplate
        django_get_or_create = ("name",)

    name = "Comfort"
    annual_fee = Decimal("120.00")
    vat_rate = Decimal("10")


class TemplateServiceFactory(DjangoModelFactory[TemplateService]):
    """Included without a price."""

    class Meta:
        model = TemplateService

    template = factory.SubFactory(TemplateFactory)
    service = factory.SubFactory(ServiceFactory)


class ContractFactory(DjangoModelFactory[Contract]):
    """A draft from 4 March 2026, tacit, two months' notice, one line of 120.00."""

    class Meta:
        model = Contract
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"K{n:05}")
    customer = factory.SubFactory(CustomerFactory)
    template = factory.SubFactory(TemplateFactory)
    start_on = date(2026, 3, 4)
    vat_rate = Decimal("10")
    line = factory.RelatedFactory("tests.factories.contracts.LineFactory", factory_related_name="contract")


class LineFactory(DjangoModelFactory[Line]):
    """One service at 120.00 a year, one visit."""

    class Meta:
        model = Line

    contract = factory.SubFactory(ContractFactory, line=None)
    label = "Maintenance"
    annual_fee = Decimal("120.00")
    visits_per_year = 1


class CoverageFactory(DjangoModelFactory[Coverage]):
    """A line pays for parts, up to two hundred a year."""

    class Meta:
        model = Coverage

    line = factory.SubFactory(LineFactory)
    kind = Coverage.Kind.PARTS
    amount = Decimal("200.00")


class LineEquipmentFactory(DjangoModelFactory[LineEquipment]):
    """The line's boiler."""

    class Meta:
        model = LineEquipment

    line = factory.SubFactory(LineFactory)
    equipment = factory.SubFactory(EquipmentFactory)


class TermFactory(DjangoModelFactory[Term]):
    """The first year of a contract; alone, without what a signature brings."""

    class Meta:
        model = Term

    contract = factory.SubFactory(ContractFactory)
    number = 1
    starts_on = date(2026, 3, 4)
    ends_on = date(2027, 3, 3)
    annual_fee = fee = Decimal("120.00")
    origin = Term.Origin.SIGNATURE
    refuse_by = date(2027, 1, 3)
    notice_opens_on = date(2026, 10, 3)
    notice_closes_on = date(2026, 12, 3)
    notice_prepare_on = date(2026, 10, 5)
    notice_target_on = date(2026, 11, 3)


class BillingPeriodFactory(DjangoModelFactory[BillingPeriod]):
    """The whole year, in advance."""

    class Meta:
        model = BillingPeriod

    term = factory.SubFactory(TermFactory)
    contract = factory.SelfAttribute("term.contract")
    number = 1
    starts_on = due_on = date(2026, 3, 4)
    ends_on = date(2027, 3, 3)
    amount = Decimal("120.00")


class OwedVisitFactory(DjangoModelFactory[OwedVisit]):
    """One visit, some day of the year."""

    class Meta:
        model = OwedVisit

    term = factory.SubFactory(TermFactory)
    contract = factory.SelfAttribute("term.contract")
    line = factory.SubFactory(LineFactory, contract=factory.SelfAttribute("..contract"))
    number = 1
    slice_starts_on = window_starts_on = date(2026, 3, 4)
    slice_ends_on = window_ends_on = date(2027, 3, 3)


class NoticeFactory(DjangoModelFactory[Notice]):
    """The letter of the first term, prepared."""

    class Meta:
        model = Notice

    term = factory.SubFactory(TermFactory)
    contract = factory.SelfAttribute("term.contract")
    prepared_on = date(2026, 10, 5)


class RefusalFactory(DjangoModelFactory[Refusal]):
    """Refused in good time."""

    class Meta:
        model = Refusal

    term = factory.SubFactory(TermFactory)
    contract = factory.SelfAttribute("term.contract")
    received_on = date(2026, 12, 1)
    channel = Refusal.Channel.LETTER


class EndingFactory(DjangoModelFactory[Ending]):
    """The customer moves, and the contract ends with the month."""

    class Meta:
        model = Ending

    contract = factory.SubFactory(ContractFactory)
    kind = Ending.Kind.TERMINATION
    side = Ending.Side.CUSTOMER
    received_on = date(2026, 6, 1)
    last_day = date(2026, 6, 30)
    channel = Ending.Channel.LETTER
    running = Ending.Running.PRORATED
    refund = Decimal("80.00")
    refund_due_on = date(2026, 7, 30)


class SuspensionFactory(DjangoModelFactory[Suspension]):
    """The house is empty for a while, until further notice."""

    class Meta:
        model = Suspension

    contract = factory.SubFactory(ContractFactory)
    side = Suspension.Side.CUSTOMER
    told_on = date(2026, 6, 1)
    channel = Suspension.Channel.LETTER
    reason = "House empty"
    starts_on = date(2026, 6, 10)
    rule = OnSuspension.MOVE


class SuspensionChangeFactory(DjangoModelFactory[SuspensionChange]):
    """What it did to the contract."""

    class Meta:
        model = SuspensionChange

    suspension = factory.SubFactory(SuspensionFactory)
    noun = "contract"
    row_id = 1
    before = factory.LazyFunction(lambda: {"runs_until": "2027-03-03"})
    after = factory.LazyFunction(lambda: {"runs_until": "2027-04-03"})


class BlockFactory(DjangoModelFactory[Block]):
    """No assistance before the bill is paid."""

    class Meta:
        model = Block

    contract = factory.SubFactory(ContractFactory)
    blocked_on = date(2026, 6, 1)
    reason = "Unpaid"


class IndexSeriesFactory(DjangoModelFactory[IndexSeries]):
    """Labour in mechanical and electrical industries; one row a code."""

    class Meta:
        model = IndexSeries
        django_get_or_create = ("code",)

    code = "ICHT-IME"
    name = "Coût horaire du travail"
    publisher = "INSEE"


class IndexValueFactory(DjangoModelFactory[IndexValue]):
    """The value of June 2026, published in September."""

    class Meta:
        model = IndexValue

    series = factory.SubFactory(IndexSeriesFactory)
    month = date(2026, 6, 1)
    value = Decimal("138.9")
    published_on = date(2026, 9, 24)


class IndexLinkFactory(DjangoModelFactory[IndexLink]):
    """Goes on as another index from January 2026."""

    class Meta:
        model = IndexLink

    old = factory.SubFactory(IndexSeriesFactory)
    new = factory.SubFactory(IndexSeriesFactory, code="ICHT-IME 2020")
    coefficient = Decimal("1.6296")
    from_month = date(2026, 1, 1)


class RenewalAnswerFactory(DjangoModelFactory[RenewalAnswer]):
    """A technician's yes that waits for the office."""

    class Meta:
        model = RenewalAnswer

    term = factory.SubFactory(TermFactory)
    contract = factory.SelfAttribute("term.contract")
    answer = RenewalAnswer.Answer.RENEWED
    answered_on = date(2027, 2, 1)
    source = RenewalAnswer.Source.REPORT
    outcome = RenewalAnswer.Outcome.WAITING


class RevisionClauseFactory(DjangoModelFactory[RevisionClause]):
    """0.15 + 0.85 × ICHT-IME, of a contract."""

    class Meta:
        model = RevisionClause

    contract = factory.SubFactory(ContractFactory)
    fixed_part = Decimal("0.15")


class RevisionTermFactory(DjangoModelFactory[RevisionTerm]):
    """Its index."""

    class Meta:
        model = RevisionTerm

    clause = factory.SubFactory(RevisionClauseFactory)
    series = factory.SubFactory(IndexSeriesFactory)
    weight = Decimal("0.85")


class LineBaseFactory(DjangoModelFactory[LineBase]):
    """The fee of the line, agreed on its first day."""

    class Meta:
        model = LineBase

    line = factory.SubFactory(LineFactory)
    fee = current_fee = Decimal("120.00")
    since = date(2026, 3, 4)


class RevisionFactory(DjangoModelFactory[Revision]):
    """The price of the second term, settled by the night."""

    class Meta:
        model = Revision

    contract = factory.SubFactory(ContractFactory)
    term_number = 2
    effective_on = date(2027, 3, 4)
    known_on = date(2026, 10, 5)
    price_rule = "indexed"
    old_fee = Decimal("120.00")
    new_fee = Decimal("125.00")
    how = Revision.Origin.NIGHT


class RevisionLineFactory(DjangoModelFactory[RevisionLine]):
    """Its line."""

    class Meta:
        model = RevisionLine

    revision = factory.SubFactory(RevisionFactory)
    line = factory.SubFactory(LineFactory)
    old_fee = Decimal("120.00")
    new_fee = Decimal("125.00")


class PriceRoundFactory(DjangoModelFactory[PriceRound]):
    """Three percent more, to be approved."""

    class Meta:
        model = PriceRound

    name = "Fees of 2027"
    rule = PriceRound.Rule.PERCENT
    percent = Decimal("3")
    starts_on = date(2026, 12, 1)
    proposed_on = date(2026, 11, 23)


class RoundPriceFactory(DjangoModelFactory[RoundPrice]):
    """One of its contracts."""

    class Meta:
        model = RoundPrice

    round = factory.SubFactory(PriceRoundFactory)
    contract = factory.SubFactory(ContractFactory)
    term_number = 2
    effective_on = date(2027, 3, 4)
    known_on = date(2026, 11, 23)
    old_fee = Decimal("120.00")
    computed_fee = new_fee = Decimal("123.60")
    rule = PriceRound.Rule.PERCENT


class AmendmentFactory(DjangoModelFactory[Amendment]):
    """The first one of a contract, from June."""

    class Meta:
        model = Amendment

    contract = factory.SubFactory(ContractFactory)
    number = 1
    effective_on = date(2026, 6, 1)
    reason = "New boiler"
    effect = factory.LazyFunction(lambda: {"effective_on": "2026-06-01"})
    base = factory.Sequence(lambda n: f"{n:064}")


class AmendmentChangeFactory(DjangoModelFactory[AmendmentChange]):
    """A period that costs more."""

    class Meta:
        model = AmendmentChange

    amendment = factory.SubFactory(AmendmentFactory)
    noun = "billingperiod"
    row_id = 1
    before = factory.LazyFunction(lambda: {"amount": "120.00"})
    after = factory.LazyFunction(lambda: {"amount": "140.00"})


class AllowanceFactory(DjangoModelFactory[Allowance]):
    """Ten hours a term."""

    class Meta:
        model = Allowance

    contract = factory.SubFactory(ContractFactory)
    per_term = Decimal("10.00")


class AllowanceEntryFactory(DjangoModelFactory[AllowanceEntry]):
    """What a term brought, taken for granted: a credit without its term."""

    class Meta:
        model = AllowanceEntry

    allowance = factory.SubFactory(AllowanceFactory)
    kind = AllowanceEntry.Kind.CREDIT
    on = date(2026, 3, 4)
    quantity = Decimal("10.00")


class CreditFactory(DjangoModelFactory[Credit]):
    """Ten to give back."""

    class Meta:
        model = Credit

    term = factory.SubFactory(TermFactory)
    contract = factory.SelfAttribute("term.contract")
    amendment = factory.SubFactory(AmendmentFactory, contract=factory.SelfAttribute("..contract"))
    amount = Decimal("10.00")


class TemplateVersionFactory(DjangoModelFactory[TemplateVersion]):
    """A first version, of rules that are those of the factory's template."""

    class Meta:
        model = TemplateVersion

    template = factory.SubFactory(TemplateFactory)
    number = 1
    values = factory.LazyAttribute(lambda made: values_of(made.template))


class TakeOverFactory(DjangoModelFactory[TakeOver]):
    """A contract that is to be raised with its second term."""

    class Meta:
        model = TakeOver

    contract = factory.SubFactory(ContractFactory)
    version = factory.SubFactory(TemplateVersionFactory)
    term_number = 2
    from_on = date(2027, 3, 4)
    rules = factory.LazyFunction(lambda: {"response_hours": [None, 48]})
    decided_on = date(2026, 6, 1)


class ContractFieldFactory(DjangoModelFactory[ContractField]):
    """What every contract may say."""

    class Meta:
        model = ContractField
        django_get_or_create = ("name",)

    name = "Key with the caretaker"


class ContractFieldValueFactory(DjangoModelFactory[ContractFieldValue]):
    """What one says."""

    class Meta:
        model = ContractFieldValue

    contract = factory.SubFactory(ContractFactory)
    field = factory.SubFactory(ContractFieldFactory)
    text = "yes"


class FlagLabelFactory(DjangoModelFactory[FlagLabel]):
    """The first flag has a name."""

    class Meta:
        model = FlagLabel
        django_get_or_create = ("flag",)

    flag = FlagLabel.Flag.FIRST
    label = "VIP"
