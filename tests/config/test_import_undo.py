from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from config import nightly
from config.importing import carry_out
from config.models import ImportUndo, PortfolioImport
from contracts.models import BillingPeriod, Contract, ContractTemplate, Notice, OwedVisit
from customers.models import Contact, Customer, Site
from installed_base.models import Equipment, EquipmentType
from tenancy.acting import acting_for
from tenancy.models import Attachment, Change, Company, Counter, SearchToken, Technician, User
from tests.factories.tenancy import AttachmentFactory
from tests.isolation.registry import owned_models

PORTFOLIO = Path(__file__).resolve().parent.parent / "data" / "portfolio-fr"
ON = date(2026, 11, 22)
# who did what and when, and what was given out: kept whatever is undone
BOOKS = {"tenancy_change", "tenancy_jobrun", "tenancy_counter", "tenancy_outboxmessage"}
CUSTOMERS = (
    "Code client;Type;Nom;Adresse;Ville\nC90001;Particulier;Dupont;1 rue Haute;Lyon\n"
    "C90002;Particulier;Martin;2 rue Basse;Lyon\n"
)
EQUIPMENT = "Code appareil;Code client;Catégorie;Marque\nA90001;C90001;Gaz;Frisquet\nA90002;C90002;Gaz;Elm\n"
CONTRACTS = (
    "N° contrat;Code client;Appareils;Type de contrat;Date de début;Durée (mois);Reconduction;Préavis (mois);"
    "Montant annuel HT;Périodicité de facturation;Visites par an;Technicien\n"
    "M1;C90001;A90001;Essentiel;01/01/2026;12;Tacite;2;100,00;Annuelle;1;Karim\n"
    "M2;C90002;A90002;Essentiel;01/03/2026;12;Tacite;2;120,00;Annuelle;2;Karim\n"
)


