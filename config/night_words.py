"""The night's counts and rows in words: what the run's page, Today and the preview say."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COUNTS: dict[str, str | Promise] = {
    "due": _("contracts that ran out"),
    "renewed": _("terms written"),
    "ended": _("contracts ended"),
    "prepared": _("notices prepared"),
    "opened": _("alerts opened"),
    "closed": _("alerts closed"),
    "purged": _("old files thrown away"),
    "sent": _("messages queued"),
    "failed": _("failed"),
}

HAPPENINGS: dict[str, str | Promise] = {
    "renewed": _("Renewed"),
    "ended": _("Ended"),
    "prepared": _("Notice prepared"),
    "alerts": _("Alerts"),
    "sent": _("Message queued"),
    "purged": _("Old file thrown away"),
}

FACTS: dict[str, str | Promise] = {
    "term": _("term"),
    "starts_on": _("from"),
    "ends_on": _("to"),
    "annual_fee": _("yearly fee, net"),
    "ended_on": _("ended on"),
    "reason": _("reason"),
    "refuse_by": _("last day to refuse"),
    "closes": _("window closes"),
    "opened": _("opened"),
    "closed": _("closed"),
}
