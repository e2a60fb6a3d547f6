import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from config.examples import ROWS
from config.importing import carry_out
from config.models import ColumnMapping, PortfolioImport
from config.nouns import NOUNS
from customers.models import Contact, Customer, Site
from tenancy.acting import acting_for
from tenancy.models import Change, Company, JobRun, User

ODD = "Réf.;Genre;Patronyme;Couleur;Ville\nC1;Particulier;Dupont;bleu;Lyon\nC2;Privato;Martin;vert;Paris\n"
PLAIN = "Code client;Type;Nom;Ville\nC1;Particulier;Dupont;Lyon\nC2;Particulier;Martin;Lyon\n"


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


def uploaded(
    company: Company, client: Client, *contents: bytes | str, noun: str = "", name: str = "a.csv"
) -> int:
    """Upload files by the page and let the worker read them; gives the import."""
    files = [
        SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        for content in contents
    ]
    address = f"/t/alpha/imports/new/{'?noun=' + noun if noun else ''}"
    response: Any = client.post(address, {"files": files, "on": "2026-11-22"})
    pk = int(response.url.rstrip("/").rpartition("/")[2])
    carry_out(company, pk)
    return pk


def page_of(client: Client, pk: int, what: str = "", **asked: str) -> str:
    return client.get(f"/t/alpha/imports/{pk}/{what}", asked, follow=True).content.decode()


def settle(client: Client, pk: int, noun: str, *columns: str, place: int = 0) -> Any:
    data = {f"s{place}-noun": noun} | {f"s{place}-c{at}": column for at, column in enumerate(columns)}
    return client.post(f"/t/alpha/imports/{pk}/columns/", data)


def import_of(company: Company, pk: int) -> PortfolioImport:
    with acting_for(company):
        return PortfolioImport.objects.get(pk=pk)


def test_each_column_is_shown_with_some_values_and_what_was_recognised(
    company_a: Company, client_ana: Client
) -> None:
    pk = uploaded(company_a, client_ana, PLAIN)
    page = page_of(client_ana, pk)
    assert "Which column is what?" in page
    assert "Dupont · Martin" in page
    assert '<option value="last_name" selected>' in page
    assert "Needed and not assigned" not in page


