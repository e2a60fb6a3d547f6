"""The night's counts and rows in words: what the run's page, Today and the preview say."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

COUNTS: dict[str, Promise] = {
    "due": ngettext_lazy("%(count)s contract ran out", "%(count)s contracts ran out", "count"),
    "renewed": ngettext_lazy("%(count)s term written", "%(count)s terms written", "count"),
    "ended": ngettext_lazy("%(count)s contract ended", "%(count)s contracts ended", "count"),
    "credited": ngettext_lazy("%(count)s allowance credited", "%(count)s allowances credited", "count"),
    "settled": ngettext_lazy("%(count)s price settled", "%(count)s prices settled", "count"),
    "waiting": ngettext_lazy(
        "%(count)s price waits for a value", "%(count)s prices wait for a value", "count"
    ),
    "prepared": ngettext_lazy("%(count)s notice prepared", "%(count)s notices prepared", "count"),
    "written": ngettext_lazy("%(count)s letter written", "%(count)s letters written", "count"),
    "opened": ngettext_lazy("%(count)s alert opened", "%(count)s alerts opened", "count"),
    "closed": ngettext_lazy("%(count)s alert closed", "%(count)s alerts closed", "count"),
    "moved": ngettext_lazy("%(count)s due date moved", "%(count)s due dates moved", "count"),
    "purged": ngettext_lazy("%(count)s old file thrown away", "%(count)s old files thrown away", "count"),
    "emptied": ngettext_lazy(
        "%(count)s thing in the trash deleted for good",
        "%(count)s things in the trash deleted for good",
        "count",
    ),
    "merges_settled": ngettext_lazy(
        "%(count)s merge can no longer be undone", "%(count)s merges can no longer be undone", "count"
    ),
    "expired": ngettext_lazy(
        "%(count)s row no law keeps any longer deleted",
        "%(count)s rows no law keeps any longer deleted",
        "count",
    ),
    "sent": ngettext_lazy("%(count)s message queued", "%(count)s messages queued", "count"),
    "failed": ngettext_lazy("%(count)s failed", "%(count)s failed", "count"),
}


def counted(name: str, number: int) -> str:
    """One count in words, as ``1 contract ended``; a count nobody named shows its bare name."""
    words = COUNTS.get(name)
    return str(words % {"count": number}) if words else f"{number} {name}"


HAPPENINGS: dict[str, str | Promise] = {
    "renewed": _("Renewed"),
    "settled": _("Price settled"),
    "ended": _("Ended"),
    "prepared": _("Notice prepared"),
    "written": _("Letter written"),
    "alerts": _("Alerts"),
    "sent": _("Message queued"),
    "purged": _("Old file thrown away"),
    "emptied": _("Deleted for good from the trash"),
    "expired": _("No longer kept by law: deleted"),
}

FACTS: dict[str, str | Promise] = {
    "letter": _("letter"),
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
