"""A firm's portfolio comes in, whatever files hold it: the two samples, and the same rows in every other form."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import nightly
from config.portfolio import PortfolioRefused, PortfolioReport, Source, import_portfolio, sources
from contracts import register
from contracts.importing.writing import PROBABLY_RENEWED
from contracts.models import BillingPeriod, Contract, ContractTemplate, Line, Notice, OwedVisit, Refusal, Term
from customers.models import Customer, Site
from installed_base.models import Equipment, EquipmentType
from tenancy.acting import acting_for
from tenancy.models import Change, Company, SearchToken, Technician
from tests.plugins.cast import make_company

DATA = Path(__file__).parents[1] / "data"
FRENCH = {"clients.csv": "cp1252", "appareils.csv": "cp1252", "contrats.csv": "cp1252"}
ITALIAN = {"clienti.csv": "utf-8-sig", "apparecchi.csv": "utf-8-sig", "contratti.csv": "utf-8-sig"}
SAMPLES = {"portfolio-fr": ("FR", FRENCH), "portfolio-it": ("IT", ITALIAN)}
ON = date(2026, 11, 22)
MODELS = (
    *(
        Customer,
        Site,
        Equipment,
        EquipmentType,
        Contract,
        ContractTemplate,
        Line,
        Term,
        BillingPeriod,
        OwedVisit,
    ),
    *(Notice, Refusal, Technician, SearchToken, Change),
)
Rows = list[list[str]]


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest, db: None) -> tuple[Path, Company]:
    """A sample portfolio and an empty company of its country."""
    return DATA / request.param, make_company(request.param, "Sample", SAMPLES[request.param][0])


@pytest.fixture
def firm(db: None) -> Company:
    return make_company("firm", "Firm", "FR")


def tables(directory: Path) -> dict[str, Rows]:
    """The three files of a sample as rows of text."""
    found = {}
    for name, encoding in SAMPLES[directory.name][1].items():
        with (directory / name).open(encoding=encoding, newline="") as file:
            found[name] = list(csv.reader(file, delimiter=";"))
    return found


def fewer(directory: Path) -> dict[str, Rows]:
    """A tenth of a sample: the first contracts and all faulty rows, with the customers and equipment they need."""
    customers, equipment, contracts = tables(directory).values()
    parent = 13 if directory.name.endswith("fr") else 16
    contracts = [*contracts[:101], *contracts[-7:]]
    machines = {machine for row in contracts for machine in row[2].split("|")}
    owners = {row[1] for row in contracts} | {row[1] for row in equipment if row[0] in machines}
    owners |= {"C00001", "C00002", "C00003", "C90001", "C90002", "C90003"}
    owners |= {row[parent] for row in customers if row[0] in owners}
    kept = [
        [customers[0], *(row for row in customers[1:] if row[0] in owners)],
        [equipment[0], *(row for row in equipment[1:] if row[1] in owners or row[0][:2] == "A9")],
        contracts,
    ]
    return dict(zip(tables(directory), kept, strict=True))


def as_csv(rows: Rows, delimiter: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def iso(cell: str) -> str:
    parts = cell.split("/")
    return "-".join(reversed(parts)) if len(parts) == 3 and cell.replace("/", "").isdigit() else cell


def in_utf8_with_commas(rows: Rows) -> bytes:
    return as_csv(rows, ",", "utf-8")


def in_tabs_and_utf16(rows: Rows) -> bytes:
    return as_csv(rows, "\t", "utf-16")


def with_iso_dates(rows: Rows) -> bytes:
    return as_csv([[iso(cell) for cell in row] for row in rows], ";", "utf-8-sig")


def with_columns_reversed(rows: Rows) -> bytes:
    return as_csv([row[::-1] for row in rows], ";", "cp1252")


def with_empty_lines_and_columns(rows: Rows) -> bytes:
    spaced = [[], [""], *[line for row in rows for line in ([*row, "", ""], [], ["", "", ""])]]
    return as_csv(spaced, ";", "utf-8")


def with_an_extra_column(rows: Rows) -> bytes:
    return as_csv([["Couleur", *rows[0]], *[["bleu", *row] for row in rows[1:]]], ";", "utf-8")


def as_xlsx(rows: Rows) -> bytes:
    """As a program writes it: numbers and dates are real ones, texts are texts."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        page.append([typed(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def typed(cell: str) -> object:
    try:
        if "/" in cell:
            return datetime.strptime(cell, "%d/%m/%Y")  # noqa: DTZ007 - a spreadsheet knows no time zone
        if len(cell) > 8 or (cell.startswith("0") and cell != "0"):
            return cell
        return float(cell.replace(",", ".")) if "," in cell else int(cell)
    except ValueError:
        return cell or None


def imported(company: Company, path: Path, *, trial: bool = False) -> PortfolioReport:
    return import_portfolio(company, sources([path]), on=ON, trial=trial)


def refused(report: PortfolioReport) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = report.as_dict()["refused"]
    return found


def counts(company: Company) -> dict[str, int]:
    with acting_for(company):
        return {model.__name__: model.objects.count() for model in MODELS}


