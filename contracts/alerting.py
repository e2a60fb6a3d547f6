"""What alerts the contracts raise."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts import alert_causes as causes
from contracts import alert_words as words
from tenancy.alerts import AlertKind, register
from tenancy.models import Alert
from tenancy.permissions import Right


def contract_url(alert: Alert) -> str:
    """The contract's page."""
    return reverse("contracts:detail", args=[alert.subject_id])


# The most urgent first.
KINDS = (
    AlertKind(
        "fee_due", _("Fees not billed"), "lost", Right.FEES_VIEW, words.fee_due, contract_url, causes.fees_due
    ),
    AlertKind(
        "notice_missed",
        _("Renewal notices missed"),
        "lost",
        Right.LETTERS_VIEW,
        words.missed,
        contract_url,
        causes.notices_missed,
    ),
    AlertKind(
        "night_failed",
        _("Contracts the night could not do"),
        "lost",
        Right.CONTRACTS_VIEW,
        words.failed,
        contract_url,
        causes.contracts_failed,
    ),
    AlertKind(
        "notice_to_send",
        _("Renewal notices to send"),
        "soon",
        Right.LETTERS_VIEW,
        words.to_send,
        contract_url,
        causes.notices_to_send,
    ),
    AlertKind(
        "visit_unplanned",
        _("Visits owed and not planned"),
        "soon",
        Right.CONTRACTS_VIEW,
        words.unplanned,
        contract_url,
        causes.visits_unplanned,
    ),
    AlertKind(
        "visit_before_end",
        _("Visits owed before a contract ends"),
        "soon",
        Right.CONTRACTS_VIEW,
        words.before_end,
        contract_url,
        causes.visits_before_the_end,
    ),
    AlertKind(
        "end_to_confirm",
        _("Ends to confirm or renew"),
        "soon",
        Right.CONTRACTS_VIEW,
        words.ending,
        contract_url,
        causes.ends_to_confirm,
    ),
    AlertKind(
        "refund_to_give",
        _("Refunds to give"),
        "soon",
        Right.FEES_VIEW,
        words.to_refund,
        contract_url,
        causes.refunds_to_give,
    ),
    AlertKind(
        "answer_to_decide",
        _("Answers to decide about"),
        "soon",
        Right.CONTRACTS_RENEW,
        words.to_decide,
        contract_url,
        causes.answers_to_decide,
    ),
    AlertKind(
        "contract_revived",
        _("Contracts renewed after their end"),
        "information",
        Right.CONTRACTS_VIEW,
        words.revived,
        contract_url,
        causes.contracts_revived,
    ),
)


def register_kinds() -> None:
    """Make all kinds known."""
    for kind in KINDS:
        register(kind)
