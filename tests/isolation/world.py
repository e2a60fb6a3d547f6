"""Two companies with one row of everything, every text of which names its company."""

import base64
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import CharField, EmailField, Field, Model, TextField
from django.test import Client
from pypdf import PdfWriter

from config import exporting
from config.company_export import running
from contracts.models import (
    Amendment,
    BillingPeriod,
    Contract,
    ContractField,
    Coverage,
    Credit,
    Ending,
    IndexLink,
    IndexSeries,
    Notice,
    OwedVisit,
    RenewalAnswer,
    RevisionClause,
    RevisionLine,
    RoundPrice,
    Suspension,
)
from customers.models import Communication, Merge
from installed_base.models import Equipment, MaintenanceRule, OutOfService
from letters.models import Dispatch, MailingItem, Occasion, Recipient
from tenancy.acting import acting_for
from tenancy.models import (
    Attachment,
    Company,
    Document,
    Invitation,
    JobRun,
    Membership,
    OutboxMessage,
    Technician,
    User,
)
from tenancy.permissions import Role
from tests.factories.tenancy import JobRunFactory
from tests.isolation.registry import model_factories, owned_models, owned_tables
from tests.plugins.cast import make_company, make_member

# Four letters, so that the word fits a province; nobody writes either by chance.
WORD_OF_A, WORD_OF_B = "amqx", "zqxv"

# Names of code, not words of people: a canary there would only break the page that reads it.
CODES = {
    "about_kind",
    "content_type",
    "kind",
    "logo_type",
    "noun",
    "origin_reference",
    "sha256",
    "source",
    "step",
}
CODES |= {"subject_kind", "language"}

# A logo: the smallest picture there is.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

# Where the chain of factories alone would leave an object nobody meets.
MORE: dict[type[Model], dict[str, Any]] = {
    Contract: {"line": None, "runs_until": date(2027, 3, 3), "signed_on": date(2026, 3, 1)},
    ContractField: {"choices": ""},  # a text
    Amendment: {"undone_reason": ""},  # it is in force
    MaintenanceRule: {"type": None, "customer": None, "months": 12},
    RevisionClause: {"template": None},  # of a contract
    Coverage: {"template_service": None},  # of a line
    RevisionLine: {"limited_by": ""},
    RoundPrice: {"left": "", "revision": None},  # to be approved
    OutOfService: {
        "replaced_by": None,
        "ended_on": date(2027, 1, 1),
    },  # it is in service
    Merge: {"merged": None},  # two customers, and there is one
    RenewalAnswer: {"decided_on": date(2027, 2, 2)},  # who decides does so on a day
    Ending: {"refunded_on": None, "credit_computed": 40},  # it owes a refund
    OwedVisit: {"ending": None},  # it is owed
    BillingPeriod: {"ending": None, "rest_of": None, "suspension": None},  # it is to be billed
    Dispatch: {"occasion": None},  # of the notice
    Recipient: {"reason": ""},  # she has her letter
    MailingItem: {"reason": "", "occasion": None},  # it has a letter, of the notice
    Occasion: {
        "kind": "visit",
        "period": None,
        "revision": None,
        "refusal": None,
        "circular": None,
        "visit_on": date(2027, 1, 2),
        "sent_on": date(2026, 12, 1),
        "channel": "letter",
    },  # of the visit; its letter left
    Credit: {"suspension": None, "ending": None},  # an amendment's
    Suspension: {"undone_on": date(2026, 7, 1)},  # else nothing of the contract would fall due
    OutboxMessage: {"about_kind": Notice._meta.label_lower},
    Communication: {"key": ""},  # written by a person, who may change it
}


class MissingFactory(AssertionError):
    """A model nobody can make a row of, so nobody has shown that it is isolated."""


