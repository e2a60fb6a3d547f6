"""Versions of contract templates, two of them side by side, and taking the latest over at renewal."""

from typing import Any, ClassVar

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contract, ContractTemplate, TakeOver, TemplateVersion
from contracts.template_versions.bulk import TakeOverAtRenewal, UndoTakeOver
from contracts.template_versions.deciding import running, undo
from contracts.template_versions.filters import TakeOverFilter, VersionFilter
from contracts.template_versions.tables import TakeOverTable, VersionTable
from contracts.template_versions.telling import sentences_of
from contracts.template_versions.words import all_differences, side_by_side
from contracts.views.crumbs import list_crumb
from contracts.views.verb import ContractVerb
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState
from ui.views import DetailPage, ListPage

RUNNING = Q(contracts__runs_until__isnull=False, contracts__ended_on=None)


class _OfTemplate:
    """Lists that a template may narrow: ``?template=``."""

    request: Any

    @cached_property
    def template(self) -> ContractTemplate | None:
        """The template named in the address."""
        key = self.request.GET.get("template", "")
        known = key.isascii() and key.isdigit() and len(key) < 18
        return ContractTemplate.objects.filter(pk=key).first() if known else None

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the template, or the templates."""
        crumbs = [list_crumb(), Crumb(_("Templates"), reverse("contracts:templates"))]
        if self.template is not None:
            edit = reverse("contracts:template_edit", args=[self.template.pk])
            crumbs.append(Crumb(self.template.name, edit))
        return crumbs


class TemplateVersionList(_OfTemplate, ListPage):
    """The versions of a template, or of all."""

    table_class = VersionTable
    filterset_class = VersionFilter
    right = Right.TEMPLATES_EDIT
    title = gettext_lazy("Template versions")
    export_name = "template-versions"

    def get_queryset(self) -> QuerySet[TemplateVersion]:
        """With how many running contracts stand on each."""
        return TemplateVersion.objects.select_related("template", "written_by").annotate(
            running=Count("contracts", filter=RUNNING)
        )

    def make_table(self) -> Any:
        """The table asks the page what changed."""
        made = super().make_table()
        made.changes_of = self.changes_of
        return made

    def changes_of(self, version: TemplateVersion) -> list[str]:
        """What changed against the version before it; of the first one that it is the first."""
        if version.number == 1:
            return [_("First version")]
        former = self._former.get((version.template_id, version.number - 1))
        if former is None:
            return []
        fees, currency = self.may(Right.FEES_VIEW), self.request.company.currency
        found = all_differences(former.values, version.values, currency, with_fees=fees)
        said = [each.sentence for each in found]
        return [*said, _("price formula")] if former.formula != version.formula else said

    @cached_property
    def _former(self) -> dict[tuple[int, int], TemplateVersion]:
        rows = TemplateVersion.objects.filter(template__in=self.rows.order_by().values("template"))
        return {(row.template_id, row.number): row for row in rows}

    def get_actions(self) -> list[Action]:
        """To what running contracts may take over."""
        query = f"?template={self.template.pk}" if self.template is not None else ""
        take = reverse("contracts:take_over") + query
        return [Action(_("Take over at renewal"), take, "refresh", right=Right.CONTRACTS_RENEW)]

    def get_empty_state(self) -> EmptyState:
        """When one appears."""
        text = _(
            "A version is kept each time the rules, services or fee of a template are saved with a change."
        )
        return EmptyState(_("No version yet"), text, "versions")


class VersionCompare(DetailPage):
    """A version beside another one of its template (``?with=``), by default the one before."""

    model = TemplateVersion
    right = Right.TEMPLATES_EDIT
    template_name = "contracts/template_version.html"

    def get_queryset(self) -> QuerySet[TemplateVersion]:
        """With what the head names."""
        return TemplateVersion.objects.select_related("template", "written_by")

    def get_title(self) -> str:
        """Which template."""
        return _("%(template)s: version %(number)s") % {
            "template": self.object.template.name,
            "number": self.object.number,
        }

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the versions of the template."""
        template = self.object.template
        return [
            list_crumb(),
            Crumb(_("Templates"), reverse("contracts:templates")),
            Crumb(template.name, reverse("contracts:template_edit", args=[template.pk])),
            Crumb(_("Versions"), f"{reverse('contracts:template_versions')}?template={template.pk}"),
        ]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """The two versions and their columns."""
        version = self.object
        versions = list(version.template.versions.select_related("written_by").order_by("-number"))
        by_number = {str(row.number): row for row in versions}
        other = by_number.get(self.request.GET.get("with", "")) or by_number.get(
            str(max(version.number - 1, 1))
        )
        first, second = sorted((other or version, version), key=lambda row: row.number)
        currency = self.request.company.currency  # type: ignore[attr-defined]
        fees = self.may(Right.FEES_VIEW)
        rows = side_by_side(first.values, second.values, currency, with_fees=fees)
        return super().get_context_data(
            versions=versions, other=other, first=first, second=second, rows=rows,
            changes=sum(differs for _row, differs in rows) + (first.formula != second.formula), **extra,
        )  # fmt: skip


class TakeOverList(_OfTemplate, ListPage):
    """Running contracts beside the latest version of their template: what each would take over, and from when."""

    table_class = TakeOverTable
    filterset_class = TakeOverFilter
    bulk_actions: ClassVar = [TakeOverAtRenewal, UndoTakeOver]
    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Take over at renewal")
    search_hint = gettext_lazy("Contract number, customer")
    export_name = "take-over"
    usual: ClassVar = {"stands": "behind"}  # those that may take a version over

    def get_queryset(self) -> QuerySet[Contract]:
        """Contracts that run, of templates that have versions."""
        latest = (
            TemplateVersion.objects.filter(template=OuterRef("template"))
            .order_by()
            .values("template")
            .annotate(latest=Max("number"))
            .values("latest")
        )
        rows = running().select_related("customer", "template", "template_version")
        rows = rows.annotate(latest=Subquery(latest)).exclude(latest=None)
        return without_erased(rows, self.request.rights)

    def get_empty_state(self) -> EmptyState:
        """Nothing runs."""
        return EmptyState(
            _("No running contract"), _("Contracts appear here once they are signed."), "refresh"
        )


class TakeOverUndo(ContractVerb):
    """A contract stays as it is at its renewal."""

    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Undo the take-over")
    submit_label = gettext_lazy("Undo the take-over")
    submit_icon = "arrow-back-up"
    success_message = gettext_lazy("The contract stays as it is.")

    @cached_property
    def waiting(self) -> TakeOver | None:
        """What was decided."""
        return TakeOver.objects.waiting().filter(contract=self.object).select_related("version").first()

    def get_question(self) -> str:
        """Which contract and which version."""
        if self.waiting is None:
            return ""
        return _("Contract %(number)s was to take over version %(version)s of its template on %(day)s.") % {
            "number": self.object.number,
            "version": self.waiting.version.number,
            "day": formats.day(self.waiting.from_on),
        }

    def consequences(self) -> list[str | Promise]:
        """What will not change."""
        if self.waiting is None:
            return []
        said = sentences_of(self.waiting, self.currency, with_fees=self.sees_fees)
        return [_("This does not happen: %(change)s") % {"change": change} for change in said]

    def refusals(self) -> list[str | Promise]:
        """There must be one."""
        return [] if self.waiting else [_("Nothing waits to be taken over.")]

    def confirm(self, form: Any) -> Any:
        """Take it back."""
        undo([self.object], by=self.request.user)  # type: ignore[arg-type]
