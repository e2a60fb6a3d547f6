import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.portfolio import PortfolioRefused, PortfolioReport, Source, import_portfolio
from contracts.models import Contract
from customers.models import AllowedTechnician, Contact, Customer, Site
from installed_base.models import Equipment, EquipmentType
from tenancy.acting import acting_for
from tenancy.models import Change, Company, Technician
from tests.plugins.cast import make_company

ON = date(2026, 11, 22)
CUSTOMERS = (
    "Code client;Type;Nom;Adresse;Ville\nC1;Particulier;Dupont;1 rue Haute;Lyon\nC2;Particulier;Martin;;\n"
)


@pytest.fixture
def firm(db: None) -> Company:
    return make_company("firm", "Firm", "FR")


def bring(firm: Company, *files: str, **kwargs: object) -> PortfolioReport:
    """Bring files of these texts in, named after their place."""
    given = [Source(f"{place}.csv", io.BytesIO(text.encode())) for place, text in enumerate(files)]
    return import_portfolio(firm, given, on=ON, **kwargs)  # type: ignore[arg-type]


def refusals(report: PortfolioReport) -> list[tuple[int, str, str, str]]:
    return [(r.line, r.column, r.value, r.reason) for file in report.files for r in file.refused]


@pytest.mark.parametrize(
    "text",
    [
        "Code client;Site;Adresse;CP;Ville;Accès\nC1;Chalet;2 chemin Bas;01000;Bourg;Clé chez Luc\n",
        "Ville,Accès,CP,Site,Code client,Adresse\nBourg,Clé chez Luc,01000,Chalet,C1,2 chemin Bas\n",
        "Codice cliente;Sede;Indirizzo;CAP;Comune;Accesso\nC1;Chalet;2 chemin Bas;01000;Bourg;Clé chez Luc\n",
        "Customer code;Site name;Address;Postcode;Town;Access\nC1;Chalet;2 chemin Bas;01000;Bourg;Clé chez Luc\n",
    ],
)
def test_sites_come_in_under_headers_of_three_languages_in_any_order(firm: Company, text: str) -> None:
    bring(firm, CUSTOMERS)
    report = bring(firm, text)
    assert [(file.noun, file.created) for file in report.files] == [("sites", 1)]
    with acting_for(firm):
        columns = ("name", "address", "postcode", "city", "access_notes", "country")
        assert list(Site.objects.filter(customer__number="C1").values_list(*columns)) == [
            ("", "1 rue Haute", "", "Lyon", "", "FR"),
            ("Chalet", "2 chemin Bas", "01000", "Bourg", "Clé chez Luc", "FR"),
        ]


def test_sites_that_cannot_be_taken_are_refused_one_by_one(firm: Company) -> None:
    report = bring(
        firm,
        CUSTOMERS,
        "Code client;Site;Adresse;CP\nC9;;1 rue X;\nC1;;;\nC1;Chalet;2 rue B;01000\nC1;Autre;2 RUE B;01000\n;;3 rue;\n",
    )
    assert refusals(report) == [
        (2, "Code client", "C9", "the customer is unknown"),
        (3, "Adresse", "", "the site has neither name nor address"),
        (5, "Code client", "C1", "the reference stands twice in the file"),
        (6, "Code client", "", "the customer is unknown"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Code client;Contact;Rôle;Téléphone;E-mail\nC1;Mme Roux;Gardien;06 12 34 56 78;roux@example.org\n",
        "Codice cliente;Referente;Ruolo;Cellulare;Posta elettronica\nC1;Mme Roux;Custode;0612345678;roux@example.org\n",
        "E-mail,Role,Contact name,Phone,Customer code\nroux@example.org,Caretaker,Mme Roux,+33612345678,C1\n",
    ],
)
def test_contacts_come_in_under_headers_of_three_languages_in_any_order(firm: Company, text: str) -> None:
    bring(firm, CUSTOMERS)
    assert [(file.noun, file.created) for file in bring(firm, text).files] == [("contacts", 1)]
    with acting_for(firm):
        assert list(Contact.objects.values_list("customer__number", "name", "roles", "phone", "email")) == [
            ("C1", "Mme Roux", ["caretaker"], "+33612345678", "roux@example.org")
        ]