def test_needed_columns_that_are_missing_are_said_before_anything_is_tried(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    pk = uploaded(company_a, client_ana, "Code client;Nom;Ville\nC1;Dupont;Lyon\n")
    assert "Needed and not assigned yet" in page_of(client_ana, pk)
    answer = settle(client_ana, pk, "customers", "number", "last_name", "city")
    assert answer.status_code == 422
    assert "Needed and not assigned: Kind." in answer.content.decode()
    assert len(sent) == 1


def test_headers_nobody_knows_are_assigned_by_hand_and_remembered(
    company_a: Company, client_ana: Client, ana: User
) -> None:
    pk = uploaded(company_a, client_ana, ODD)
    page = page_of(client_ana, pk)
    assert "The headers are not recognised" in page
    assert "bleu · vert" in page
    as_customers = page_of(client_ana, pk, "columns/", **{"s0-noun": "customers"})
    assert '<option value="city" selected>' in as_customers
    settle(client_ana, pk, "customers", "number", "kind", "last_name", "", "city")
    carry_out(company_a, pk)
    page = page_of(client_ana, pk)
    assert "Columns that are not read:" in page
    assert "Couleur" in page
    client_ana.post(f"/t/alpha/imports/{pk}/run/")
    carry_out(company_a, pk)
    with acting_for(company_a):
        found = Customer.objects.order_by("number").values_list("number", "last_name", "city")
        assert list(found) == [("C1", "Dupont", "Lyon"), ("C2", "Martin", "Paris")]
        mapping = ColumnMapping.objects.get()
        assert (mapping.noun, mapping.settled_by) == ("customers", ana)

    shuffled = "VILLE;Couleur;Patronyme;Genre;ref\nNice;gris;Petit;Particulier;C3\n"
    again = uploaded(company_a, client_ana, shuffled)
    page = page_of(client_ana, again)
    assert "As settled before" in page
    assert '<option value="number" selected>' in page


def test_a_remembered_mapping_can_be_forgotten(company_a: Company, client_ana: Client) -> None:
    settle(
        client_ana,
        uploaded(company_a, client_ana, ODD),
        "customers",
        "number",
        "kind",
        "last_name",
        "",
        "city",
    )
    assert "Patronyme" in client_ana.get("/t/alpha/imports/columns/").content.decode()
    with acting_for(company_a):
        pk = ColumnMapping.objects.get().pk
    assert "Patronyme" in client_ana.get(f"/t/alpha/imports/columns/{pk}/forget/").content.decode()
    client_ana.post(f"/t/alpha/imports/columns/{pk}/forget/")
    assert "As settled before" not in page_of(client_ana, uploaded(company_a, client_ana, ODD))


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (("number", "kind", "last_name", "last_name", ""), "is read as this column already"),
        (("number", "kind", "nonsense", "", ""), "Select a valid choice"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_at_its_column(
    company_a: Company, client_ana: Client, columns: tuple[str, ...], says: str
) -> None:
    pk = uploaded(company_a, client_ana, ODD)
    answer = settle(client_ana, pk, "customers", *columns)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    with acting_for(company_a):
        assert ColumnMapping.objects.count() == 0


def test_every_file_left_alone_is_refused(company_a: Company, client_ana: Client) -> None:
    pk = uploaded(company_a, client_ana, PLAIN)
    assert "Every file is left alone" in settle(client_ana, pk, "").content.decode()
    assert settle(client_ana, pk, "cats").status_code == 422


def test_a_column_without_a_header_is_shown_by_its_letter(company_a: Company, client_ana: Client) -> None:
    pk = uploaded(company_a, client_ana, "Code client;;Type;Nom\nC1;rouge;Particulier;Dupont\n")
    page = page_of(client_ana, pk)
    assert "Column B, without header" in page
    assert "rouge" in page


def test_a_page_opened_for_a_noun_reads_plain_headers_as_its_own(
    company_a: Company, client_ana: Client
) -> None:
    page = client_ana.get("/t/alpha/imports/new/?noun=contacts").content.decode()
    assert "Import: contacts" in page
    settle(
        client_ana, uploaded(company_a, client_ana, PLAIN), "customers", "number", "kind", "last_name", "city"
    )
    pk = uploaded(company_a, client_ana, "Code client;Nom\nC1;Mme Roux\n", noun="contacts")
    assert import_of(company_a, pk).sheets[0]["columns"] == {"Code client": "customer", "Nom": "name"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Code client;Type;Nom\n", "Nothing new in these files"),
        (b"Code client;Nom;nom\nC1;a;b\n", "stands twice"),
        (b"", "empty"),
        (b"Code client;" + b";".join(b"c%d" % place for place in range(300)) + b"\nC1\n", "columns"),
        (
            "Code client;Type;Nom\nC1;Particulier;Léa\nC2;Particulier;Zoé\n".encode()
            + b"C3;Particulier;No\xe9\n",
            "encoding",
        ),
        (b"PK\x03\x04 no workbook", "damaged"),
    ],
)
def test_files_that_are_odd_are_told_clearly(
    company_a: Company, client_ana: Client, content: bytes, says: str
) -> None:
    file = SimpleUploadedFile("clients.csv", content)
    response: Any = client_ana.post("/t/alpha/imports/new/", {"files": [file], "on": "2026-11-22"})
    if response.status_code == 200:
        assert says in response.content.decode()
        return
    pk = int(response.url.rstrip("/").rpartition("/")[2])
    carry_out(company_a, pk)
    if import_of(company_a, pk).state == "mapping":
        settle(client_ana, pk, "customers", "number", "kind", "last_name")
        carry_out(company_a, pk)
    assert says in page_of(client_ana, pk)
    with acting_for(company_a):
        assert Customer.objects.count() == 0


def test_merged_cells_and_formulas_of_a_workbook_are_told_row_by_row(
    company_a: Company, client_ana: Client
) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["Code client", "Type", "Nom"],
        ["C1", "Particulier", "Dupont"],
        ["C2", "Particulier", None],
        ["C3", "Particulier", '=UPPER("x")'],
    ):
        page.append(row)
    page.merge_cells("C2:C3")
    buffer = io.BytesIO()
    book.save(buffer)
    pk = uploaded(company_a, client_ana, buffer.getvalue(), name="a.xlsx")
    settle(client_ana, pk, "customers", "number", "kind", "last_name")
    carry_out(company_a, pk)
    refused = [(row["line"], row["reason"]) for row in import_of(company_a, pk).report["files"][0]["refused"]]
    assert refused == [
        (3, "no name"),
        (4, "a cell holds a formula without a result"),
    ]


