"""The words of the two countries' spreadsheets, as their old software writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

FILES = ("customers.csv", "equipment.csv", "contracts.csv")

CUSTOMERS = {
    "fr": [
        "Code client",
        "Type",
        "Nom",
        "Prénom",
        "Société",
        "Adresse",
        "Complément",
        "Code postal",
        "Ville",
        "Téléphone",
        "Portable",
        "E-mail",
        "SIRET",
        "Client parent",
        "Remarques",
        "Client à surveiller",
        "Ne pas relancer",
    ],
    "it": [
        "Codice cliente",
        "Tipo soggetto",
        "Cognome",
        "Nome",
        "Ragione sociale",
        "Indirizzo",
        "CAP",
        "Comune",
        "Provincia",
        "Telefono",
        "Cellulare",
        "E-mail",
        "Partita IVA",
        "Codice fiscale",
        "PEC",
        "Codice destinatario",
        "Condominio o proprietario",
        "Note",
        "Cliente da attenzionare",
        "Escludi da manutenzioni in scadenza",
    ],
}
EQUIPMENT = {
    "fr": [
        "Code appareil",
        "Code client",
        "Catégorie",
        "Marque",
        "Modèle",
        "N° de série",
        "Puissance (kW)",
        "Énergie",
        "Mise en service",
        "Fin de garantie",
        "Emplacement",
        "Note",
    ],
    "it": [
        "Codice apparecchio",
        "Codice cliente",
        "Categoria",
        "Marca",
        "Modello",
        "Matricola",
        "Potenza (kW)",
        "Combustibile",
        "Data installazione",
        "Fine garanzia",
        "Ubicazione",
        "Note",
    ],
}
CONTRACTS = {
    "fr": [
        "N° contrat",
        "Code client",
        "Appareils",
        "Type de contrat",
        "Date de signature",
        "Date de début",
        "Durée (mois)",
        "Reconduction",
        "Préavis (mois)",
        "Montant annuel HT",
        "Taux TVA",
        "Périodicité de facturation",
        "Terme",
        "Visites par an",
        "Mois de visite",
        "Facturé jusqu'au",
        "Date de résiliation",
        "Renouvellement par",
        "Technicien",
        "Révision annuelle (%)",
        "Dernière visite",
        "Lettre de reconduction envoyée le",
    ],
    "it": [
        "N° contratto",
        "Codice cliente",
        "Apparecchi",
        "Tipo contratto",
        "Data stipula",
        "Data decorrenza",
        "Durata (mesi)",
        "Rinnovo",
        "Preavviso (mesi)",
        "Canone annuo",
        "Aliquota IVA",
        "Periodicità fatturazione",
        "Decorrenza canone",
        "Visite annue",
        "Mese visita",
        "Fatturato fino al",
        "Data disdetta",
        "Rinnovo a cura di",
        "Tecnico abituale",
        "Adeguamento annuo (%)",
        "Ultima visita",
        "Comunicazione di rinnovo inviata il",
    ],
}

Town = tuple[str, str, str]
Machine = tuple[str, str, str, float, str]


@dataclass(frozen=True, slots=True)
class Words:
    """What a country's rows are made of. Kinds: individual, business, condominium, public, in that order."""

    language: str
    locale: str
    prefix: str
    kinds: tuple[str, ...]
    renewals: tuple[str, ...]
    steps: dict[int, str]
    terms: tuple[str, str]
    controls: tuple[str, ...]
    templates: tuple[str, ...]
    technicians: tuple[str, ...]
    rates: tuple[str, ...]
    notices: tuple[int, ...]
    towns: tuple[Town, ...]
    machines: tuple[Machine, ...]
    places: tuple[str, ...]
    notes: tuple[str, ...]
    yes_no: tuple[str, str]

    def firm(self, kind: str, company: str, surname: str) -> str:
        """A name for whoever is no person."""
        if kind == self.kinds[1]:
            return company
        if kind == self.kinds[2]:
            return f"{'Copropriété' if self.language == 'fr' else 'Condominio'} {surname}"
        return f"{'Mairie de' if self.language == 'fr' else 'Comune di'} {surname}"

    def phone(self, chance: Random) -> str:
        """A number nobody has: the French range kept for fiction, or an Italian mobile."""
        if self.language == "fr":
            return f"06 39 98 {chance.randrange(100):02} {chance.randrange(100):02}"
        return f"+39 347 {chance.randrange(1000000, 9999999)}"

    def tax_number(self, chance: Random, complete: Callable[[str], str]) -> str:
        """A SIRET or partita IVA with right check digits."""
        if self.language == "fr":
            siren = complete("".join(chance.choices("123456789", k=8)))
            return complete(f"{siren}0001")
        return complete("".join(chance.choices("123456789", k=7)) + "037")

    def customer_row(
        self,
        *,
        reference: str,
        kind: str,
        surname: str,
        first: str,
        firm: str,
        address: str,
        town: Town,
        phone: str,
        email: str,
        tax: str,
        note: str,
        attention: bool,
        excluded: bool,
    ) -> list[str]:
        """The cells in the order of ``CUSTOMERS``."""
        postcode, city, province = town
        yes, no = self.yes_no
        flags = [yes if attention else no, yes if excluded else no]
        who = [reference, kind, surname, first, firm, address]
        if self.language == "fr":
            return [*who, "", postcode, city, "", phone, email, tax, "", note, *flags]
        pec, code = (f"{reference.lower()}@pec.example.com", "0000000") if tax else ("", "")
        return [*who, postcode, city, province, "", phone, email, tax, "", pec, code, "", note, *flags]