def test_contacts_that_cannot_be_taken_are_refused_one_by_one(firm: Company) -> None:
    report = bring(
        firm,
        CUSTOMERS,
        "Code client;Contact;Rôle;E-mail\nC9;A;;\nC1;;;\nC1;B;Roi;\nC1;C;;c at c\nC1;D;;\nC1;d;Autre;\n",
    )
    assert refusals(report) == [
        (2, "Code client", "C9", "the customer is unknown"),
        (3, "Contact", "", "the name is missing"),
        (4, "Rôle", "Roi", "the role is unknown"),
        (5, "E-mail", "c at c", "the e-mail address does not look right"),
        (7, "Code client", "C1", "the reference stands twice in the file"),
    ]


@pytest.mark.parametrize("header", ["Type d'appareil", "Categoria", "Equipment type"])
def test_equipment_types_come_in_once_whatever_their_accents(firm: Company, header: str) -> None:
    with acting_for(firm):
        EquipmentType.objects.create(name="Chaudière gaz")
    report = bring(firm, f"{header}\nChaudiere Gaz\nPompe à chaleur\npompe a chaleur\n")
    assert [(file.noun, file.created, file.known) for file in report.files] == [("equipment_types", 1, 1)]
    assert refusals(report) == [(4, header, "pompe a chaleur", "the reference stands twice in the file")]
    with acting_for(firm):
        assert sorted(EquipmentType.objects.values_list("name", flat=True)) == [
            "Chaudière gaz",
            "Pompe à chaleur",
        ]


@pytest.mark.parametrize("header", ["Technicien;Parti le", "Tecnico;Uscito il", "Technician;Left on"])
def test_technicians_come_in_without_a_login(firm: Company, header: str) -> None:
    report = bring(firm, f"{header}\nKarim Benali;\nJulie Martin;31/12/2025\n;\nX;31/02/2026\n")
    assert [(file.noun, file.created) for file in report.files] == [("technicians", 2)]
    assert [reason for _line, _column, _value, reason in refusals(report)] == ["the last day does not exist"]
    with acting_for(firm):
        assert list(Technician.objects.filter(membership=None).values_list("name", "left_on")) == [
            ("Julie Martin", date(2025, 12, 31)),
            ("Karim Benali", None),
        ]


def test_a_list_of_something_else_that_names_technicians_is_not_taken_for_one(firm: Company) -> None:
    with pytest.raises(PortfolioRefused, match="headers are not recognised"):
        bring(firm, "Date;Objet;Technicien\n01/01/2026;Panne;Karim\n")


def test_everything_at_once_comes_in_the_order_in_which_it_is_needed(firm: Company) -> None:
    report = bring(
        firm,
        "Code appareil;Code client;Catégorie\nA1;C1;Chaudière\n",
        "Code client;Contact\nC1;Mme Roux\n",
        "Technicien\nKarim\n",
        "Code client;Adresse;Site\nC2;9 rue Neuve;Annexe\n",
        "Type d'appareil\nChaudière\n",
        CUSTOMERS,
    )
    assert [(file.noun, file.created) for file in report.files] == [
        ("equipment_types", 1),
        ("technicians", 1),
        ("customers", 2),
        ("sites", 1),
        ("contacts", 1),
        ("equipment", 1),
    ]
    with acting_for(firm):
        assert EquipmentType.objects.count() == 1