def test_known_rows_are_shown_side_by_side_and_take_the_chosen_columns(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    first = uploaded(company_a, client_ana, PLAIN)
    settle(client_ana, first, "customers", "number", "kind", "last_name", "city")
    carry_out(company_a, first)
    client_ana.post(f"/t/alpha/imports/{first}/run/")
    carry_out(company_a, first)
    pk = uploaded(company_a, client_ana, PLAIN.replace("Lyon", "Nice").replace("Dupont", "Durand"))
    settle(client_ana, pk, "customers", "number", "kind", "last_name", "city")
    carry_out(company_a, pk)
    page = page_of(client_ana, pk)
    assert "2 rows differ" in page
    assert "Import now" not in page
    client_ana.post(
        f"/t/alpha/imports/{pk}/update/", {"update": ["customers:city", "customers:number", "cats:x"]}
    )
    carry_out(company_a, pk)
    page = page_of(client_ana, pk)
    assert "of which updated: 2" in page
    assert import_of(company_a, pk).update == {"customers": ["city"]}
    with acting_for(company_a):
        assert {c.city for c in Customer.objects.all()} == {"Lyon"}
    client_ana.post(f"/t/alpha/imports/{pk}/run/")
    carry_out(company_a, pk)
    with acting_for(company_a):
        assert {(c.last_name, c.city) for c in Customer.objects.all()} == {
            ("Dupont", "Nice"),
            ("Martin", "Nice"),
        }
        changes = Change.objects.filter(operation="changed", noun="customers_customer")
        assert list(changes.values_list("source", "after")) == [("import", {"city": "Nice"})] * 2
        assert JobRun.objects.order_by("-pk")[0].counts == {
            "import": {"created": 0, "known": 2, "updated": 2, "refused": 0}
        }


def test_differences_are_written_as_pages_are_and_fees_hidden_from_those_without_the_right(
    company_a: Company, client_ana: Client, ana: User
) -> None:
    with acting_for(company_a):
        rows = (
            ("yearly_fee", "4711.00", "1", "number"),
            ("renewal", "tacit", "none", ""),
            ("starts_on", "2026-05-01", "2026-12-24", "day"),
            ("revision_percent", "", "2.500", "number"),
            ("billing_months", "12", "0", ""),
        )
        differences = [
            {"line": 2, "reference": "M1", "column": name, "kept": kept, "brought": brought}
            | {"name": name, "taken": False, "kind": kind}
            for name, kept, brought, kind in rows
        ]
        file = {
            "file": "a.csv",
            "noun": "contracts",
            "rows": 1,
            "created": 0,
            "known": 1,
            "updated": 0,
            "refused": [],
            "remarks": [],
            "differences": differences,
            "unknown_columns": [],
            "encoding": "",
            "delimiter": "",
        }
        job = PortfolioImport.objects.create(on="2026-11-22", state="tried", report={"files": [file]})
    User.objects.filter(pk=ana.pk).update(language="fr")
    cells = re.findall(r'<td class="text-break echeo-value">(.*?)</td>', page_of(client_ana, job.pk))
    assert list(zip(cells[::2], cells[1::2], strict=True)) == [
        ("4\u202f711,00\xa0€", "1,00\xa0€"),
        ("Tacite", "Aucune"),
        ("01/05/2026", "24/12/2026"),
        ("–", "2,5\xa0%"),
        ("Année", "Période entière"),
    ]
    ana.memberships.update(denied=["fees.view"])
    page = page_of(client_ana, job.pk)
    assert ("4711" in page, "711,00" in page, "masqué" in page, "24/12/2026" in page) == (
        False,
        False,
        True,
        True,
    )


def test_a_killed_worker_leaves_nothing_and_the_step_can_be_started_again(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = uploaded(company_a, client_ana, PLAIN)
    settle(client_ana, pk, "customers", "number", "kind", "last_name", "city")

    def killed(*_args: object, **_kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("config.portfolio._bring_in", killed)
        with pytest.raises(SystemExit):
            carry_out(company_a, pk)
    assert "The worker stopped" not in page_of(client_ana, pk)
    with acting_for(company_a):
        JobRun.objects.update(started_at="2026-11-22T10:00Z")
        assert Customer.objects.count() == 0
    assert "The worker stopped" in page_of(client_ana, pk)
    before = len(sent)
    client_ana.post(f"/t/alpha/imports/{pk}/restart/")
    client_ana.post(f"/t/alpha/imports/{pk}/restart/")
    assert len(sent) == before + 1
    carry_out(company_a, pk)
    assert import_of(company_a, pk).state == "tried"


@pytest.mark.parametrize("language", ["en", "fr", "it"])
@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_examples_of_every_noun_come_in_whole(
    company_a: Company, client_ana: Client, ana: User, language: str, wanted: str
) -> None:
    ana.language = language
    ana.save()
    files = []
    for noun in NOUNS:
        response = client_ana.get(
            f"/t/alpha/imports/example/{noun.name}.{wanted}", HTTP_ACCEPT_LANGUAGE=language
        )
        assert response.status_code == 200
        files.append(response.content)
    pk = uploaded(company_a, client_ana, *files, name=f"example.{wanted}")
    job = import_of(company_a, pk)
    assert [(sheet["noun"], len(sheet["columns"])) for sheet in job.sheets] == [
        (noun.name, len(noun.columns)) for noun in NOUNS
    ]
    with acting_for(company_a):
        job.move("mapping", "importing")
    carry_out(company_a, pk)
    job = import_of(company_a, pk)
    assert job.problem == ""
    assert {
        file["noun"]: (file["refused"], file["created"] + file["known"]) for file in job.report["files"]
    } == {noun: ([], 2) for noun in ROWS}
    with acting_for(company_a):
        assert (Contact.objects.count(), Site.objects.count()) == (2, 4)


def test_an_example_of_nothing_is_not_found(client_ana: Client, client_ben: Client) -> None:
    assert client_ana.get("/t/alpha/imports/example/cats.csv").status_code == 404
    assert client_ana.get("/t/alpha/imports/example/customers.pdf").status_code == 404
    assert client_ben.get("/t/alpha/imports/example/customers.csv").status_code == 403


def test_another_companys_import_is_not_found(
    company_a: Company, client_ana: Client, client_chloe: Client
) -> None:
    pk = uploaded(company_a, client_ana, PLAIN)
    for what in ("", "columns/", "undo/", "update/", "restart/", "run/"):
        assert client_chloe.post(f"/t/beta/imports/{pk}/{what}").status_code in (404, 405)
        assert client_chloe.get(f"/t/beta/imports/{pk}/{what}").status_code in (404, 405)
