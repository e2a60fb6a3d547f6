"""What kind of customer the data look like: a proposal with its reason, never a decision."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from tenancy.search import fold

Kind = Customer.Kind

# Words of names, accents and case ignored. Legal forms are read with their points taken out.
_CONDOMINIUM = re.compile(
    r"\b(condominio|supercondominio|copropriete|coproprietaires|syndicat des coproprietaires|sdc|residence|palazzina)\b"
)
_PUBLIC = re.compile(
    r"\b(mairie|commune|communaute de communes|metropole|departement|prefecture|conseil (?:departemental|regional)"
    r"|college|lycee|ecole (?:primaire|maternelle|elementaire)|ephad public|centre hospitalier|chu|ccas|opac|oph|sivom"
    r"|comune|provincia|regione|prefettura|asl|ausl|asst|istituto comprensivo|liceo|universita|ministero|agenzia delle"
    r"|azienda ospedaliera|camera di commercio)\b"
)
_BUSINESS = re.compile(
    r"\b(sarl|sas|sasu|sa|eurl|sci|scop|snc|selarl|scm|gaec|earl|ets|etablissements|srl|srls|spa|sapa|sas|ss|ditta"
    r"|impresa|societa|cooperativa|scarl|societe|hotel|albergo|ristorante|restaurant|boulangerie|pharmacie|farmacia"
    r"|garage|cabinet|studio|notaire|azienda agricola|gmbh|ltd)\b"
)
# Whoever is addressed like this is a person, whatever the surname reads like.
_CIVILITY = re.compile(
    r"^(?:(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|sig|sigra|signor|signora|famille|famiglia)"
    r"\b[. ]*(?:(?:et|e)\b *)?)+"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, and what it was read from."""

    kind: str
    why: str | Promise


def guess_kind(
    *,
    company_name: str = "",
    last_name: str = "",
    first_name: str = "",
    siren: str = "",
    siret: str = "",
    vat_number: str = "",
    tax_code: str = "",
    sdi_code: str = "",
) -> Guess | None:
    """The kind the data look like; None when they say nothing.

    Public bodies have a recipient code of six characters; a codice fiscale of eleven figures that begins with 8 or 9
    is that of a body without trade: a condominium unless the name says otherwise. Who has a first name or is addressed
    as a person is none of these by her name: somebody is called Mairie.
    """
    written = f"{company_name} {last_name}"
    name = _plain(written)
    figures = re.sub(r"\D", "", tax_code)
    bodiless = len(figures) == 11 == len(re.sub(r"\s", "", tax_code)) and figures[0] in "89"
    if len(re.sub(r"\s", "", sdi_code)) == 6:
        return Guess(Kind.PUBLIC, _("the recipient code has six characters (IPA)"))
    addressed = _CIVILITY.match(name.strip().replace("sig.ra", "sigra"))
    person = addressed or (first_name.strip() and not company_name.strip())
    if (found := _CONDOMINIUM.search(name)) and not person:
        return Guess(Kind.CONDOMINIUM, _named(found, written))
    if (found := _PUBLIC.search(name)) and not person:
        return Guess(Kind.PUBLIC, _named(found, written))
    if bodiless:
        return Guess(Kind.CONDOMINIUM, _("the codice fiscale has 11 figures and begins with 8 or 9"))
    if found := _BUSINESS.search(name):
        return Guess(Kind.BUSINESS, _named(found, written))
    if siren.strip() or siret.strip():
        return Guess(Kind.BUSINESS, _("there is a SIREN or SIRET"))
    if vat_number.strip():
        return Guess(Kind.BUSINESS, _("there is a VAT number"))
    if addressed:
        words = " ".join(written.split()[: len(addressed[0].split())])
        return Guess(Kind.INDIVIDUAL, str(_("the name says “%(word)s”") % {"word": words}))
    if last_name.strip() and not company_name.strip():
        return Guess(Kind.INDIVIDUAL, _("there is a surname and no company name"))
    return None


def _plain(text: str) -> str:
    """Lower case without accents; ``S.p.A.`` and ``S.r.l.`` read as one word."""
    return re.sub(r"\b((?:\w\.){2,})", lambda found: found[1].replace(".", "") + " ", fold(text) + " ")


def _named(found: "re.Match[str]", written: str) -> str:
    """The reason, with the words as they were written."""
    words, count = written.split(), len(found[0].split())
    for place in range(len(words)):
        said = " ".join(words[place : place + count])
        if found[0] in _plain(said).split() or _plain(said).strip() == found[0]:
            return str(_("the name says “%(word)s”") % {"word": said})
    return str(_("the name says “%(word)s”") % {"word": found[0]})
