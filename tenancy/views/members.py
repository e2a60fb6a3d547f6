from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenancy import invitations, members
from tenancy.addresses import global_path
from tenancy.forms.leaving import LeavingForm
from tenancy.forms.member import DENIED, GRANTED, InviteForm, MemberForm, bundles
from tenancy.handing_over import Held, held_by
from tenancy.models import Change, Invitation, Membership
from tenancy.permissions import BUNDLES, Right, Role
from tenancy.tables import MEMBER_BADGES, MemberTable
from tenancy.views.settings import settings_crumb
from ui.actions import Action, Crumb
from ui.badges import Badge
from ui.views import ConfirmPage, EditPage, FormPage, ListPage, Page


def members_of(request: Any) -> QuerySet[Membership]:
    """The places in the company of the page; the table is a global one, so the company is named here."""
    return (
        Membership.objects.filter(company=request.company)
        .select_related("user", "company")
        .defer("company__logo")
    )


def open_invitations(request: Any) -> QuerySet[Invitation]:
    """The company's invitations nobody accepted yet."""
    return Invitation.objects.filter(company=request.company, accepted_at=None).select_related(
        "company", "invited_by"
    )


class MemberList(ListPage):
    """The people of the company, and those invited."""

    table_class = MemberTable
    right = Right.MEMBERS_EDIT
    title = _("Members")
    template_name = "tenancy/member_list.html"
    export_name = "members"

    def get_queryset(self) -> QuerySet[Membership]:
        return members_of(self.request)

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb()]

    def get_actions(self) -> list[Action]:
        return [
            Action(
                _("Invite somebody"), reverse("members:invite"), "user-plus", "primary", Right.MEMBERS_EDIT
            )
        ]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(invitations=open_invitations(self.request).order_by("email"), **extra)


class MemberInvite(FormPage):
    """Offer somebody a place by e-mail."""

    form_class = InviteForm
    right = Right.MEMBERS_EDIT
    title = _("Invite somebody")
    submit_label = _("Send the invitation")
    submit_icon = "send"

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb(), Crumb(_("Members"), reverse("members:list"))]

    def act(self, form: Any) -> Invitation:
        data, request = form.cleaned_data, cast("Any", self.request)
        return invitations.invite(request.company, data["email"], data["role"], request.user, data["name"])

    def get_success_message(self, made: Invitation) -> str:
        return gettext("An invitation is on its way to %(email)s.") % {"email": made.email}

    def get_success_url(self, made: Invitation) -> str:
        return reverse("members:list")

    def get_cancel_url(self) -> str:
        return reverse("members:list")


class InvitationAction(Page):
    """Send an open invitation once more, or take it back."""

    right = Right.MEMBERS_EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        """Do it; an invitation of another company is not found."""
        invitation = open_invitations(request).filter(pk=pk).first()
        if invitation is None:
            raise Http404
        if what == "send":
            invitations.send_again(invitation)
            messages.success(request, gettext("The invitation is on its way again."))
        else:
            invitations.withdraw(invitation)
            messages.success(request, gettext("The invitation was withdrawn."))
        return redirect("members:list")


class MemberEdit(EditPage):
    """A member's role, and each right switched for her alone."""

    form_class = MemberForm
    right = Right.MEMBERS_EDIT
    template_name = "tenancy/member_edit.html"
    object: Membership

    def get_queryset(self) -> QuerySet[Membership]:
        return members_of(self.request)

    def get_title(self) -> str:
        return str(self.object.user)

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb(), Crumb(_("Members"), reverse("members:list"))]

    def get_actions(self) -> list[Action]:
        if self.object.left_on:
            return []
        leave = reverse("members:leave", args=[self.object.pk])
        return [Action(_("Remove from the company"), leave, "user-off", "danger", Right.MEMBERS_EDIT)]

    def get_initial(self) -> dict[str, Any]:
        return dict(MemberForm.initial_of(self.object))

    def act(self, form: Any) -> Membership:
        return members.set_rights(
            self.object, form.cleaned_data["role"], form.chosen(GRANTED), form.chosen(DENIED)
        )

    def get_success_url(self, made: Membership) -> str:
        return reverse("members:list")

    def get_cancel_url(self) -> str:
        return reverse("members:list")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        badges: list[Badge] = [MEMBER_BADGES[self.object.left_on is None]]
        return super().get_context_data(
            subtitle=self.object.user.email,
            badges=badges,
            bundles=bundles(),
            held=BUNDLES[self.form["role"].value() if self.form["role"].value() in BUNDLES else Role.OFFICE],
            changes=Change.objects.filter(
                noun=Membership._meta.db_table, row_id=self.object.pk
            ).select_related("actor")[:20],
            **extra,
        )


class MemberLeave(ConfirmPage):
    """The end of a membership."""

    form_class = LeavingForm
    right = Right.MEMBERS_EDIT
    style = "danger"
    submit_label = _("Remove from the company")
    submit_icon = "user-off"
    object: Membership

    def get_queryset(self) -> QuerySet[Membership]:
        return members_of(self.request).filter(left_on=None)

    def get_title(self) -> str:
        return str(self.object.user)

    def get_question(self) -> str:
        return gettext("Remove %(name)s from %(company)s?") % {
            "name": self.object.user, "company": self.object.company
        }  # fmt: skip

    def get_breadcrumbs(self) -> list[Crumb]:
        return [settings_crumb(), Crumb(_("Members"), reverse("members:list"))]

    @cached_property
    def held(self) -> list[Held]:
        """What is in her name."""
        return held_by(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "member": self.object, "held": self.held}

    def consequences(self) -> list[Any]:
        return [
            _("From the next click on the company's pages are closed, on every device."),
            *(
                [_("What is in her name goes to whom you choose below, or is free for others.")]
                if self.held
                else []
            ),
            _("What was written stays, with the name."),
            _("A new invitation brings the person back."),
        ]

    def refusals(self) -> list[Any]:
        if not members.is_last_administrator(self.object):
            return []
        return [
            _("Nobody would be left who can change members and rights. Give another member this right first.")
        ]

    def confirm(self, form: Any) -> None:
        members.end(
            self.object,
            self.request.company.today(),  # type: ignore[attr-defined]
            heirs=form.heirs,
            technician_leaves=form.cleaned_data.get("technician_leaves", False),
        )

    def get_success_message(self, made: Any) -> str:
        told = [gettext("%(name)s is no longer a member.") % {"name": self.object.user}]
        heirs: dict[str, Any] = cast("LeavingForm", self.form).heirs
        told += [
            gettext("%(what)s (%(count)s): %(heir)s.")
            % {
                "what": each.holding.label,
                "count": each.count,
                "heir": _name_of(heirs.get(each.holding.name)) or gettext("free for others"),
            }
            for each in self.held
        ]
        return " ".join(told)

    def get_success_url(self, made: Any) -> str:
        return global_path("home") if self.object.user_id == self.request.user.pk else reverse("members:list")

    def get_cancel_url(self) -> str:
        return reverse("members:edit", args=[self.object.pk])


def _name_of(heir: Any) -> str:
    return "" if heir is None else str(getattr(heir, "user", heir))
