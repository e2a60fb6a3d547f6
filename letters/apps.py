from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    """What is sent: wordings, notices written and proved, mailings, contract documents."""

    name = "letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Stand in the menu, hear of mails that left, name the alert of those that did not."""
        from customers import communication
        from letters import (
            alerting,
            automatic,
            circular_bulk,
            cockpit,
            e_signing,
            emailing,
            erasing,
            legal,
            marks,
            occasion_bulk,
            occasions,
        )
        from letters.views import linked, signing
        from tenancy import jobs, links, night, subjects

        jobs.register(jobs.JobKind("letters", _("Letters"), "mail"))
        subjects.register("dispatch", "letters:dispatch_detail")
        subjects.register("circular", "letters:circular_detail")
        marks.register()
        alerting.register_kinds()
        legal.register()
        cockpit.register()
        occasion_bulk.register()
        circular_bulk.register()
        occasions.register()
        night.register(night.Step(automatic.STEP, _("Other letters"), 22, automatic.write_what_happened))
        erasing.register()
        emailing.listen()
        links.register(e_signing.PURPOSE, signing.show)
        communication.register_link(e_signing.PURPOSE, signing.reader)
        links.register("letter", linked.show_letter)
        communication.register_link("letter", linked.reader)
