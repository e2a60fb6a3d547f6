"""The columns of a file of customers, as French, Italian and English programs call them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_numbers
from stdnum.fr import tva
from stdnum.it import iva

from customers.models import Customer
from ui.spreadsheets.cells import Cell
from ui.spreadsheets.columns import Column, Noun, named, text_column
from ui.spreadsheets.showing import labelled
from ui.spreadsheets.values import BadValue, Fault, at_most, code, long_text, one_of, text, yes_or_no

REFERENCE_LENGTH = 30
KINDS = {
    "individual": "Particulier|Privato|Persona fisica|Individual|Private|Consumer",
    "business": "Professionnel|Entreprise|Azienda|Impresa|Business|Company",
    "condominium": "Syndic de copropriété|Copropriété|Syndic|Condominio|Condominium",
    "public": "Collectivité|Administration|Administration publique|Pubblica Amministrazione|Ente pubblico|PA|Public"
    "|Public body|Public administration",
}


def siret(cell: Cell) -> str:
    """The 14 figures of a SIRET whose check digit (La Poste: sum of figures) is right."""
    value = siret_numbers.compact(code(14)(cell))
    try:
        return siret_numbers.validate(value)
    except ValidationError:
        raise BadValue(Fault.UNKNOWN) from None


def vat_number(cell: Cell) -> str:
    """The 11 figures of a partita IVA whose check digit is right; a French number keeps its FR.

    The three figures for the office are not judged: only the check digit refuses a customer.
    """
    value = iva.compact(code(11)(cell))
    if value.startswith("FR"):
        if tva.is_valid(value):
            return value
    elif len(value) == 11 and value.isascii() and value.isdigit() and luhn.is_valid(value):
        return value
    raise BadValue(Fault.UNKNOWN)


def names(cell: Cell) -> tuple[str, ...]:
    """Names with ; between them."""
    return tuple(name for part in text(cell).split(";") if (name := part.strip()))


NAME_TOO_LONG = gettext_noop("the name is too long")
ADDRESS_TOO_LONG = gettext_noop("the address is too long")
PHONE_TOO_LONG = gettext_noop("the telephone number is too long")
EMAIL_TOO_LONG = gettext_noop("the e-mail address is too long")
REFERENCE_MISSING = gettext_noop("the reference is missing")
REFERENCE_TOO_LONG = gettext_noop("the reference is too long")
NEITHER_YES_NOR_NO = gettext_noop("the value is neither yes nor no")
TECHNICIAN_UNKNOWN = gettext_noop("a technician who is named is unknown")
KIND_UNKNOWN = gettext_noop("the customer kind is unknown")

TELLS_APART = gettext_noop("it tells the rows apart")


def customer_column() -> Column:
    """The customer something belongs to, as files of sites, contacts, equipment and contracts name it."""
    unknown = gettext_noop("the customer is unknown")
    return Column(
        "customer",
        _("Customer code"),
        named(
            "Code client|N° client|Numéro client|Référence client|Client|Codice cliente|N° cliente|Cliente"
            "|Customer code|Customer number|Customer reference|Customer"
        ),
        at_most(REFERENCE_LENGTH),
        {Fault.MISSING: unknown, Fault.TOO_LONG: unknown},
        required=True,
        fixed=gettext_noop("what is there changes its customer on its own page"),
    )


CUSTOMERS = Noun(
    name="customers",
    label=_("customers"),
    key="number",
    columns=(
        Column(
            "number",
            _("Customer code"),
            named(
                "Code client|N° client|Numéro client|Référence client|Codice cliente|N° cliente|Customer code"
                "|Customer number|Customer reference|Customer"
            ),
            at_most(REFERENCE_LENGTH),
            {Fault.MISSING: REFERENCE_MISSING, Fault.TOO_LONG: REFERENCE_TOO_LONG},
            required=True,
            fixed=TELLS_APART,
        ),
        Column(
            "kind",
            _("Kind"),
            named("Type|Type de client|Tipo soggetto|Tipo|Tipo cliente|Kind|Customer type|Customer kind"),
            one_of({word: kind for kind, words in KINDS.items() for word in words.split("|")}),
            {Fault.UNKNOWN: KIND_UNKNOWN},
            required=True,
            show=labelled(dict(Customer.Kind.choices)),
        ),
        text_column(
            "last_name",
            _("Surname"),
            "Nom|Nom de famille|Cognome|Surname|Last name|Family name",
            120,
            NAME_TOO_LONG,
        ),
        text_column("first_name", _("First name"), "Prénom|Nome|First name|Given name", 120, NAME_TOO_LONG),
        text_column(
            "company_name",
            _("Company name"),
            "Société|Raison sociale|Ragione sociale|Denominazione|Company|Company name|Business name",
            160,
            NAME_TOO_LONG,
        ),
        text_column("address", _("Address"), "Adresse|Indirizzo|Via|Address|Street", 200, ADDRESS_TOO_LONG),
        text_column(
            "address_extra",
            _("Address, second line"),
            "Complément|Complément d'adresse|Adresse 2|Indirizzo 2|Complemento|Scala e interno"
            "|Address line 2|Address 2",
            120,
            ADDRESS_TOO_LONG,
        ),
        Column(
            "postcode",
            _("Postcode"),
            named("Code postal|CP|CAP|Postcode|Post code|Postal code|ZIP|ZIP code"),
            at_most(12, code(5)),
            {Fault.TOO_LONG: gettext_noop("the postcode is too long")},
        ),
        text_column("city", _("Town"), "Ville|Commune|Comune|Città|Località|Town|City", 80, ADDRESS_TOO_LONG),
        text_column("province", _("Province"), "Province|Provincia|Prov.|County", 4, ADDRESS_TOO_LONG),
        text_column(
            "phone",
            _("Telephone"),
            "Téléphone|Tél.|Tél. fixe|Telefono|Tel.|Telephone|Phone",
            40,
            PHONE_TOO_LONG,
        ),
        text_column(
            "mobile",
            _("Mobile"),
            "Portable|Mobile|Tél. portable|Téléphone portable|Cellulare|Cell.|Telefono cellulare|Mobile phone",
            40,
            PHONE_TOO_LONG,
        ),
        text_column(
            "email",
            _("E-mail"),
            "E-mail|Email|Mail|Courriel|Adresse e-mail|Posta elettronica|Indirizzo e-mail|E-mail address",
            160,
            EMAIL_TOO_LONG,
        ),
        Column(
            "siret",
            _("SIRET"),
            named("SIRET|N° SIRET|Numéro SIRET"),
            siret,
            {Fault.UNKNOWN: gettext_noop("the SIRET fails its check digit")},
        ),
        Column(
            "vat_number",
            _("VAT number"),
            named(
                "Partita IVA|P. IVA|P.IVA|PIVA|N° TVA|N° TVA intracommunautaire|TVA intracommunautaire"
                "|VAT number|VAT no"
            ),
            vat_number,
            {Fault.UNKNOWN: gettext_noop("the Partita IVA fails its check digit")},
        ),
        text_column(
            "tax_code",
            _("Codice fiscale"),
            "Codice fiscale|C.F.|Cod. fiscale|Code fiscal|Fiscal code|Tax code",
            20,
            gettext_noop("the codice fiscale is too long"),
        ),
        text_column(
            "pec",
            _("Certified e-mail (PEC)"),
            "PEC|Posta certificata|Indirizzo PEC|E-mail certifié|Certified e-mail",
            160,
            EMAIL_TOO_LONG,
        ),
        text_column(
            "sdi_code",
            _("E-invoice recipient code"),
            "Codice destinatario|Codice SDI|SDI|Codice univoco|Code destinataire|Recipient code",
            7,
            gettext_noop("the e-invoice recipient code is too long"),
        ),
        text_column(
            "parent",
            _("Parent customer"),
            "Client parent|Copropriété ou propriétaire|Propriétaire|Condominio o proprietario|Cliente padre"
            "|Parent customer|Parent|Condominium or owner",
            REFERENCE_LENGTH,
            gettext_noop("the parent customer is unknown"),
            fixed=gettext_noop("a customer is moved under another on its own page"),
        ),
        Column(
            "notes",
            _("Notes"),
            named("Remarques|Remarque|Note|Notes|Observations|Osservazioni|Remarks"),
            long_text,
        ),
        Column(
            "attention",
            _("Customer to watch"),
            named(
                "Client à surveiller|À surveiller|Cliente da attenzionare|Da attenzionare|Customer to watch"
                "|Watch|Watched"
            ),
            yes_or_no,
            {Fault.UNKNOWN: NEITHER_YES_NOR_NO},
            blank=False,
        ),
        Column(
            "excluded",
            _("Leave out of reminders"),
            named(
                "Ne pas relancer|Exclure des relances|Escludi da manutenzioni in scadenza|Escludi|Do not remind"
                "|Exclude from maintenance|Excluded"
            ),
            yes_or_no,
            {Fault.UNKNOWN: NEITHER_YES_NOR_NO},
            blank=False,
        ),
        Column(
            "technicians",
            _("Technicians allowed"),
            named(
                "Techniciens autorisés|Techniciens admis|Tecnici ammessi|Tecnici autorizzati|Technicians allowed"
                "|Allowed technicians"
            ),
            names,
            blank=(),
        ),
        text_column(
            "group",
            _("Customer group"),
            "Groupe de clients|Groupe client|Groupe tarifaire|Catégorie de clients|Gruppo clienti|Gruppo cliente"
            "|Categoria clienti|Customer group|Price group",
            60,
            NAME_TOO_LONG,
        ),
    ),
)