FRENCH = Words(
    language="fr",
    locale="fr_FR",
    prefix="M",
    kinds=("Particulier", "Professionnel", "Syndic de copropriété", "Collectivité"),
    renewals=("Tacite", "Expresse", "Sans"),
    steps={12: "Annuelle", 6: "Semestrielle", 3: "Trimestrielle", 1: "Mensuelle"},
    terms=("À échoir", "Échu"),
    controls=("Bureau", "Technicien"),
    templates=("Essentiel", "Confort", "Sérénité", "Collectif"),
    technicians=("Sophie Roux", "Karim Benali", "Julie Martin", "Marc Perrin", ""),
    rates=("10", "10", "10", "20"),
    notices=(1, 2, 2, 3),
    towns=(("71000", "Mâcon", ""), ("69400", "Villefranche-sur-Saône", ""), ("01000", "Bourg-en-Bresse", ""),
           ("42000", "Saint-Étienne", ""), ("38000", "Grenoble", ""), ("74000", "Annecy", "")),
    machines=(("Chaudière gaz", "Frisquet", "Hydroconfort Condensation 25", 25, "Gaz naturel"),
              ("Chaudière gaz", "Saunier Duval", "ThemaPlus Condens F25", 24.5, "Gaz naturel"),
              ("Chaudière fioul", "De Dietrich", "Modulens AFC 24", 24, "Fioul"),
              ("Pompe à chaleur", "Atlantic", "Alféa Extensa 8", 8, "Électricité"),
              ("Climatisation", "Daikin", "Emura 35", 3.5, "Électricité"),
              ("Adoucisseur", "Permo", "5122 Bio", 0, ""),
              ("VMC", "Aldes", "Bahia Curve", 0, "Électricité")),
    places=("Cuisine", "Garage", "Cave", "Combles", ""),
    notes=("Préfère le matin", "Sonner deux fois", "Clé chez la gardienne"),
    yes_no=("Oui", "Non"),
)  # fmt: skip

ITALIAN = Words(
    language="it",
    locale="it_IT",
    prefix="CT",
    kinds=("Privato", "Azienda", "Condominio", "Pubblica Amministrazione"),
    renewals=("Tacito", "Espresso", "Nessuno"),
    steps={12: "Annuale", 6: "Semestrale", 3: "Trimestrale", 1: "Mensile"},
    terms=("Anticipata", "Posticipata"),
    controls=("Ufficio", "Tecnico"),
    templates=("Base", "Comfort", "Full service", "Centrale termica"),
    technicians=("Neri Sara", "Montani Luca", "Ferri Giulia", "Bassi Marco", ""),
    rates=("10", "22"),
    notices=(1, 2),
    towns=(("40121", "Bologna", "BO"), ("41121", "Modena", "MO"), ("47521", "Cesena", "FC"), ("48018", "Faenza", "RA"),
           ("29121", "Piacenza", "PC"), ("43121", "Parma", "PR")),
    machines=(("Caldaia a gas", "Vaillant", "ecoTEC plus 30", 26.5, "Metano"),
              ("Caldaia a gas", "Beretta", "Ciao 25 CSI", 23, "Metano"),
              ("Caldaia a gas", "Baxi", "Luna Platinum+ 24", 24, "GPL"),
              ("Pompa di calore", "Daikin", "Altherma 3 R 8", 8, "Elettricità"),
              ("Climatizzatore", "Mitsubishi Electric", "MSZ-AP35", 3.5, "Elettricità"),
              ("Addolcitore", "Cillichemie", "Cillit 30 Data Bio", 0, "")),
    places=("Cucina", "Balcone", "Cantina", "Garage", ""),
    notes=("Preferisce la mattina", "Citofono rotto: telefonare prima"),
    yes_no=("Sì", "No"),
)  # fmt: skip


def words_of(country: str) -> Words:
    """The words of ``FR`` or ``IT``."""
    return {"FR": FRENCH, "IT": ITALIAN}[country]