@pytest.fixture(autouse=True)
def files_go_to_a_folder_of_the_test(tmp_path: Path) -> object:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What would have gone to the worker."""
    queue: list[dict[str, object]] = []
    monkeypatch.setattr("config.tasks.portfolio.send", lambda company, **kwargs: queue.append(kwargs))
    return queue


def everything(company: Company) -> dict[str, list[str]]:
    """Every row of every table of the company, but for the books and the imports themselves."""
    found = {}
    with acting_for(company), connection.cursor() as cursor:
        for model in owned_models():
            table = model._meta.db_table
            if table in BOOKS or table.startswith("echeo_"):
                continue
            # words are written anew when a name comes back: they are the same under another key
            without = "'updated_at' - 'id'" if table == "tenancy_searchtoken" else "'updated_at'"
            cursor.execute(f'SELECT (to_jsonb(t) - {without})::text FROM "{table}" t ORDER BY 1')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def imported(company: Company, *texts: str | bytes, update: dict[str, list[str]] | None = None) -> int:
    """Bring files of these texts in, as the page does; gives the import."""
    files = [
        SimpleUploadedFile(f"{place}.csv", text.encode() if isinstance(text, str) else text)
        for place, text in enumerate(texts)
    ]
    with acting_for(company):
        job = PortfolioImport.upload(files, ON)
    carry_out(company, job.pk)
    with acting_for(company):
        assert job.move("mapping", "importing", update=update or {})
    carry_out(company, job.pk)
    with acting_for(company):
        job.refresh_from_db()
        assert (job.state, job.problem) == ("imported", "")
    return job.pk


def undone(company: Company, client: Client, pk: int, *ticked: str) -> dict[str, Any]:
    """Press the button, let the worker do it; gives the result."""
    client.post(f"/t/{company.slug}/imports/{pk}/undo/", {"tick": ticked})
    carry_out(company, pk)
    with acting_for(company):
        job = PortfolioImport.objects.get(pk=pk)
        assert (job.state, job.problem) == ("undone", "")
        result: dict[str, Any] = ImportUndo.objects.get(owner=pk).result
        return result


def stays(result: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(row["label"], row["reasons"]) for row in result["stays"]]


def work_before(company: Company) -> None:
    """Rows of every noun that were there before."""
    imported(
        company,
        CUSTOMERS.replace("C9", "C8"),
        EQUIPMENT.replace("C9", "C8").replace("A9", "A8"),
        CONTRACTS.replace("C9", "C8").replace("A9", "A8").replace("\nM", "\nN"),
        "Code client;Contact\nC80001;Mme Roux\n",
        "Code client;Site;Adresse\nC80001;Chalet;9 rue Neuve\n",
    )


def test_an_undo_leaves_every_row_of_every_table_as_before(company_a: Company, client_ana: Client) -> None:
    work_before(company_a)
    before = everything(company_a)
    files = [(PORTFOLIO / f"{name}.csv").read_bytes() for name in ("clients", "appareils", "contrats")]
    more = (
        "Code client;Contact\nC00001;M. Bon\nC80001;M. Neuf\n",
        "Code client;Site;Adresse\nC80002;Grange;7 rue Z\n",
        "Technicien\nZoé\n",
        "Type d'appareil\nAdoucisseur\n",
        "Code client;Type;Nom;Adresse;Ville\nC80001;Particulier;Durand;1 rue Haute;Paris\n",
    )
    pk = imported(company_a, *files, *more, update={"customers": ["last_name", "city"]})
    assert everything(company_a) != before
    result = undone(company_a, client_ana, pk)
    assert stays(result) == []
    assert result["restored"] == 1
    assert next(count for noun, count in result["gone"] if noun in ("customers", "clients")) == 1104
    assert everything(company_a) == before
    with acting_for(company_a):
        assert [c.number for c in Customer.objects.found_by("dupont")] == ["C80001"]
        assert (
            Change.objects.filter(source="undo", noun="customers_customer", operation="deleted").count()
            == 1104
        )


def test_an_undo_of_two_imports_in_turn_brings_the_first_state_back(
    company_a: Company, client_ana: Client
) -> None:
    before = everything(company_a)
    first = imported(company_a, CUSTOMERS)
    second = imported(company_a, EQUIPMENT, CONTRACTS)
    undone(company_a, client_ana, second)
    undone(company_a, client_ana, first)
    assert everything(company_a) == before


def test_what_a_later_import_stands_on_stays_and_is_named(company_a: Company, client_ana: Client) -> None:
    first = imported(company_a, CUSTOMERS, EQUIPMENT)
    imported(company_a, CONTRACTS.split("M2", maxsplit=1)[0])
    page = client_ana.get(f"/t/alpha/imports/{first}/undo/").content.decode()
    assert "1 customer" in page
    assert "contract (1)" in page
    result = undone(company_a, client_ana, first, "*")
    with acting_for(company_a):
        assert [c.number for c in Customer.objects.all()] == ["C90001"]
        assert [e.number for e in Equipment.objects.all()] == ["A90001"]
        assert [s.address for s in Site.objects.all()] == ["1 rue Haute"]
        assert EquipmentType.objects.count() == 1
        assert Contract.objects.count() == 1
    assert [label for label, _reasons in stays(result)] == [
        "C90001 · Dupont",
        "1 rue Haute, Lyon",
        "A90001 · Frisquet",
    ]


def test_a_row_changed_since_stays_unless_it_is_ticked(
    company_a: Company, client_ana: Client, ana: User
) -> None:
    pk = imported(company_a, CUSTOMERS, EQUIPMENT)
    with acting_for(company_a, actor=ana):
        machine = Equipment.objects.get(number="A90001")
        machine.location = "Cave"
        machine.save()
    page = client_ana.get(f"/t/alpha/imports/{pk}/undo/").content.decode()
    assert f"installed_base_equipment:{machine.pk}" in page
    with acting_for(company_a):
        assert Customer.objects.count() == 2
    result = undone(company_a, client_ana, pk)
    ((label, reasons),) = stays(result)
    assert label == "A90001 · Frisquet"
    assert reasons[0].startswith("changed on")
    with acting_for(company_a):
        assert [e.number for e in Equipment.objects.all()] == ["A90001"]
        assert [c.number for c in Customer.objects.all()] == ["C90001"]


def test_a_ticked_row_goes_with_what_was_done_to_it(
    company_a: Company, client_ana: Client, ana: User
) -> None:
    before = everything(company_a)
    pk = imported(company_a, CUSTOMERS, EQUIPMENT, CONTRACTS)
    with acting_for(company_a, actor=ana):
        customer = Customer.objects.get(number="C90001")
        customer.city = "Paris"
        customer.save()
        Contact.objects.create(customer=customer, name="Mme Roux")
        for contract in Contract.objects.order_by("number"):
            BillingPeriod.objects.filter(contract=contract).first().close("waived", on=ON, by=ana, reason="x")
            OwedVisit.objects.filter(contract=contract).first().close(on=ON, by="office")
        first = Contract.objects.get(number="M1")
    result = undone(
        company_a, client_ana, pk, f"customers_customer:{customer.pk}", f"contracts_contract:{first.pk}"
    )
    assert [label for label, _reasons in stays(result)] == ["M2"]
    assert stays(result)[0][1] == ["fees were billed or closed since", "visits were made since"]
    with acting_for(company_a):
        assert [c.number for c in Contract.objects.all()] == ["M2"]
        assert [c.number for c in Customer.objects.all()] == ["C90002"]
        assert ContractTemplate.objects.count() == Technician.objects.filter(name="Karim").count() == 1
    second_try = client_ana.post(f"/t/alpha/imports/{pk}/undo/", follow=True).content.decode()
    assert "was before" in second_try
    assert before != everything(company_a)


def test_contracts_the_night_renewed_stay_unless_ticked(company_a: Company, client_ana: Client) -> None:
    before = everything(company_a)
    pk = imported(company_a, CUSTOMERS, EQUIPMENT, CONTRACTS)
    assert nightly.run(company_a, date(2027, 1, 10)).went_well
    with acting_for(company_a):
        m1 = Contract.objects.get(number="M1")
        assert m1.terms.count() == 2
    page = client_ana.get(f"/t/alpha/imports/{pk}/undo/").content.decode()
    assert "M1" in page
    undone(company_a, client_ana, pk, "*")
    after = everything(company_a)
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


def test_a_night_that_renewed_nothing_holds_nothing(company_a: Company, client_ana: Client) -> None:
    before = everything(company_a)
    pk = imported(company_a, CUSTOMERS, EQUIPMENT, CONTRACTS)
    assert nightly.run(company_a, date(2026, 11, 23)).went_well
    with acting_for(company_a):
        assert Notice.objects.count() == 1
    result = undone(company_a, client_ana, pk)
    assert stays(result) == []
    assert everything(company_a) == before


def test_updated_values_somebody_changed_since_are_left(
    company_a: Company, client_ana: Client, ana: User
) -> None:
    imported(company_a, CUSTOMERS)
    changed = CUSTOMERS.replace("Lyon", "Paris").replace("Dupont", "Durand")
    pk = imported(company_a, changed, update={"customers": ["city", "last_name"]})
    with acting_for(company_a, actor=ana):
        customer = Customer.objects.get(number="C90001")
        customer.city = "Nice"
        customer.save()
    result = undone(company_a, client_ana, pk)
    assert stays(result) == [("C90001 · Durand", ["its updated values were changed since"])]
    with acting_for(company_a):
        rows = Customer.objects.order_by("number").values_list("number", "last_name", "city", "sort_name")
        assert list(rows) == [("C90001", "Durand", "Nice", "durand"), ("C90002", "Martin", "Lyon", "martin")]


def test_numbers_of_removed_rows_are_not_given_again(company_a: Company, client_ana: Client) -> None:
    undone(company_a, client_ana, imported(company_a, CUSTOMERS))
    with acting_for(company_a):
        assert Counter.objects.get(series="customer").value == 90002


def test_two_undos_at_once_and_a_task_delivered_twice_undo_once(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    pk = imported(company_a, CUSTOMERS)
    client_ana.post(f"/t/alpha/imports/{pk}/undo/")
    client_ana.post(f"/t/alpha/imports/{pk}/undo/")
    assert sent == [{"import_id": pk}]
    carry_out(company_a, pk)
    carry_out(company_a, pk)
    with acting_for(company_a):
        assert ImportUndo.objects.count() == 1
        assert Customer.objects.count() == SearchToken.objects.filter(kind="customer").count() == 0
    page = client_ana.get(f"/t/alpha/imports/{pk}/").content.decode()
    assert "This import was undone" in page


def test_an_undo_that_fails_removes_nothing_and_says_so(
    company_a: Company, client_ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = imported(company_a, CUSTOMERS)
    client_ana.post(f"/t/alpha/imports/{pk}/undo/")
    monkeypatch.setattr("config.undoing._delete", lambda kind, keys: 1 / 0)
    carry_out(company_a, pk)
    page = client_ana.get(f"/t/alpha/imports/{pk}/").content.decode()
    assert "Nothing was removed" in page
    assert "Undo this import" in page
    with acting_for(company_a):
        assert Customer.objects.count() == 2


def test_the_preview_of_an_undo_writes_nothing(company_a: Company, client_ana: Client) -> None:
    imported(company_a, CUSTOMERS)
    pk = imported(company_a, EQUIPMENT, CUSTOMERS.replace("Lyon", "Paris"), update={"customers": ["city"]})
    before = everything(company_a)
    page = client_ana.get(f"/t/alpha/imports/{pk}/undo/").content.decode()
    assert "2 known rows get their former values back" in page
    assert everything(company_a) == before


def test_files_put_on_a_row_hold_it_until_it_is_ticked(company_a: Company, client_ana: Client) -> None:
    pk = imported(company_a, CUSTOMERS)
    with acting_for(company_a):
        customers = list(Customer.objects.order_by("number"))
        for customer in customers:
            AttachmentFactory(subject_kind="customer", subject_id=customer.pk)
    result = undone(company_a, client_ana, pk, f"customers_customer:{customers[0].pk}")
    assert [row["label"] for row in result["stays"]] == ["C90002 · Martin"]
    with acting_for(company_a):
        assert [c.number for c in Customer.objects.all()] == ["C90002"]
        assert [a.subject_id for a in Attachment.objects.all()] == [customers[1].pk]


def test_an_import_by_the_command_stands_in_the_list_and_can_be_undone(
    company_a: Company, client_ana: Client, tmp_path: Path
) -> None:
    before = everything(company_a)
    (tmp_path / "clients.csv").write_text(CUSTOMERS)
    call_command("import_portfolio", str(tmp_path / "clients.csv"), company="alpha", on=ON, dry_run=True)
    with acting_for(company_a):
        assert PortfolioImport.objects.count() == 0
    call_command("import_portfolio", str(tmp_path / "clients.csv"), company="alpha", on=ON)
    assert "clients.csv" in client_ana.get("/t/alpha/imports/").content.decode()
    with acting_for(company_a):
        pk = PortfolioImport.objects.get().pk
    undone(company_a, client_ana, pk)
    assert everything(company_a) == before


def test_a_technician_undoes_nothing(client_ben: Client, company_a: Company) -> None:
    pk = imported(company_a, CUSTOMERS)
    assert client_ben.get(f"/t/alpha/imports/{pk}/undo/").status_code == 403
    assert client_ben.post(f"/t/alpha/imports/{pk}/undo/").status_code == 403
