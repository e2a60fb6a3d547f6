"""What a type asks of its machines and has checked at visits: added, changed, ordered, withdrawn, brought back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.forms.of_type import AttributeForm, ChecklistItemForm
from installed_base.models import Attribute, ChecklistItem, EquipmentType
from installed_base.views.equipment_type import types_crumbs
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, CreatePage, EditPage
from ui.views.page import ObjectPage


class _BackToType:
    """Leads to and from the type's page."""

    right: str = Right.SETTINGS_EDIT
    tab: str
    object: Any
    kind: Any

    @property
    def type_url(self) -> str:
        """The type's page, open at these entries."""
        return f"{self.kind.get_absolute_url()}?tab={self.tab}"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the type."""
        return [*types_crumbs(), Crumb(str(self.kind), self.type_url)]

    def get_success_url(self, made: Any) -> str:
        """Back to the type."""
        return self.type_url

    def get_cancel_url(self) -> str:
        """Back to the type."""
        return self.type_url


class _Create(_BackToType, CreatePage):
    """A new entry of the type of the address."""

    @cached_property
    def kind(self) -> EquipmentType:
        """The type, or 404."""
        found = EquipmentType.objects.filter(pk=self.kwargs["type_pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """The type it is for."""
        return super().get_form_kwargs() | {"of": self.kind}

    def act(self, form: Any) -> Any:
        """Put it last."""
        made = form.save(commit=False)
        made.place_last()
        made.save()
        return made


class _OfEntry(_BackToType):
    """A page about one entry."""

    @property
    def kind(self) -> EquipmentType:
        """Its type."""
        return self.object.type  # type: ignore[no-any-return]


class _Withdraw(_OfEntry, ConfirmPage):
    """Asks for it no more."""

    title = gettext_lazy("Withdraw")
    submit_label = gettext_lazy("Withdraw")
    submit_icon = "archive"

    def get_question(self) -> str:
        """Which."""
        return _("Withdraw “%(name)s”?") % {"name": self.object}

    def consequences(self) -> list[str]:
        """What stays."""
        return [_("It is asked no more. What was answered so far stays, and it can be brought back.")]

    def refusals(self) -> list[str]:
        """Once is enough."""
        return [_("It was withdrawn already.")] if self.object.withdrawn_on else []

    def confirm(self, form: Any) -> None:
        """Withdraw it."""
        self.object.withdraw(acting_company().today())


class _BringBack(_OfEntry, ConfirmPage):
    """Asks for it again."""

    title = gettext_lazy("Bring back")
    submit_label = gettext_lazy("Bring back")
    submit_icon = "restore"

    def get_question(self) -> str:
        """Which."""
        return _("Bring “%(name)s” back?") % {"name": self.object}

    def refusals(self) -> list[str]:
        """Only what was withdrawn."""
        return [] if self.object.withdrawn_on else [_("It was not withdrawn.")]

    def confirm(self, form: Any) -> None:
        """Bring it back."""
        self.object.bring_back()


class _Up(_OfEntry, ObjectPage):
    """One place up."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Move it and show the type again."""
        self.object.move_up()
        return redirect(self.type_url)


class AttributeCreate(_Create):
    """A new attribute."""

    form_class = AttributeForm
    tab = "attributes"
    title = gettext_lazy("New attribute")


class AttributeEdit(_OfEntry, EditPage):
    """An attribute's name, limits and choices."""

    queryset = Attribute.objects.select_related("type")
    form_class = AttributeForm
    tab = "attributes"


class AttributeWithdraw(_Withdraw):
    """Withdraws an attribute."""

    queryset = Attribute.objects.select_related("type")
    tab = "attributes"


class AttributeBringBack(_BringBack):
    """Brings an attribute back."""

    queryset = Attribute.objects.select_related("type")
    tab = "attributes"


class AttributeUp(_Up):
    """An attribute one place up."""

    queryset = Attribute.objects.select_related("type")
    tab = "attributes"


class ChecklistItemCreate(_Create):
    """A new item of the checklist."""

    form_class = ChecklistItemForm
    tab = "checklist"
    title = gettext_lazy("New checklist item")


class ChecklistItemEdit(_OfEntry, EditPage):
    """Another wording or other limits: the former item is withdrawn, so that reports keep what was asked."""

    queryset = ChecklistItem.objects.current().select_related("type")
    form_class = ChecklistItemForm
    tab = "checklist"

    def act(self, form: Any) -> ChecklistItem:
        """Put the new item in the place of the former."""
        if not form.changed_data:
            return self.object  # type: ignore[no-any-return]
        former = ChecklistItem.objects.get(pk=self.object.pk)
        return former.replaced_by(form.save(commit=False), acting_company().today())


class ChecklistItemWithdraw(_Withdraw):
    """Withdraws an item."""

    queryset = ChecklistItem.objects.select_related("type")
    tab = "checklist"


class ChecklistItemBringBack(_BringBack):
    """Brings an item back."""

    queryset = ChecklistItem.objects.select_related("type")
    tab = "checklist"


class ChecklistItemUp(_Up):
    """An item one place up."""

    queryset = ChecklistItem.objects.select_related("type")
    tab = "checklist"
