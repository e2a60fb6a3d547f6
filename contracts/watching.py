"""What the contracts' alerts also watch: assistance withheld, and last days to refuse that are near."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Allowance, Block, RenewalKind, Suspension, Term
from contracts.prepaying import running_low
from tenancy.alerts import AlertKind, Cause, register
from tenancy.models import Alert
from tenancy.night import Work
from tenancy.permissions import Right
from ui import formats

SUBJECT = "contract"
NEAR = 15  # days before the last day to refuse


def contracts_blocked(work: Work) -> Iterator[Cause]:
    """Contracts not ended from which assistance is withheld, since when and why."""
    rows = work.about(Block.objects.filter(lifted_on=None, blocked_on__lte=work.on), "contract")
    rows = rows.filter(Q(contract__ended_on=None) | Q(contract__ended_on__gt=work.on))
    columns = ("contract_id", "contract__number", "blocked_on", "reason")
    for contract_id, number, blocked_on, reason in rows.order_by("pk").values_list(*columns):
        yield Cause(SUBJECT, contract_id, number, blocked_on, None, {"reason": reason})


def last_days_to_refuse(work: Work) -> Iterator[Cause]:
    """Running tacit terms that may be refused for a few days more, and nobody did."""
    terms = Term.objects.filter(
        refuse_by__range=(work.on, work.on + timedelta(days=NEAR)),
        starts_on__lte=work.on,
        renewable=True,
        renewed_on=None,
        contract__renewal=RenewalKind.TACIT,
        contract__ends_after=None,
        contract__ended_on=None,
    )
    columns = ("contract_id", "contract__number", "refuse_by", "annual_fee", "ends_on")
    for contract_id, number, refuse_by, fee, ends_on in terms.order_by().values_list(*columns):
        yield Cause(SUBJECT, contract_id, number, refuse_by, fee, {"ends_on": ends_on.isoformat()})


def allowances_low(work: Work) -> Iterator[Cause]:
    """Running contracts of whose prepaid hours or points a tenth or less is left."""
    for row in work.about(running_low(work.on), "contract").select_related("contract").order_by("pk"):
        facts = {"left": str(row.balance), "of": str(row.per_term), "unit": row.unit}
        yield Cause(SUBJECT, row.contract_id, row.contract.number, None, None, facts)


def contracts_suspended(work: Work) -> Iterator[Cause]:
    """Contracts that rest until further notice for longer than anybody should forget."""
    since = work.on - timedelta(days=work.company.suspension_alert_days)
    rows = work.about(Suspension.objects.unresolved(since), "contract")
    rows = rows.filter(contract__ended_on=None)
    columns = ("contract_id", "contract__number", "starts_on", "reason")
    for contract_id, number, starts_on, reason in rows.order_by("pk").values_list(*columns):
        yield Cause(SUBJECT, contract_id, number, starts_on, None, {"reason": reason})


def register_kinds() -> None:
    """Make them known."""
    from contracts.alerting import contract_url

    register(
        AlertKind("contract_blocked", gettext_lazy("Contracts blocked"), "soon", Right.CONTRACTS_VIEW, _blocked,
                  contract_url, contracts_blocked)
    )  # fmt: skip
    register(
        AlertKind("allowance_low", gettext_lazy("Prepaid hours or points running out"), "information",
                  Right.CONTRACTS_VIEW, _low, contract_url, allowances_low)
    )  # fmt: skip
    register(
        AlertKind("contract_suspended", gettext_lazy("Contracts suspended for long"), "soon", Right.CONTRACTS_VIEW,
                  _suspended, contract_url, contracts_suspended)
    )  # fmt: skip
    register(
        AlertKind("last_day_to_refuse", gettext_lazy("Last days to refuse"), "information", Right.CONTRACTS_VIEW,
                  _last_day, contract_url, last_days_to_refuse)
    )  # fmt: skip


def _low(alert: Alert) -> str:
    said = _("%(left)s of %(of)s prepaid hours are left.")
    if alert.facts.get("unit") == Allowance.Unit.POINTS:
        said = _("%(left)s of %(of)s prepaid points are left.")
    return said % {name: number_format(Decimal(alert.facts.get(name, "0"))) for name in ("left", "of")}


def _blocked(alert: Alert) -> str:
    return _("Assistance is withheld: %(reason)s") % {"reason": alert.facts.get("reason", "")}


def _suspended(alert: Alert) -> str:
    return _("Suspended until further notice: %(reason)s. Resume it, or end it.") % {
        "reason": alert.facts.get("reason", "")
    }


def _last_day(alert: Alert) -> str:
    ends_on = alert.facts.get("ends_on")
    day = formats.day(date.fromisoformat(ends_on)) if ends_on else ""
    return _("Until that day the renewal may be refused; after it the contract goes on beyond %(day)s.") % {
        "day": day
    }