def test_chosen_columns_of_known_rows_are_updated_and_the_rest_is_left(firm: Company) -> None:
    bring(firm, CUSTOMERS, "Code appareil;Code client;Catégorie;Marque\nA1;C1;Chaudière;Frisquet\n")
    report = bring(
        firm,
        "Code client;Type;Nom;Adresse;Ville\nC1;Particulier;Dupond;;Paris\nC2;Particulier;Martin;;\n",
        "Code appareil;Code client;Catégorie;Marque\nA1;C2;Pompe;Atlantic\n",
        update={"customers": {"number", "last_name", "city", "address"}, "equipment": {"customer", "type"}},
    )
    assert [(file.noun, file.created, file.known, file.updated) for file in report.files] == [
        ("customers", 0, 2, 1),
        ("equipment", 0, 1, 1),
    ]
    told = [
        [(d.reference, d.name, d.kept, d.brought, d.taken) for d in file.differences] for file in report.files
    ]
    assert told == [
        [
            ("C1", "last_name", "Dupont", "Dupond", True),
            ("C1", "address", "1 rue Haute", "", False),
            ("C1", "city", "Lyon", "Paris", True),
        ],
        [
            ("A1", "customer", "C1", "C2", False),
            ("A1", "type", "Chaudière", "Pompe", True),
            ("A1", "brand", "Frisquet", "Atlantic", False),
        ],
    ]
    with acting_for(firm):
        customer = Customer.objects.get(number="C1")
        assert (customer.name, customer.address, customer.city) == ("Dupond", "1 rue Haute", "Paris")
        assert [c.number for c in Customer.objects.found_by("dupond")] == ["C1"]
        assert Customer.objects.found_by("dupont").count() == 0
        machine = Equipment.objects.get()
        assert (machine.customer.number, machine.type.name, machine.brand) == ("C1", "Pompe", "Frisquet")
        changes = Change.objects.filter(operation="changed").order_by("noun")
        assert list(changes.values_list("noun", "source", "after__city")) == [
            ("customers_customer", "import", "Paris"),
            ("installed_base_equipment", "import", None),
        ]


def test_an_update_touches_no_written_term(firm: Company) -> None:
    header = (
        "N° contrat;Code client;Type de contrat;Date de début;Durée (mois);Reconduction;Préavis (mois);"
        "Montant annuel HT;Périodicité de facturation;Technicien;Révision annuelle (%)\n"
    )
    bring(firm, CUSTOMERS, header + "M1;C1;Essentiel;01/01/2026;12;Tacite;2;100,00;Annuelle;Karim;\n")
    everything = {
        "months",
        "yearly_fee",
        "starts_on",
        "technician",
        "revision_percent",
        "template",
        "renewal",
    }
    report = bring(
        firm,
        header + "M1;C1;Essentiel;01/01/2025;24;Tacite;2;900,00;Annuelle;Julie;2,5\n",
        update={"contracts": everything},
    )
    assert [(d.name, d.taken) for d in report.files[0].differences] == [
        ("starts_on", False),
        ("months", False),
        ("yearly_fee", False),
        ("technician", True),
        ("revision_percent", True),
    ]
    with acting_for(firm):
        contract = Contract.objects.get()
        assert (contract.technician and contract.technician.name, str(contract.revision_percent)) == (
            "Julie",
            "2.500",
        )
        assert (contract.start_on, contract.term_months, contract.renewal_price) == (
            date(2026, 1, 1),
            12,
            "percent",
        )
        assert [str(line.annual_fee) for line in contract.lines.all()] == ["100.00"]


