from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenancy.forms.person import PersonForm
from tenancy.views.signed_in import SignedInPage
from ui.views import FormPage


class Person(SignedInPage, FormPage):
    """The person's own page: how she is called and spoken to."""

    title = _("Your account")
    form_class = PersonForm
    template_name = "tenancy/person.html"

    def get_initial(self) -> dict[str, Any]:
        """The person's own values stand for themselves."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form is about the person signed in, nobody else."""
        return {**super().get_form_kwargs(), "instance": self.request.user}

    def get_success_url(self, made: Any) -> str:
        """Stay here."""
        return str(self.request.path)


class SessionEnd(SignedInPage):
    """End one of the person's own sessions on another device."""

    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        """End it; somebody else's is not found."""
        session = UserSession.objects.filter(user=request.user, pk=pk).first()
        if session is None:
            raise Http404
        session.end()
        messages.success(request, gettext("That device is signed out."))
        return redirect("usersessions_list")
