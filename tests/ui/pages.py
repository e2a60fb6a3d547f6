"""A small house of pages over customers, made only to try the base views; served by the test's own root."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from customers.models import Customer
from tenancy.acting import acting_for
from tenancy.models import Company, Membership
from ui import tables
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.bulk import BulkAction, Outcome
from ui.forms import MoneyField, RemoteSelect
from ui.views import ConfirmPage, CreatePage, DetailPage, EditPage, ListPage, OptionsPage


class InCompany:
    """Stands for the tenancy middleware: every page is the first company's of the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = Membership.objects.select_related("company", "user").filter(user=request.user.pk).first()
        if membership is None:
            return self.get_response(request)
        request.company, request.membership = membership.company, membership  # type: ignore[attr-defined]
        request.rights = membership.rights  # type: ignore[attr-defined]
        with acting_for(membership.company, actor=membership.user):
            return self.get_response(request)


class CustomerFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=Customer.Kind.choices, label="Kind")
    city = django_filters.CharFilter(label="Town")
    parent = django_filters.ModelChoiceFilter(
        queryset=lambda request: Customer.objects.all(), label="Owner", widget=RemoteSelect("people:options")
    )
    created = django_filters.DateFromToRangeFilter(field_name="created_at__date", label="Created")


class CustomerTable(tables.SelectableTable):
    number = tables.LinkColumn("people:detail", verbose_name="Number")
    name = tables.Column(order_by="sort_name", verbose_name="Name")
    kind = tables.BadgeColumn(verbose_name="Kind")
    city = tables.Column(priority=2, verbose_name="Town")
    email = tables.Column(priority=3, verbose_name="E-mail")
    fee = tables.MoneyColumn(accessor="pk", right="fees.view", orderable=False, verbose_name="Fee")
    created_at = tables.DateColumn(verbose_name="Created")


class Deactivate(BulkAction):
    name = "deactivate"
    label = "Deactivate"
    right = "customers.edit"
    explanation = "Customers who are deactivated are no longer offered in forms."

    def outcome(self, row: Any) -> Outcome:
        if row.attention:
            return Outcome(row, "Needs attention first.", will=False)
        return Outcome(row, f"{row.name} will be deactivated.")

    def run(self, rows: Any, form: forms.Form | None = None) -> str:
        company: Company = self.request.company  # type: ignore[attr-defined]
        Customer.objects.filter(pk__in=[row.pk for row in rows]).update(deactivated_on=company.today())
        return f"{len(rows)} deactivated."


class CustomerList(ListPage):
    model = Customer
    table_class = CustomerTable
    filterset_class = CustomerFilter
    bulk_actions: ClassVar = [Deactivate]
    right = "customers.view"
    title = "Customers"
    search_hint = "Name, number, town"

    def get_actions(self) -> list[Action]:
        return [Action("New customer", "/people/new", "plus", "primary", "customers.edit")]

    def get_empty_state(self) -> EmptyState:
        return EmptyState(
            "No customer yet", "Import your portfolio or make the first one.", "users", self.get_actions()
        )


class CustomerForm(forms.ModelForm):
    fee = MoneyField(label="Fee", required=False, help_text="Net, a year.")
    since = forms.DateField(label="Since", required=False)
    channel = forms.ChoiceField(
        label="Channel", choices=[("e", "E-mail"), ("p", "Paper")], widget=forms.RadioSelect
    )

    fieldsets = (
        ("Identity", ["kind", ("last_name", "first_name"), "company_name"]),
        ("Place", ["address", ("postcode", "city"), "country"], "Where letters go."),
        ("Terms", [("fee", "since"), "channel", "attention", "notes"]),
    )

    class Meta:
        model = Customer
        fields = (
            *(
                "number",
                "kind",
                "last_name",
                "first_name",
                "company_name",
                "address",
                "postcode",
                "city",
                "country",
            ),
            *("attention", "notes", "parent"),
        )
        widgets = {"parent": RemoteSelect("people:options")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].initial = "p"


class CustomerDetail(DetailPage):
    model = Customer
    right = "customers.view"

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb("Customers", "/people/")]

    def get_subtitle(self) -> str:
        return f"No. {self.object.number} · {self.object.city}"

    def get_badges(self) -> list[Badge]:
        return [Badge("green", "circle-check", "Active"), Badge("orange", "clock", "Notice due")]

    def get_actions(self) -> list[Action]:
        return [
            Action("Edit", f"/people/{self.object.pk}/edit", "pencil", "primary", "customers.edit"),
            Action(
                "Deactivate", f"/people/{self.object.pk}/deactivate", "user-off", "danger", "customers.edit"
            ),
        ]

    def get_tabs(self) -> list[Tab]:
        return [
            Tab("card", "Card", "id", template="tests/customer_card.html"),
            Tab("people", "Dependants", "users", url=f"/people/?parent={self.object.pk}", count=3),
            Tab("secret", "Private", template="tests/customer_card.html", right="nobody.has"),
        ]

    def tab_card(self) -> dict[str, Any]:
        return {"greeting": "Card of the customer"}


class CustomerCreate(CreatePage):
    form_class = CustomerForm
    right = "customers.edit"
    title = "New customer"

    def get_success_url(self, made: Any) -> str:
        return f"/people/{made.pk}/"


class CustomerEdit(EditPage):
    model = Customer
    form_class = CustomerForm
    right = "customers.edit"

    def get_cancel_url(self) -> str:
        return f"/people/{self.object.pk}/"

    def get_success_url(self, made: Any) -> str:
        return f"/people/{made.pk}/"


class CustomerDeactivate(ConfirmPage):
    model = Customer
    right = "customers.edit"
    style = "danger"
    submit_label = "Deactivate"
    question = "Deactivate this customer?"

    def consequences(self) -> list[str]:
        return ["She is no longer offered in forms.", "Her contracts stay as they are."]

    def refusals(self) -> list[str]:
        return ["Attention is needed first."] if self.object.attention else []

    def confirm(self, form: Any) -> None:
        self.object.deactivated_on = self.request.company.today()  # type: ignore[attr-defined]
        self.object.save(update_fields=["deactivated_on"])

    def get_cancel_url(self) -> str:
        return f"/people/{self.object.pk}/"

    def get_success_url(self, made: Any) -> str:
        return f"/people/{made.pk}/"


class CustomerOptions(OptionsPage):
    model = Customer
    right = "customers.view"


people = (
    [
        path("", CustomerList.as_view(), name="list"),
        path("options", CustomerOptions.as_view(), name="options"),
        path("new", CustomerCreate.as_view(), name="create"),
        path("<int:pk>/", CustomerDetail.as_view(), name="detail"),
        path("<int:pk>/edit", CustomerEdit.as_view(), name="edit"),
        path("<int:pk>/deactivate", CustomerDeactivate.as_view(), name="deactivate"),
    ],
    "people",
)

urlpatterns = [
    path("people/", include(people)),
    path("search", CustomerOptions.as_view(), name="search"),
    path("", include("config.urls")),
]