def test_a_raise_by_an_amount_and_a_main_contract_come_in_and_are_updated(firm: Company) -> None:
    header = (
        "N° contrat;Code client;Type de contrat;Date de début;Durée (mois);Reconduction;Préavis (mois);"
        "Montant annuel HT;Périodicité de facturation;Augmentation annuelle (montant);Révision annuelle (%);"
        "Contrat-cadre\n"
    )

    def row(number: str, amount: str = "", percent: str = "", main: str = "", customer: str = "C1") -> str:
        return f"{number};{customer};Essentiel;01/01/2026;12;Tacite;2;100,00;Annuelle;{amount};{percent};{main}\n"

    file = header + row("M0", "6,50") + row("M1", "", "2") + row("M2", "5", "3") + row("M3", customer="C2")
    report = bring(firm, CUSTOMERS, file)
    refused = [(each.reference, each.reason) for each in report.files[1].refused]
    assert refused == [("M2", "a percentage and an amount: give one of them")]
    again = header + row("M0", "-4") + row("M1", "7", "", "M0") + row("M3", main="M0", customer="C2")
    report = bring(firm, again, update={"contracts": {"main", "revision_amount"}})
    assert [(d.reference, d.name, d.taken) for d in report.files[0].differences] == [
        ("M0", "revision_amount", True),
        ("M1", "revision_amount", True),
        ("M1", "main", True),
        ("M1", "revision_percent", True),
        ("M3", "main", False),
    ]
    (gone,) = [d for d in report.files[0].differences if d.note]
    assert (gone.name, gone.kept, gone.brought) == ("revision_percent", "2.000", "")
    stays = "the customer has nothing to do with the main contract: the contract stays where it is"
    assert (report.files[0].updated, report.files[0].remarks[-1].text) == (2, stays)
    with acting_for(firm):
        rows = Contract.objects.order_by("number")
        told = rows.values_list(
            "number", "renewal_price", "revision_percent", "revision_amount", "main__number"
        )
        assert list(told) == [
            ("M0", "amount", None, Decimal("-4.00"), None),
            ("M1", "amount", None, Decimal("7.00"), "M0"),
            ("M3", "keep", None, None, None),
        ]
    # the other kind of raise goes as well where the file lacks its column
    percent = (header + row("M0", "", "1,5")).replace("Augmentation annuelle (montant);", "")
    percent = percent.replace("Annuelle;;", "Annuelle;")
    report = bring(firm, percent, update={"contracts": {"revision_percent"}})
    assert [(d.name, d.kept, d.brought, d.taken) for d in report.files[0].differences] == [
        ("revision_percent", "", "1.5", True),
        ("revision_amount", "-4.00", "", True),
    ]
    with acting_for(firm):
        raised = Contract.objects.get(number="M0")
    assert (raised.renewal_price, raised.revision_percent, raised.revision_amount) == (
        "percent",
        Decimal("1.5"),
        None,
    )


def test_the_command_updates_what_it_is_told_to(
    firm: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(firm, CUSTOMERS)
    file = tmp_path / "clients.csv"
    file.write_text("Code client;Type;Nom;Ville\nC1;Particulier;Durand;Paris\n")
    call_command("import_portfolio", str(file), company="firm", on=ON, update=["customers:city"])
    lines = capsys.readouterr().out.splitlines()
    assert "  known rows changed: 1" in lines
    assert "  differs · line 2 · C1 · Ville · “Paris” · took the place of “Lyon”" in [
        line.replace("Town", "Ville") for line in lines
    ]
    with acting_for(firm):
        assert Customer.objects.get(number="C1").name == "Dupont"
    with pytest.raises(CommandError, match="number cannot be updated"):
        call_command("import_portfolio", str(file), company="firm", update=["customers:number"])
    with pytest.raises(CommandError, match="is needed"):
        call_command("import_portfolio", str(file), company="firm", update=["cats"])


def test_customers_come_in_with_the_technicians_who_may_be_sent(firm: Company) -> None:
    header = "Code client;Type;Nom;Techniciens autorisés\n"
    report = bring(
        firm,
        "Technicien\nKarim\nJulie\n",
        f'{header}C1;Particulier;Dupont;"KARIM ; julie"\nC2;Particulier;Martin;"Karim;Zoé"\nC3;Particulier;Roy;\n',
    )
    assert refusals(report) == [
        (3, "Techniciens autorisés", "Karim;Zoé", "a technician who is named is unknown")
    ]
    assert allowed(firm) == {("C1", "Karim"), ("C1", "Julie")}
    again = f"{header}C1;Particulier;Dupont;Karim\nC3;Particulier;Roy;Julie\n"
    (file,) = bring(firm, again).files
    assert [(d.reference, d.kept, d.brought, d.taken) for d in file.differences] == [
        ("C3", "", "Julie", False)
    ]
    bring(firm, again, update={"customers": ["technicians"]})
    assert allowed(firm) == {("C1", "Karim"), ("C1", "Julie"), ("C3", "Julie")}


def allowed(firm: Company) -> set[tuple[str, str]]:
    with acting_for(firm):
        return set(AllowedTechnician.objects.values_list("customer__number", "technician__name"))