@dataclass
class House:
    """A company with its manager and one row of every owned model."""

    company: Company
    manager: User
    rows: dict[type[Model], Any] = field(default_factory=dict)
    keys: dict[type[Model], set[int]] = field(default_factory=dict)
    export: JobRun | None = None
    archive: JobRun | None = None

    def row(self, model: type[Model]) -> Any:
        """The row of a model, owned or global."""
        return self.rows[model]

    def client(self) -> Client:
        """The manager's browser, signed in."""
        return signed_in(self.manager)

    def fingerprint(self) -> dict[str, str]:
        """A hash of each table's rows of this company, its own entry, its members and invitations included."""
        queries = [
            f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM {table} t"
            for table in owned_tables()
        ]
        own = {
            "tenancy_company": "id",
            "tenancy_membership": "company_id",
            "tenancy_invitation": "company_id",
        }
        queries += [
            f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM {table} t "
            f"WHERE {column} = {self.company.pk}"
            for table, column in own.items()
        ]
        with acting_for(self.company), connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(queries))
            return dict(cursor.fetchall())

    def texts(self) -> str:
        """Everything this company's tables say, as one text."""
        with acting_for(self.company), connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t"
                    for table in owned_tables()
                )
            )
            return "\n".join(row[0] for row in cursor.fetchall())


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in; a fault of the server is a 500, as for people."""
    client = Client(raise_request_exception=False)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def furnish(slug: str, country: str, manager: str, word: str) -> House:
    """Make a company, its manager and one row of everything; each text begins with ``word``."""
    company = make_company(slug, f"{word} {slug}", country)
    for name, text in texts_of(Company, word).items():
        if not getattr(company, name):
            setattr(company, name, text)
    company.logo, company.logo_type = DOT, "image/png"
    company.save()
    user = make_member(company, manager, Role.ADMIN)
    user.name = f"{word} {manager}"
    user.save()
    house = House(company, user)
    house.rows[Membership] = user.memberships.get()
    house.rows[Invitation] = model_factories()[Invitation](
        company=company, email=f"{word}@invited.example", name=f"{word} invited", invited_by=user
    )
    house.rows[User], house.rows[Company] = user, company
    with acting_for(company, actor=user, source="test"):
        for model in owned_models():
            house.rows[model] = make_row(model, house.rows, word)
        house.export = exported(house, word)
        house.archive = archived(house, word)
        OutboxMessage.objects.update(about_id=house.row(Notice).pk)
        Attachment.objects.update(subject_id=house.row(Equipment).pk)
        for model in owned_models():
            house.keys[model] = set(model._base_manager.values_list("pk", flat=True))
    return house


def exported(house: House, word: str) -> JobRun:
    """The run of a long export that is done, with its file."""
    run: JobRun = JobRunFactory.create(kind=exporting.KIND, started_by=house.manager, error=word)
    default_storage.save(exporting.path_of(house.company, run.pk, "csv"), ContentFile(word.encode()))
    return run


def archived(house: House, word: str) -> JobRun:
    """The run of an archive of everything that is done, with its file."""
    run: JobRun = JobRunFactory.create(
        kind=running.KIND, started_by=house.manager, error=word, result_url=f"/{word}"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("README.txt", word)
    default_storage.save(running.path_of(house.company, run.pk), ContentFile(file.getvalue()))
    return run


def make_row(model: type[Model], rows: dict[type[Model], Any], word: str) -> Any:
    """One row by the model's factory: its texts name the company, its references point at the rows there are."""
    factory = model_factories().get(model)
    if factory is None:
        raise MissingFactory(
            f"{model._meta.label} has no factory in tests/factories/{model._meta.app_label}.py"
        )
    references = {
        f.name: rows[f.related_model]
        for f in model._meta.local_fields
        if f.is_relation and f.related_model in rows and f.related_model not in (model, Company, User)
    }
    if model is Technician:
        references["membership"] = rows[Membership]
    if model is IndexLink:  # of two indices
        references["new"] = model_factories()[IndexSeries](
            **(texts_of(IndexSeries, word) | {"code": f"{word}-2"})
        )
    if model is Communication:
        references["by"] = rows[User]
    if model is Document:
        document = Document.prepare(
            paper(word), kind="renewal_notice", subject=rows[Company], name=f"{word}.pdf"
        )
        document.save()
        return document
    return factory(**{**references, **texts_of(model, word), **MORE.get(model, {})})


def paper(word: str) -> bytes:
    """A PDF whose title is the word."""
    file, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.add_metadata({"/Title": word})
    writer.write(file)
    return file.getvalue()


def texts_of(model: type[Model], word: str) -> dict[str, str]:
    """A text for each free text column of a model, beginning with the word and naming the column."""
    return {
        f.name: _text(f, word)
        for f in model._meta.local_fields
        if is_free_text(f) and f.name not in MORE.get(model, {})
    }


def is_free_text(column: "Field[Any, Any]") -> bool:
    """Whether people's words stand in a column."""
    return (
        isinstance(column, CharField | TextField)
        and not column.choices
        and not column.is_relation
        and column.name not in CODES | {"slug", "time_zone", "currency", "sort_name"}
    )


def _text(column: "Field[Any, Any]", word: str) -> str:
    if isinstance(column, EmailField):
        return f"{word}-{column.name}@{word}.example"
    return f"{word}{column.name}"[: column.max_length]
