"""Every right of the product by name, and the roles that bundle them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """What a member may do. Views, search, exports, letters and jobs ask for these names and nothing else."""

    CUSTOMERS_VIEW = "customers.view", _("See customers")
    CUSTOMERS_EDIT = "customers.edit", _("Change customers")
    CUSTOMERS_LOG = "customers.log", _("Write down what was said with customers")
    EQUIPMENT_VIEW = "equipment.view", _("See equipment")
    EQUIPMENT_EDIT = "equipment.edit", _("Change equipment")
    CONTRACTS_VIEW = "contracts.view", _("See contracts")
    CONTRACTS_EDIT = "contracts.edit", _("Change contracts")
    CONTRACTS_RENEW = "contracts.renew", _("Renew and end contracts")
    PRICES_APPROVE = "prices.approve", _("Approve new fees")
    TEMPLATES_EDIT = "templates.edit", _("Change contract templates")
    FEES_VIEW = "fees.view", _("See fees and prices")
    PRIVATE_NOTES = "notes.private", _("See private notes")
    LETTERS_VIEW = "letters.view", _("See letters")
    LETTERS_SEND = "letters.send", _("Print and send letters")
    FILES_VIEW = "files.view", _("See photos and documents")
    FILES_EDIT = "files.edit", _("Add and remove photos and documents")
    IMPORTS_RUN = "imports.run", _("Import data")
    EXPORTS_RUN = "exports.run", _("Export lists")
    JOBS_VIEW = "jobs.view", _("See job runs")
    JOBS_RUN = "jobs.run", _("Run tonight's job now")
    ALERTS_VIEW = "alerts.view", _("See alerts")
    HISTORY_VIEW = "history.view", _("See who changed what")
    SETTINGS_EDIT = "settings.edit", _("Change the company's settings")
    MEMBERS_EDIT = "members.edit", _("Invite members and change their rights")
    COMPANY_EXPORT = "company.export", _("Take away everything the company has")
    PRIVACY_RUN = "privacy.run", _("Answer privacy requests")
    COMPANY_CLOSE = "company.close", _("Close the company")


class Role(models.TextChoices):
    """The usual bundles of rights; each right can be switched for one member."""

    ADMIN = "admin", _("Administrator")
    OFFICE = "office", _("Office")
    ACCOUNTING = "accounting", _("Accounting")
    PLANNER = "planner", _("Planner")
    TECHNICIAN = "technician", _("Technician")
    WAREHOUSE = "warehouse", _("Warehouse")
    SALES = "sales", _("Sales")


_SEES = {Right.CUSTOMERS_VIEW, Right.EQUIPMENT_VIEW, Right.CONTRACTS_VIEW, Right.FILES_VIEW}
_ADMIN_ONLY = {Right.SETTINGS_EDIT, Right.MEMBERS_EDIT, Right.TEMPLATES_EDIT, Right.COMPANY_EXPORT}
_ADMIN_ONLY |= {Right.COMPANY_CLOSE, Right.PRIVACY_RUN, Right.PRICES_APPROVE}
_OFFICE = (set(Right) - _ADMIN_ONLY) | _SEES

BUNDLES: dict[str, frozenset[str]] = {
    Role.ADMIN: frozenset(Right),
    Role.OFFICE: frozenset(_OFFICE),
    Role.ACCOUNTING: frozenset(
        _SEES
        | {Right.FEES_VIEW, Right.LETTERS_VIEW, Right.EXPORTS_RUN, Right.ALERTS_VIEW, Right.JOBS_VIEW}
        | {Right.HISTORY_VIEW, Right.CUSTOMERS_LOG}
    ),
    Role.PLANNER: frozenset(
        _SEES
        | {Right.EQUIPMENT_EDIT, Right.FILES_EDIT, Right.CUSTOMERS_LOG, Right.ALERTS_VIEW, Right.EXPORTS_RUN}
    ),
    Role.TECHNICIAN: frozenset(_SEES | {Right.EQUIPMENT_EDIT, Right.FILES_EDIT, Right.CUSTOMERS_LOG}),
    Role.WAREHOUSE: frozenset({Right.EQUIPMENT_VIEW, Right.FILES_VIEW}),
    Role.SALES: frozenset(
        _SEES
        | {Right.CUSTOMERS_EDIT, Right.CUSTOMERS_LOG, Right.FILES_EDIT, Right.FEES_VIEW, Right.ALERTS_VIEW}
    ),
}
