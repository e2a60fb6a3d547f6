from datetime import date

import factory
from factory.django import DjangoModelFactory

from customers.models import (
    AdvertisingWish,
    AllowedTechnician,
    Communication,
    Contact,
    Customer,
    CustomerGroup,
    DistinctPair,
    Merge,
    PrivacyAnswer,
    PrivacyRequest,
    Site,
    SiteRole,
    Trait,
)
from tests.factories.tenancy import TechnicianFactory


class CustomerGroupFactory(DjangoModelFactory[CustomerGroup]):
    """Those who manage houses for others; one row however often asked."""

    class Meta:
        model = CustomerGroup
        django_get_or_create = ("name",)

    name = "Property managers"


class CustomerFactory(DjangoModelFactory[Customer]):
    """A French individual."""

    class Meta:
        model = Customer

    number = factory.Sequence(lambda n: f"C{n:05}")
    last_name = "Dupont"
    first_name = "Zoé"
    address = "3, rue Haute"
    postcode = "71000"
    city = "Mâcon"
    country = "FR"
    email = factory.LazyAttribute(lambda customer: f"{customer.number}@example.com")


class SiteFactory(DjangoModelFactory[Site]):
    """The customer's home."""

    class Meta:
        model = Site

    customer = factory.SubFactory(CustomerFactory)
    address = "3, rue Haute"
    postcode = "71000"
    city = "Mâcon"
    country = "FR"


class DistinctPairFactory(DjangoModelFactory[DistinctPair]):
    """Two who look like one."""

    class Meta:
        model = DistinctPair

    first = factory.SubFactory(CustomerFactory)
    second = factory.SubFactory(CustomerFactory)


class TraitFactory(DjangoModelFactory[Trait]):
    """What nobody else has: her own are made when she is saved."""

    class Meta:
        model = Trait

    customer = factory.SubFactory(CustomerFactory)
    kind = "tax"
    key = factory.Sequence(lambda number: f"TRAIT{number:05}")


class MergeFactory(DjangoModelFactory[Merge]):
    """A customer who was entered twice."""

    class Meta:
        model = Merge

    keeper = factory.SubFactory(CustomerFactory)
    merged_number = "C99999"
    merged_name = "Dupond Zoé"
    keeper_name = "Dupont Zoé"


class ContactFactory(DjangoModelFactory[Contact]):
    """A caretaker."""

    class Meta:
        model = Contact

    customer = factory.SubFactory(CustomerFactory)
    name = "Luc Petit"


class CommunicationFactory(DjangoModelFactory[Communication]):
    """A call."""

    class Meta:
        model = Communication

    customer = factory.SubFactory(CustomerFactory)
    summary = "Asked for an appointment"


class SiteRoleFactory(DjangoModelFactory[SiteRole]):
    """The occupant since 2020."""

    class Meta:
        model = SiteRole

    site = factory.SubFactory(SiteFactory)
    party = factory.SelfAttribute("site.customer")
    role = SiteRole.Role.OCCUPANT
    since = date(2020, 1, 1)


class AllowedTechnicianFactory(DjangoModelFactory[AllowedTechnician]):
    """One technician for a whole customer."""

    class Meta:
        model = AllowedTechnician

    customer = factory.SubFactory(CustomerFactory)
    technician = factory.SubFactory(TechnicianFactory)


class PrivacyRequestFactory(DjangoModelFactory[PrivacyRequest]):
    """An objection that came by letter."""

    class Meta:
        model = PrivacyRequest

    customer = factory.SubFactory(CustomerFactory)
    kind = PrivacyRequest.Kind.OBJECTION
    channel = "letter"
    received_on = date(2026, 3, 4)


class PrivacyAnswerFactory(DjangoModelFactory[PrivacyAnswer]):
    """A refusal."""

    class Meta:
        model = PrivacyAnswer

    request = factory.SubFactory(PrivacyRequestFactory)
    kind = PrivacyAnswer.Kind.REFUSED
    on = date(2026, 3, 5)


class AdvertisingWishFactory(DjangoModelFactory[AdvertisingWish]):
    """She agreed on a form."""

    class Meta:
        model = AdvertisingWish

    customer = factory.SubFactory(CustomerFactory)
    wanted = True
    on = date(2026, 3, 1)
    source = AdvertisingWish.Source.FORM
