from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """The whole: Today, the night, the register, health, the demo."""

    name = "config"
    label = "echeo"
    verbose_name = _("Echeo")

    def ready(self) -> None:
        """Log as set, and load Celery so that tasks bind to it."""
        from django.conf import settings

        from config import exporting, logging, purging
        from config.celery import app  # noqa: F401
        from config.company_export import running
        from config.models import ReplacedValues
        from config.privacy import alerting as privacy_alerts
        from config.privacy import copies, retention
        from tenancy import belonging, jobs, night
        from tenancy.permissions import Right
        from ui import badges
        from ui.badges import Badge
        from ui.menu import MenuEntry, register, register_setting
        from ui.views import export

        belonging.names_subjects(
            ReplacedValues,
            "table",
            "row_id",
            stays="what an import replaced is told as it was",
            by_table=True,
        )
        register(MenuEntry(_("Today"), "today", "home", order=10))
        register(MenuEntry(_("Imports"), "import_list", "database-import", Right.IMPORTS_RUN, order=95))
        jobs.register(
            jobs.JobKind(
                "nightly",
                _("Night's job"),
                "moon",
                counts_template="config/night_counts.html",
            )
        )
        jobs.register(
            jobs.JobKind(
                "import",
                _("Import"),
                "database-import",
                counts={
                    "created": _("created"),
                    "known": _("known already"),
                    "updated": _("updated"),
                    "refused": _("refused"),
                    "removed": _("removed"),
                    "restored": _("put back"),
                    "stays": _("left as they are"),
                },
            )
        )
        badges.register(
            "echeo.PortfolioImport.state",
            {
                "reading": Badge("blue", "loader-2"),
                "mapping": Badge("orange", "columns-3"),
                "trying": Badge("blue", "loader-2"),
                "tried": Badge("orange", "checks"),
                "importing": Badge("blue", "loader-2"),
                "imported": Badge("green", "circle-check"),
                "undoing": Badge("blue", "loader-2"),
                "undone": Badge("secondary", "arrow-back-up"),
                "unreadable": Badge("red", "alert-triangle"),
            },
        )
        night.register(night.Step("purge", _("Throw old files away"), 40, purging.purge))
        jobs.register(jobs.JobKind(exporting.KIND, _("Export"), "file-download"))
        jobs.register(
            jobs.JobKind(
                running.KIND,
                _("Archive of the company"),
                "file-zip",
                counts={
                    "rows": _("rows"),
                    "files": _("files"),
                    "missing": _("files not found"),
                    "kilobytes": _("kilobytes"),
                    "private": _("with private notes"),
                },
                steps={"taken": _("Begins"), "files": _("Files")},
            )
        )
        register_setting(
            MenuEntry(
                _("Take everything away"), "company_export", "file-zip", Right.COMPANY_EXPORT, order=80
            ),
            _("All data and files of the company as one archive."),
        )
        register_setting(
            MenuEntry(_("Close the company"), "company_close", "lock", Right.COMPANY_CLOSE, order=90),
            _("For a company that leaves: nobody enters any more, nothing is deleted."),
        )
        register_setting(
            MenuEntry(_("Privacy requests"), "privacy_requests", "shield-lock", Right.PRIVACY_RUN, order=70),
            _(
                "Who asked to see or erase what you keep about her, until when to answer, and what was answered."
            ),
        )
        privacy_alerts.register_kinds()
        retention.register_kinds()
        night.register(
            night.Step(retention.STEP, _("Delete what no law keeps any longer"), 43, retention.expire)
        )
        copies.register()
        export.large_export = exporting.start
        logging.configure(settings.LOG_LEVEL)
