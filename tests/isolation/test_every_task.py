from collections.abc import Callable
from contextlib import nullcontext, suppress
from inspect import signature
from typing import Any

import pytest
from django.db import transaction

from config.celery import app
from config.models import PortfolioImport
from contracts.models import PriceRound, Term
from installed_base.models import EquipmentType
from letters.models import Mailing
from tenancy.acting import is_acting
from tenancy.models import Company, JobRun, Membership
from tenancy.tasks import CompanyTask
from tests.isolation.conftest import World
from tests.isolation.world import House

# Tasks of no company: they only send others, or are about an account.
GLOBAL_TASKS = {
    "config.tasks.start_due_nights",
    "config.tasks.start_outboxes",
    "config.tasks.start_pec_readings",
    "tenancy.tasks.read_bounces",
    "tenancy.tasks.send_account_mail",
}

# What each task of a company is sent with besides the company, about a company's own rows.
BUILDERS: dict[str, Callable[[House], dict[str, Any]]] = {
    "config.tasks.company_export": lambda house: {
        "run_id": house.archive.pk,
        "membership_id": house.row(Membership).pk,
        "language": "fr",
    },
    "config.tasks.export": lambda house: {
        "run_id": house.export.pk,
        "membership_id": house.row(Membership).pk,
        "address": "/customers/",
        "wanted": "csv",
        "language": "fr",
    },
    "config.tasks.night": lambda house: {"on": "2027-03-04"},
    "config.tasks.portfolio": lambda house: {"import_id": house.row(PortfolioImport).pk},
    "contracts.tasks.approve_proposal": lambda house: {"round_id": house.row(PriceRound).pk},
    "contracts.tasks.compute_proposal": lambda house: {"round_id": house.row(PriceRound).pk},
    "contracts.tasks.answer_many": lambda house: {
        "run_id": house.row(JobRun).pk,
        "verb": "renew",
        "term_ids": [house.row(Term).pk],
        "said": {},
    },
    "installed_base.tasks.refresh_due_dates": lambda house: {
        "scope": "type",
        "scope_id": house.row(EquipmentType).pk,
    },
    "letters.tasks.remake": lambda house: {
        "mailing_id": house.row(Mailing).pk,
        "run_id": house.row(JobRun).pk,
    },
    "letters.tasks.write_part": lambda house: {"mailing_id": house.row(Mailing).pk, "first": 1},
    "tenancy.tasks.deliver_outbox": lambda house: {},
    "tenancy.tasks.read_pec": lambda house: {},
}
OURS = ("config.", "tenancy.", "customers.", "installed_base.", "contracts.", "letters.", "ui.")


def first_party() -> dict[str, Any]:
    """Every task of the product by name."""
    app.loader.import_default_modules()
    return {
        name: task
        for name, task in app.tasks.items()
        if type(task).__module__.startswith(OURS) or name.startswith(OURS)
    }


def of_a_company() -> dict[str, Any]:
    return {name: task for name, task in first_party().items() if isinstance(task, CompanyTask)}


def test_every_task_is_a_companys_or_on_the_short_list() -> None:
    assert set(first_party()) - set(of_a_company()) == GLOBAL_TASKS
    assert set(of_a_company()) == set(BUILDERS)
    assert len(of_a_company()) >= 4


def test_every_task_of_a_company_is_told_which_first_of_all() -> None:
    assert {next(iter(signature(task.run).parameters)) for task in of_a_company().values()} == {"company_id"}
    assert {task.acks_late for task in of_a_company().values()} == {True}


@pytest.mark.parametrize("name", BUILDERS)
def test_a_task_sent_without_its_company_is_refused_before_it_is_queued(name: str) -> None:
    task = of_a_company()[name]
    for send in (task.apply_async, task.delay, lambda: task.apply_async(args=[1]), lambda: task.delay(1)):
        with pytest.raises(TypeError, match="company_id"):
            send()


@pytest.mark.parametrize("name", BUILDERS)
def test_a_task_leaves_the_other_company_as_it_was_even_when_sent_with_its_rows(
    world: World, name: str
) -> None:
    task, before = of_a_company()[name], world.b.fingerprint()
    assert not is_acting()
    for house in (world.a, world.b):
        # Rows of the other company are not found; how the task says so is its own affair.
        with suppress(Exception) if house is world.b else nullcontext(), transaction.atomic():
            task(company_id=world.a.company.pk, **BUILDERS[name](house))
        assert world.b.fingerprint() == before
    assert not is_acting()


def test_a_task_of_a_closed_company_does_nothing(world: World) -> None:
    Company.objects.filter(pk=world.a.company.pk).update(closed_on="2026-11-23")
    for name, task in of_a_company().items():
        with pytest.raises(Company.DoesNotExist):
            task(company_id=world.a.company.pk, **BUILDERS[name](world.a))
