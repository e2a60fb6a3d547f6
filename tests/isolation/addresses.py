"""Every address of the product, and how to fill it in with a company's rows.

A page about one row that declares its ``model`` (or ``queryset``) and takes ``pk`` is filled in by itself. Any other
address with something to fill in has a line in ``BUILDERS``; without one the walk fails.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, get_script_prefix, reverse, set_script_prefix

from contracts.models import Contract, IndexSeries, Notice
from customers.models import Communication, Customer, PrivacyRequest, Site
from installed_base.models import Equipment, EquipmentType
from letters.models import (
    Circular,
    Dispatch,
    LetterTemplate,
    LetterVersion,
    Occasion,
    Receipt,
    Recipient,
    SignatureRequest,
)
from tenancy.models import Alert, Attachment, Invitation, JobRun, Membership, OutboxMessage
from tests.isolation.world import House

INSIDE = "config.company_urls"

# What the pages of an app are about, where they find their rows by a method; the longest beginning counts.
ABOUT: dict[str, type[Model]] = {
    "alerts:": Alert,
    "attachments:": Attachment,
    "contracts:": Contract,
    "contracts:index_": IndexSeries,
    "customers:communication": Communication,
    "jobs:": JobRun,
    "letters:circular_": Circular,
    "letters:contract_": Contract,
    "letters:dispatch_": Dispatch,
    "letters:message_": OutboxMessage,
    "letters:notice_": Notice,
    "letters:occasion_": Occasion,
    "letters:receipt_": Receipt,
    "letters:recipient_": Recipient,
    "letters:signature_": SignatureRequest,
    "members:": Membership,
}


def letter(house: House) -> dict[str, Any]:
    """A letter is named by its kind and language, and each company has its own."""
    template = house.row(LetterTemplate)
    return {"kind": template.kind, "language": template.language}


def machine(house: House) -> dict[str, Any]:
    """Files on the company's machine."""
    return {"kind": "equipment", "subject_id": house.row(Equipment).pk}


# How addresses are filled in that name something else than the row their page is about.
BUILDERS: dict[str, Callable[[House], dict[str, Any]]] = {
    "alerts:act": lambda house: {"pk": house.row(Alert).pk, "what": "take"},
    "company_export_file": lambda house: {"pk": house.archive.pk},
    "contracts:index_link": lambda house: {"series_pk": house.row(IndexSeries).pk},
    "customers:communication_create": lambda house: {"customer_pk": house.row(Customer).pk},
    "attachments:create": machine,
    "attachments:list": machine,
    "customers:tell_apart": lambda house: {"pk": house.row(Customer).pk, "other_pk": house.row(Customer).pk},
    "customers:merge": lambda house: {"pk": house.row(Customer).pk, "other_pk": house.row(Customer).pk},
    "customers:contact_create": lambda house: {"customer_pk": house.row(Customer).pk},
    "customers:site_create": lambda house: {"customer_pk": house.row(Customer).pk},
    "equipment:attribute_create": lambda house: {"type_pk": house.row(EquipmentType).pk},
    "equipment:checklist_create": lambda house: {"type_pk": house.row(EquipmentType).pk},
    "equipment:note_create": lambda house: {"machine_pk": house.row(Equipment).pk},
    "customers:role_create": lambda house: {"site_pk": house.row(Site).pk},
    "export_file": lambda house: {"pk": house.export.pk, "wanted": "csv"},
    "import_example": lambda house: {"noun": "customers", "wanted": "csv"},
    "privacy_record": lambda house: {"pk": house.row(Customer).pk},
    "privacy_erased_paper": lambda house: {"pk": house.row(PrivacyRequest).pk},
    "letters:automatic_off": lambda house: {"kind": "visit"},
    "letters:automatic_on": lambda house: {"kind": "visit"},
    "letters:wording_edit": letter,
    "letters:wording_preview": letter,
    "letters:wording_version": lambda house: {**letter(house), "number": house.row(LetterVersion).number},
    "members:invitation": lambda house: {"pk": house.row(Invitation).pk, "what": "withdraw"},
}


