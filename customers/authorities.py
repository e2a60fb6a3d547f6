"""Where a person looks a number up with the authority that gave it. Nothing is called from here: these are links."""

from dataclasses import dataclass

from django.utils.text import capfirst

from customers.models import Customer


@dataclass(frozen=True, slots=True)
class Register:
    """An authority's page about a number."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A number as shown: what it is called, and where it can be looked up."""

    label: str
    value: str
    register: Register | None


VIES = Register("VIES", "https://ec.europa.eu/taxation_customs/vies/#/vat-validation")
PARTITA_IVA = Register(
    "Agenzia delle Entrate",
    "https://telematici.agenziaentrate.gov.it/VerificaPIVA/Scegli.do?parameter=verificaPiva",
)
CODICE_FISCALE = Register(
    "Agenzia delle Entrate",
    "https://telematici.agenziaentrate.gov.it/VerificaCF/Scegli.do?parameter=verificaCf",
)
IPA = Register("IndicePA", "https://indicepa.gov.it/ipa-portale/consultazione/indirizzo-sede/ricerca-ente")
ANNUAIRE = "https://annuaire-entreprises.data.gouv.fr"


def registers(customer: Customer) -> dict[str, Register]:
    """The authority's page for each number she has, by the column's name."""
    found = {}
    if customer.siren:
        found["siren"] = Register("annuaire-entreprises", f"{ANNUAIRE}/entreprise/{customer.siren}")
    if customer.siret:
        found["siret"] = Register("annuaire-entreprises", f"{ANNUAIRE}/etablissement/{customer.siret}")
    if customer.vat_number:
        found["vat_number"] = PARTITA_IVA if customer.vat_number[:1].isdigit() else VIES
    if customer.tax_code:
        found["tax_code"] = CODICE_FISCALE
    if len(customer.sdi_code) == 6:
        found["sdi_code"] = IPA
    return found


def tax_numbers(customer: Customer) -> list[TaxNumber]:
    """The numbers the state gave her, in the order of the form."""
    found = registers(customer)
    return [
        TaxNumber(_label(name), value, found.get(name))
        for name in ("siren", "siret", "vat_number", "tax_code", "sdi_code")
        if (value := getattr(customer, name))
    ]


def _label(name: str) -> str:
    return capfirst(str(Customer._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
