from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tenancy import invitations
from tenancy.addresses import company_path
from tenancy.forms.person import NewPersonForm
from tenancy.invitations import InvitationRefused
from tenancy.middleware import speak
from ui.views import Page


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class InvitationAccept(Page):
    """Where an invitation leads: a new person names herself and sets a password, a known one signs in and accepts."""

    title = _("Invitation")
    template_name = "tenancy/invitation.html"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the open invitation, else say why it is none."""
        try:
            self.invitation = invitations.find(kwargs["token"])
        except InvitationRefused as refusal:
            return self._refused(refusal)
        if not getattr(request.user, "language", "") and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            speak(request, self.invitation.company.language)
        self.account = invitations.account_of(self.invitation)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Say who invites to what, and ask for what is missing."""
        return self.respond(form=None if self.account else self._form())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the place."""
        try:
            if self.account is None:
                return self._accept_as_new(request, token)
            if not self.is_invited:
                return self.respond(form=None)
            invitations.accept(token, self.account)
        except InvitationRefused as refusal:
            return self._refused(refusal)
        return self._welcome(request)

    @property
    def is_invited(self) -> bool:
        """Whether the person signed in is the one invited."""
        return self.account is not None and self.request.user.pk == self.account.pk

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the invitation and how it stands with the person."""
        return super().get_context_data(
            invitation=self.invitation, account=self.account, is_invited=self.is_invited, **extra
        )

    def _form(self) -> NewPersonForm:
        data = self.request.POST if self.request.method == "POST" else None
        return NewPersonForm(data, email=self.invitation.email, initial={"name": self.invitation.name})

    def _accept_as_new(self, request: HttpRequest, token: str) -> HttpResponse:
        form = self._form()
        if self.request.user.is_authenticated or not form.is_valid():
            return self.respond(form=form)
        user = invitations.accept_as_new(token, form.cleaned_data["name"], form.cleaned_data["password"])
        get_adapter(request).login(request, user)
        return self._welcome(request)

    def _welcome(self, request: HttpRequest) -> HttpResponse:
        company = self.invitation.company
        messages.success(request, gettext("Welcome to %(company)s.") % {"company": company})
        return redirect(company_path(company, "today"))

    def _refused(self, refusal: InvitationRefused) -> HttpResponse:
        words = {"title": gettext("Invitation"), "reason": str(refusal)}
        return render(self.request, "tenancy/link_refused.html", words, status=410)