# Addresses outside any company. Those of allauth are about the person who is signed in and nobody else.
OF_ALLAUTH = "accounts/"
OUTSIDE: dict[str, Callable[[House], dict[str, Any]]] = {
    "home": lambda house: {},
    "set_language": lambda house: {},
    "healthz": lambda house: {},
    "readyz": lambda house: {},
    "favicon": lambda house: {},
    "invitation": lambda house: {"token": house.row(Invitation).token},
    "closed_archive": lambda house: {"slug": house.company.slug},
    "link": lambda house: {"token": "forged"},
}


@dataclass(frozen=True)
class Address:
    """One route: its full name, its view and what it wants to be told."""

    name: str
    route: str
    view: Any
    wanted: tuple[str, ...]

    @property
    def page(self) -> Any:
        """The class of the view; None for a function."""
        return getattr(self.view, "view_class", None)

    def accepts(self, method: str) -> bool:
        """Whether the page answers to a method at all."""
        names = getattr(self.page, "http_method_names", ["get", "post", "put", "patch", "delete"])
        return method.lower() in names and (
            method == "get" or hasattr(self.page, method.lower()) or self.page is None
        )

    @property
    def model(self) -> type[Model] | None:
        """The model of the row the page is about."""
        if self.page is None:
            return None
        queryset = getattr(self.page, "queryset", None)
        if queryset is not None:
            return queryset.model  # type: ignore[no-any-return]
        if model := getattr(self.page, "model", None):
            return model  # type: ignore[no-any-return]
        beginnings = [begins for begins in ABOUT if self.name.startswith(begins)]
        return ABOUT[max(beginnings, key=len)] if beginnings else None

    @property
    def can_be_filled(self) -> bool:
        """Whether it is known what to fill in."""
        return (
            not self.wanted
            or self.name in BUILDERS
            or (self.wanted == (self.key,) and self.model is not None)
        )

    @property
    def key(self) -> str:
        """What the page calls the key of its row."""
        return getattr(self.page, "pk_url_kwarg", "pk")

    def filling(self, house: House) -> dict[str, Any]:
        """What the address is filled in with for a company."""
        if self.name in BUILDERS:
            return BUILDERS[self.name](house)
        return {self.key: house.row(self.model).pk} if self.model and self.wanted else {}

    def path(self, house: House, filling: Mapping[str, Any] | None = None) -> str:
        """The address below a company, filled in with its own rows or with those given."""
        before = get_script_prefix()
        set_script_prefix(f"/t/{house.company.slug}/")
        try:
            return reverse(
                self.name, urlconf=INSIDE, kwargs=dict(self.filling(house) if filling is None else filling)
            )
        finally:
            set_script_prefix(before)

    def foreign_paths(self, mine: House, theirs: House) -> Iterator[str]:
        """The address below my company with one or more of the other company's rows in it."""
        own, foreign = self.filling(mine), self.filling(theirs)
        for choice in product((own, foreign), repeat=len(self.wanted)):
            mixed = {name: filling[name] for name, filling in zip(self.wanted, choice, strict=True)}
            if mixed != own:
                yield self.path(mine, mixed)


def all_inside() -> list[Address]:
    """Every address of a company's pages."""
    return list(_walk(get_resolver(INSIDE)))


def inside() -> list[Address]:
    """Those that can be filled in: all, or ``test_every_address_can_be_filled_in`` names the others."""
    return [address for address in all_inside() if address.can_be_filled]


def outside() -> list[Address]:
    """Every address outside any company, those of sign-in apart."""
    found = list(_walk(get_resolver(settings.ROOT_URLCONF)))
    return [address for address in found if not address.route.startswith(OF_ALLAUTH)]


def about_rows() -> list[Address]:
    """The addresses of a company's pages that name a row."""
    return [address for address in inside() if address.wanted]


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...] = (), route: str = "", wanted: tuple[str, ...] = ()
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        path, names = route + str(entry.pattern), wanted + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, inner, path, names)
        elif isinstance(entry, URLPattern):
            yield Address(":".join((*spaces, entry.name or path)), path, entry.callback, names)
