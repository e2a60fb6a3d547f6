from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    """What is sent: wordings, notices written and proved, mailings, contract documents."""

    name = "letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Stand in the menu, hear of mails that left, name the alert of those that did not."""
        from letters import alerting, cockpit, emailing, erasing, legal, marks
        from tenancy import jobs

        jobs.register(jobs.JobKind("letters", _("Letters"), "mail"))
        marks.register()
        alerting.register_kinds()
        legal.register()
        cockpit.register()
        erasing.register()
        emailing.listen()