def register_of(company: Company, on: date) -> list[list[str]]:
    with acting_for(company):
        return [row.cells() for row in register.rows(on)]


def expected(directory: Path, on: date) -> list[list[str]]:
    with (directory / f"register-{on}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_samples_refuse_their_rows_and_reach_their_registers(sample: tuple[Path, Company]) -> None:
    directory, company = sample
    report = imported(company, directory)
    assert refused(report) == json.loads((directory / "rejected.json").read_text())
    assert report.skipped == ["register-2026-11-22.csv", "register-2027-03-01.csv"]
    for day in (ON, date(2027, 3, 1)):
        assert nightly.run(company, day).went_well
        assert register_of(company, day) == expected(directory, day)


def test_the_same_files_again_change_nothing(sample: tuple[Path, Company]) -> None:
    directory, company = sample
    first = imported(company, directory)
    before = counts(company)
    again = imported(company, directory)
    assert counts(company) == before
    assert refused(again) == refused(first)
    assert [(file.created, file.known) for file in again.files] == [(0, file.created) for file in first.files]
    assert [difference for file in again.files for difference in file.differences] == []


@pytest.mark.parametrize(
    "form",
    [
        in_utf8_with_commas,
        in_tabs_and_utf16,
        with_iso_dates,
        with_columns_reversed,
        with_empty_lines_and_columns,
        with_an_extra_column,
        as_xlsx,
    ],
)
def test_the_same_rows_in_another_form_give_the_same_register(
    firm: Company, form: Callable[[Rows], bytes]
) -> None:
    directory = DATA / "portfolio-fr"
    files = [
        Source(f"{place}.dat", io.BytesIO(form(rows))) for place, rows in enumerate(fewer(directory).values())
    ]
    report = import_portfolio(firm, files[::-1], on=ON)
    assert refused(report) == json.loads((directory / "rejected.json").read_text())
    extra = ("Couleur",) if form is with_an_extra_column else ()
    assert [file.unknown_columns for file in report.files] == [extra] * 3
    numbers = {row[0] for row in fewer(directory)["contrats.csv"]}
    assert register_of(firm, ON) == [row for row in expected(directory, ON) if row[0] in numbers]


def test_a_workbook_with_a_sheet_for_each_noun_comes_in(firm: Company) -> None:
    book = openpyxl.Workbook()
    for name, rows in reversed(fewer(DATA / "portfolio-fr").items()):
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.create_sheet("Notes").append(["Bonjour"])
    buffer = io.BytesIO()
    book.save(buffer)
    report = import_portfolio(firm, [Source("tout.xlsx", buffer)], on=ON)
    assert [file.noun for file in report.files] == ["customers", "equipment", "contracts"]
    assert report.skipped == ["tout.xlsx · Notes"]
    assert len(register_of(firm, ON)) == 100


def test_a_trial_tells_everything_and_writes_nothing(sample: tuple[Path, Company]) -> None:
    directory, company = sample
    trial = imported(company, directory, trial=True)
    assert set(counts(company).values()) == {0}
    real = imported(company, directory)
    assert trial.files == real.files


def test_what_comes_in_is_found_by_search_and_stands_in_the_history(firm: Company) -> None:
    imported(firm, DATA / "portfolio-fr")
    with acting_for(firm):
        assert [c.name for c in Customer.objects.found_by("sauvage gabr")] == ["Sauvage Gabrielle"]
        assert [c.number for c in Contract.objects.found_by("M2015-0001")] == ["M2015-0001"]
        assert [e.number for e in Equipment.objects.found_by("0DD7A346CF2F")] == ["A00001"]
        assert set(Change.objects.values_list("source", flat=True)) == {"import"}
        assert Change.objects.filter(noun="customers_customer", operation="created").count() == 1104


def test_a_contract_comes_in_with_its_line_machines_site_and_people(firm: Company) -> None:
    imported(firm, DATA / "portfolio-fr")
    with acting_for(firm):
        contract = Contract.objects.get(number="M2016-0002")
        line = contract.lines.get()
        assert (line.label, line.visit_month, str(line.annual_fee)) == ("Essentiel", 6, "308.13")
        assert [m.equipment.number for m in line.machines.all()] == ["A00581", "A00582"]
        assert contract.site == contract.customer.sites.get()
        assert (contract.technician and contract.technician.name) == "Karim Benali"
        assert (contract.template.name, contract.vat_confirmed) == ("Essentiel", False)
        assert [term.number for term in contract.terms.all()] == [3]
        assert sorted(Technician.objects.values_list("name", flat=True)) == [
            "Julie Martin",
            "Karim Benali",
            "Marc Perrin",
            "Sophie Roux",
            "Thomas Girard",
        ]
        assert ContractTemplate.objects.count() == 4
        assert EquipmentType.objects.count() == 7


def test_visits_after_the_end_of_a_contract_are_told(sample: tuple[Path, Company]) -> None:
    directory, company = sample
    report = imported(company, directory)
    told = [remark for remark in report.files[2].remarks if remark.text == PROBABLY_RENEWED]
    assert len(told) == {"portfolio-fr": 17, "portfolio-it": 21}[directory.name]


def test_a_known_reference_is_left_as_it_is_and_its_differences_told(firm: Company) -> None:
    def files() -> list[Source]:
        return [Source(name, io.BytesIO(as_csv(rows, ";", "utf-8"))) for name, rows in portfolio.items()]

    portfolio = fewer(DATA / "portfolio-fr")
    import_portfolio(firm, files(), on=ON)
    before = counts(firm)
    for name, column, value in (
        ("clients.csv", "Ville", "Lyon"),
        ("appareils.csv", "Puissance (kW)", "7"),
        ("contrats.csv", "Montant annuel HT", "999"),
    ):
        portfolio[name][1][portfolio[name][0].index(column)] = value
    report = import_portfolio(firm, files(), on=ON)
    told = [
        [(d.line, d.reference, d.column, d.kept, d.brought) for d in file.differences]
        for file in report.files
    ]
    assert told == [
        [(2, "C00001", "Town", "Mâcon", "Lyon")],
        [(2, "A00001", "Power (kW)", "", "7.00")],
        [(2, "M2015-0001", "Yearly fee, net", "110.01", "999")],
    ]
    assert counts(firm) == before


def test_contracts_come_later_than_their_customers_and_equipment(firm: Company) -> None:
    for name, rows in fewer(DATA / "portfolio-fr").items():
        import_portfolio(firm, [Source(name, io.BytesIO(as_csv(rows, ",", "utf-8")))], on=ON)
    assert len(register_of(firm, ON)) == 100


def test_a_file_that_cannot_be_read_leaves_nothing_half_done(firm: Company, tmp_path: Path) -> None:
    good = DATA / "portfolio-fr" / "clients.csv"
    bad = tmp_path / "contrats.csv"
    bad.write_bytes((DATA / "portfolio-fr" / "contrats.csv").read_bytes() + b'M9;C00001;"\r\n')
    with pytest.raises(PortfolioRefused) as caught:
        import_portfolio(firm, sources([good, bad]), on=ON)
    assert str(caught.value) == "contrats.csv: A quotation mark opened in line 1206 is not closed properly."
    assert set(counts(firm).values()) == {0}


def test_other_files_are_refused_by_name_and_passed_over_in_a_directory(
    firm: Company, tmp_path: Path
) -> None:
    other = tmp_path / "banque.csv"
    other.write_text("Date;Libellé\n01/01/2026;x\n")
    with pytest.raises(PortfolioRefused, match="headers are not recognised"):
        import_portfolio(firm, sources([other]), on=ON)
    with pytest.raises(PortfolioRefused, match="No file with customers"):
        import_portfolio(firm, sources([tmp_path]), on=ON)
    with pytest.raises(PortfolioRefused, match="no such file"):
        sources([tmp_path / "missing"])


def test_the_number_of_queries_does_not_grow_with_the_rows(firm: Company) -> None:
    def queries(lines: int) -> int:
        company = make_company(f"firm-{lines}", "Firm", "FR")
        files = []
        for name, rows in tables(DATA / "portfolio-fr").items():
            without_parents = [[*row[:13], "", *row[14:]] if name == "clients.csv" else row for row in rows]
            files.append(Source(name, io.BytesIO(as_csv(without_parents[: lines + 1], ";", "utf-8"))))
        with CaptureQueriesContext(connection) as captured:
            report = import_portfolio(company, files, on=ON)
        assert report.created > lines
        return len(captured)

    # Both too few for statistics to be read anew in between.
    assert queries(150) == queries(450)


def test_the_command_prints_rows_and_knows_its_exit_codes(
    firm: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = str(DATA / "portfolio-fr")
    call_command("import_portfolio", directory, "--company", "firm", "--on", "2026-11-22", "--dry-run")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "clients.csv: customers, 1108 rows, 1104 new, 0 known, 4 refused"
    assert (
        "  refused · line 1109 · C90003 · Client parent · “C99999” · the parent customer is unknown" in lines
    )
    assert lines[-1] == "Trial only: nothing was written."
    with pytest.raises(SystemExit) as strict:
        call_command("import_portfolio", directory, company="firm", on=ON, dry_run=True, strict=True)
    assert strict.value.code == 3
    with pytest.raises(CommandError, match="no company"):
        call_command("import_portfolio", directory, company="nobody")
    with pytest.raises(CommandError, match=r"Nothing was brought in\. .*no such file"):
        call_command("import_portfolio", "/nowhere", company="firm")


def test_the_command_gives_everything_as_json(firm: Company, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_portfolio", str(DATA / "portfolio-fr"), company="firm", on=ON, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["refused"] == json.loads((DATA / "portfolio-fr" / "rejected.json").read_text())
    assert [(file["noun"], file["created"], file["encoding"]) for file in told["files"]] == [
        ("customers", 1104, "cp1252"),
        ("equipment", 1408, "cp1252"),
        ("contracts", 1197, "cp1252"),
    ]
