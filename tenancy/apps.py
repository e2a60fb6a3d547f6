from collections.abc import Collection
from dataclasses import dataclass

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from ui import menu
from ui.menu import MenuEntry


def _install_triggers(using: str, **_kwargs: object) -> None:
    from tenancy import triggers

    if using == "migrator":
        triggers.install(using)


@dataclass(frozen=True)
class _SettingsEntry(MenuEntry):
    """The index of settings shows with whoever may open one of its pages."""

    def allowed(self, rights: Collection[str]) -> bool:
        return bool(menu.settings(rights))


class TenancyConfig(AppConfig):
    """Companies, members, isolation and what every company needs."""

    name = "tenancy"
    verbose_name = _("Company")

    def ready(self) -> None:
        """Refuse roles that would switch isolation off; make the triggers again after each migrate."""
        from tenancy import alerts, checks, digest, erased_copies, handing_over, night, pec, trash

        register(checks.role_cannot_switch_isolation_off, Tags.database)
        register(checks.owned_models_are_closed, Tags.models)
        register(checks.authorities_can_be_read, Tags.security)
        night.register(night.Step("alert", _("Raise and close alerts"), 30, alerts.settle_all))
        night.register(night.Step("trash", _("Empty the trash"), 41, trash.empty_nightly))
        night.register(night.Step("digest", _("Write to those who want it"), 50, digest.send_digests))
        handing_over.register_own()
        pec.register_alert()
        _show_pages()
        _name_subjects()
        erased_copies.register()
        # Once, after the last app, would do; the signal comes once an app, and the work is repeatable.
        post_migrate.connect(_install_triggers, sender=self)


def _name_subjects() -> None:
    """Tables that name what they are about by kind and id."""
    from tenancy.belonging import names_subjects
    from tenancy.models import (
        Alert,
        Attachment,
        Change,
        Document,
        JobFailure,
        OutboxMessage,
        SearchToken,
        Trashed,
    )

    names_subjects(Alert, "subject_kind", "subject_id")
    names_subjects(Attachment, "subject_kind", "subject_id")
    names_subjects(SearchToken, "kind", "object_id", moves=False)
    names_subjects(Document, "subject_kind", "subject_id")
    names_subjects(OutboxMessage, "about_kind", "about_id", stays="what was sent is a record of the house")
    names_subjects(JobFailure, "subject_kind", "subject_id", stays="a run is told as it was")
    names_subjects(Change, "noun", "row_id", stays="history is only ever forgotten by its own function")
    names_subjects(Trashed, "kind", "row_id", stays="it is the trash itself")


def _show_pages() -> None:
    from tenancy.models import JobRun
    from tenancy.permissions import Right
    from ui import badges
    from ui.badges import Badge

    menu.register(MenuEntry(_("Alerts"), "alerts:list", "bell", Right.ALERTS_VIEW, order=15))
    menu.register(
        _SettingsEntry(
            _("Settings"),
            "settings:index",
            "settings",
            order=100,
            also=("members", "jobs"),
            holds_settings=True,
        )
    )
    menu.register_setting(
        MenuEntry(_("Company"), "settings:company", "building", Right.SETTINGS_EDIT, order=10),
        _("Identity, address, logo, legal mentions, language, the night's hour and the rules of renewal."),
    )
    menu.register_setting(
        MenuEntry(_("Members"), "members:list", "users-group", Right.MEMBERS_EDIT, order=20),
        _("Who works here, and what each may see and do."),
    )
    menu.register_setting(
        MenuEntry(_("Technicians"), "settings:technicians", "tool", Right.SETTINGS_EDIT, order=30),
        _("Who goes to customers, with or without a login."),
    )
    menu.register_setting(
        MenuEntry(_("PEC account"), "settings:pec", "certificate", Right.SETTINGS_EDIT, order=40),
        _("Italy: the certified mailbox lawful letters leave from and receipts arrive in."),
    )
    menu.register_setting(
        MenuEntry(_("Job runs"), "jobs:list", "settings-cog", Right.JOBS_VIEW, order=90),
        _("Nights, imports and batches of letters: what they did and what failed."),
    )
    for order, (label, name, icon) in enumerate(
        (
            (_("Your companies"), "home", "building"),
            (_("Your account"), "person", "user"),
            (_("E-mail"), "account_email", "mail"),
            (_("Password"), "account_change_password", "key"),
            (_("Signing in safely"), "mfa_index", "shield-lock"),
            (_("Devices signed in"), "usersessions_list", "devices"),
        )
    ):
        menu.register_account(MenuEntry(label, name, icon, order=order))
    badges.register(
        "tenancy.JobRun.state",
        {
            JobRun.State.RUNNING: Badge("blue", "loader-2"),
            JobRun.State.DONE: Badge("green", "circle-check"),
            JobRun.State.PARTLY: Badge("orange", "alert-circle"),
            JobRun.State.FAILED: Badge("red", "alert-triangle"),
        },
    )
