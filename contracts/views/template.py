from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.forms.template import TemplateForm
from contracts.models import ContractTemplate
from contracts.template_versions.keeping import keep
from contracts.views.crumbs import list_crumb
from contracts.views.template_version import RUNNING
from tenancy.permissions import Right
from ui import tables
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.views import CreatePage, EditPage, ListPage, SwitchPage

OFFERED = Badge("green", "circle-check", gettext_lazy("Offered"))
ARCHIVED = Badge("secondary", "archive", gettext_lazy("Archived"))


class TemplateTable(tables.BaseTable):
    """Templates with how often they are used."""

    name = tables.LinkColumn("contracts:template_edit", verbose_name=gettext_lazy("Name"))
    annual_fee = tables.MoneyColumn(right=Right.FEES_VIEW, verbose_name=gettext_lazy("Yearly fee"))
    visits_per_year = tables.NumberColumn(priority=2, verbose_name=gettext_lazy("Visits a year"))
    term_months = tables.NumberColumn(verbose_name=gettext_lazy("Term in months"))
    renewal = tables.Column(verbose_name=gettext_lazy("Renewal"))
    used = tables.NumberColumn(verbose_name=gettext_lazy("Contracts"))
    archived_on = tables.BadgeColumn(
        empty_values=(),
        badge=lambda template: ARCHIVED if template.archived_on else OFFERED,
        verbose_name=gettext_lazy("State"),
    )
    actions = tables.ActionsColumn("contracts/template_actions.html")


class TemplateList(ListPage):
    """The kinds of contract the company sells."""

    table_class = TemplateTable
    right = Right.TEMPLATES_EDIT
    title = gettext_lazy("Contract templates")
    export_name = "contract-templates"

    def get_queryset(self) -> QuerySet[ContractTemplate]:
        """Those offered first."""
        return ContractTemplate.objects.annotate(used=Count("contracts")).order_by("-archived_on", "name")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """A new one, or one of the library."""
        return [
            Action(_("Starter library"), reverse("contracts:starter"), "books"),
            Action(
                _("New template"),
                reverse("contracts:template_create"),
                "plus",
                "primary",
                Right.TEMPLATES_EDIT,
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """What to do next."""
        text = _(
            "A template holds the rules that new contracts take over: term, renewal, notice, billing, visits."
        )
        return EmptyState(_("No template yet"), text, "template", self.get_actions())


class TemplatePage:
    """What the forms of templates share."""

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the templates."""
        return [list_crumb(), Crumb(_("Templates"), reverse("contracts:templates"))]

    def get_success_url(self, made: Any) -> str:
        """Back to the templates."""
        return reverse("contracts:templates")

    def get_cancel_url(self) -> str:
        """Likewise."""
        return reverse("contracts:templates")


class TemplateCreate(TemplatePage, CreatePage):
    """A new template."""

    form_class = TemplateForm
    right = Right.TEMPLATES_EDIT
    title = gettext_lazy("New contract template")

    def act(self, form: Any) -> Any:
        """Save it with its first version."""
        template = form.save()
        keep(template)
        return template


class TemplateEdit(TemplatePage, EditPage):
    """A template's rules; contracts made from it keep theirs."""

    queryset = ContractTemplate.objects.annotate(used=Count("contracts"))
    form_class = TemplateForm
    right = Right.TEMPLATES_EDIT
    template_name = "contracts/template_form.html"

    def find(self, rows: QuerySet[Any]) -> Any:
        """A row with a count cannot be locked; it is counted apart."""
        found = super().find(ContractTemplate.objects.all())
        found.used = found.contracts.count()
        return found

    def act(self, form: Any) -> Any:
        """Save it; what changed makes a version."""
        template = form.save()
        keep(template)
        return template

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the versions, the latest first, with the running contracts of each."""
        versions = self.object.versions.select_related("written_by").order_by("-number")
        counted = list(versions.annotate(running=Count("contracts", filter=RUNNING)))
        return super().get_context_data(versions=counted, behind=sum(v.running for v in counted[1:]), **extra)

    def get_actions(self) -> list[Action]:
        """Withdraw it from sale, or offer it again, or sell it."""
        template = self.object
        archive = reverse("contracts:template_archive", args=[template.pk])
        if template.archived_on:
            return [Action(_("Offer again"), archive, "archive-off")]
        new = f"{reverse('contracts:create')}?template={template.pk}"
        return [
            Action(
                _("Versions"), f"{reverse('contracts:template_versions')}?template={template.pk}", "versions"
            ),
            Action(
                _("Price formula"), reverse("contracts:template_formula", args=[template.pk]), "math-function"
            ),
            Action(
                _("Services and options"),
                reverse("contracts:template_services", args=[template.pk]),
                "list-check",
            ),
            Action(_("Archive"), archive, "archive"),
            Action(_("New contract"), new, "plus", right=Right.CONTRACTS_EDIT),
        ]


class TemplateArchive(TemplatePage, SwitchPage):
    """A template is withdrawn from sale, or offered again."""

    model = ContractTemplate
    right = Right.TEMPLATES_EDIT

    def get_title(self) -> str | Promise:
        """Which way."""
        return _("Offer the template again") if self.object.archived_on else _("Archive the template")

    def get_question(self) -> str:
        """Which template."""
        return _("Template “%(name)s”") % {"name": self.object.name}

    def consequences(self) -> list[str | Promise]:
        """What happens to new and to running contracts."""
        used = self.object.contracts.count()
        running = ngettext(
            "%(count)s contract was made from it and stays as it is.",
            "%(count)s contracts were made from it and stay as they are.",
            used,
        ) % {"count": used}
        if self.object.archived_on:
            return [_("New contracts may choose it again."), running]
        return [_("New contracts can no longer choose it."), running]

    def is_away(self) -> bool:
        """Withdrawn from sale."""
        return self.object.archived_on is not None

    def turn(self, *, away: bool) -> None:
        """Withdraw it from today on, or offer it again."""
        template = self.object
        template.archived_on = self.request.company.today() if away else None  # type: ignore[attr-defined]
        template.save(update_fields=["archived_on", "updated_at"])
