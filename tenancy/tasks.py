"""The base of every background task: it demands the company, is sent after commit, and acknowledges late."""

from functools import partial
from typing import Any

from celery import Task, shared_task
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from tenancy.models import Company


class CompanyTask(Task):
    """A task of one company. Its body loads and calls; it opens ``acting_for`` itself, once a chunk.

    The first argument is always ``company_id``; a task sent without it is refused before it is queued.
    """

    abstract = True
    acks_late = True

    def send(self, company: Company, **kwargs: Any) -> None:
        """Queue the task once the surrounding transaction is committed (at once when there is none)."""
        transaction.on_commit(partial(self.apply_async, kwargs={"company_id": company.pk, **kwargs}))

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if "company_id" not in (kwargs or {}):
            raise TypeError(f"{self.name} needs company_id: a job belongs to one company.")
        return super().apply_async(args, kwargs, **options)

    @staticmethod
    def company(company_id: int) -> Company:
        """The company a task was sent for. Raises ``Company.DoesNotExist`` when it is gone or closed."""
        return Company.objects.open().get(pk=company_id)


@shared_task(base=CompanyTask, name="tenancy.tasks.deliver_outbox")
def deliver_outbox(company_id: int) -> None:
    """Send the waiting messages of one company; when there are more than one round takes, ask for another."""
    from tenancy import outbox

    company = CompanyTask.company(company_id)
    done = outbox.deliver_due(company, timezone.now())
    if done.sent >= outbox.BATCH:
        deliver_outbox.send(company)


@shared_task(
    name="tenancy.tasks.send_account_mail",
    autoretry_for=(OSError,),
    retry_backoff=30,
    retry_jitter=True,
    max_retries=6,
    acks_late=True,
)
def send_account_mail(recipient: str, subject: str, text: str) -> None:
    """Send a mail about an account (new password, a change). It belongs to a person, hence to no company."""
    send_mail(subject, text, None, [recipient])


@shared_task(name="tenancy.tasks.read_bounces", ignore_result=True)
def read_bounces() -> None:
    """Read the mailbox of what could not be delivered, for all companies."""
    from tenancy import bounces

    bounces.read_mailbox()


@shared_task(base=CompanyTask, name="tenancy.tasks.read_pec")
def read_pec(company_id: int) -> None:
    """Read the receipts in the PEC mailbox of one company."""
    from tenancy import pec

    pec.read_mailbox(CompanyTask.company(company_id))
