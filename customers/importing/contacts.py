"""How contacts come in from a spreadsheet: the people to talk to about a customer."""

from collections.abc import Collection, Hashable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from customers.importing.checking import EMAIL
from customers.importing.columns import EMAIL_TOO_LONG, NAME_TOO_LONG, PHONE_TOO_LONG, customer_column
from customers.importing.known import refers
from customers.models import Contact, Customer
from customers.phones import e164
from tenancy import search
from tenancy.importing.plain import PlainRow, PlainTable, Values, check_plain
from ui.spreadsheets.cells import Cell, Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named, text_column
from ui.spreadsheets.showing import labelled
from ui.spreadsheets.values import BadValue, Fault, at_most, one_of, text

ROLES = {
    "occupant": "Occupant|Locataire|Occupante|Inquilino|Conduttore|Tenant",
    "owner": "Propriétaire|Bailleur|Proprietario|Owner|Landlord",
    "manager": "Gérant|Gestionnaire|Syndic|Amministratore|Gestore|Property manager|Manager",
    "caretaker": "Gardien|Concierge|Custode|Portiere|Caretaker",
    "accounts": "Comptabilité|Comptable|Contabilità|Amministrazione|Accounts|Accounting",
    "other": "Autre|Altro|Other",
}


def email(cell: Cell) -> str:
    """An e-mail address that looks like one."""
    value = at_most(160)(cell)
    if value and not EMAIL.fullmatch(value):
        raise BadValue(Fault.UNKNOWN)
    return value


CONTACTS = Noun(
    name="contacts",
    label=_("contacts"),
    key="customer",
    once=False,
    plain=True,
    columns=(
        customer_column(),
        Column(
            "name",
            _("Contact"),
            named(
                "Contact|Nom du contact|Interlocuteur|Personne à contacter|Contatto|Referente|Nome referente"
                "|Nome del contatto|Contact name|Contact person"
            ),
            at_most(120),
            {Fault.MISSING: gettext_noop("the name is missing"), Fault.TOO_LONG: NAME_TOO_LONG},
            required=True,
            also=named("Nom|Nom et prénom|Nome|Nome e cognome|Name|Full name"),
            fixed=gettext_noop("it tells the rows apart"),
        ),
        Column(
            "roles",
            _("Role"),
            named("Rôle|Fonction|Qualité|Ruolo|Funzione|Qualifica|Role|Function"),
            one_of({word: [role] for role, words in ROLES.items() for word in words.split("|")}),
            {Fault.UNKNOWN: gettext_noop("the role is unknown")},
            blank=[],
            show=labelled(dict(Contact.Role.choices)),
        ),
        text_column(
            "phone",
            _("Telephone"),
            "Téléphone|Tél.|Portable|Mobile|Telefono|Tel.|Cellulare|Cell.|Telephone|Phone|Mobile phone",
            40,
            PHONE_TOO_LONG,
        ),
        Column(
            "email",
            _("E-mail"),
            named(
                "E-mail|Email|Mail|Courriel|Adresse e-mail|Posta elettronica|Indirizzo e-mail|E-mail address"
            ),
            email,
            {
                Fault.TOO_LONG: EMAIL_TOO_LONG,
                Fault.UNKNOWN: gettext_noop("the e-mail address does not look right"),
            },
        ),
        Column(
            "note",
            _("Note"),
            named("Note|Notes|Remarque|Remarques|Osservazioni|Remark|Remarks"),
            at_most(200, text),
            {Fault.TOO_LONG: gettext_noop("the note is too long")},
        ),
    ),
)


def check_contacts(
    sheet: Sheet, mapped: Mapped, *, country: str, customers: Collection[str]
) -> Checked[PlainRow]:
    """Judges the rows of a sheet of contacts. ``customers`` are references that exist or were taken."""

    def customer(values: dict[str, Any]) -> str | None:
        return refers(values, customers)

    checked = check_plain(sheet, mapped, same=_same, checks={"customer": customer})
    for row in checked.accepted:
        if written := row.values["phone"]:
            row.values["phone"] = e164(written, country) or written
    return checked


def _same(values: Values) -> Hashable:
    return values["customer"], search.fold(values["name"])


def _kept(rows: Sequence[PlainRow]) -> dict[Hashable, Contact]:
    found = Contact.objects.filter(customer__number__in={row.values["customer"] for row in rows})
    return {
        (contact.customer.number, search.fold(contact.name)): contact
        # the first of two alike stays
        for contact in found.prefetch_related("customer").order_by("-pk")
    }


def _make(rows: Sequence[PlainRow]) -> list[Contact]:
    numbers = {row.values["customer"] for row in rows}
    customers = dict(Customer.objects.filter(number__in=numbers).values_list("number", "pk"))
    return [
        Contact(
            **{name: value for name, value in row.values.items() if name != "customer"},
            customer_id=customers[row.values["customer"]],
        )
        for row in rows
    ]


write_contacts = PlainTable(CONTACTS, Contact, _same, _kept, _make, ("customer", "name"), "contact").write
