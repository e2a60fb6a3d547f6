from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from tenancy.addresses import company_path
from tenancy.members import closed_places
from tenancy.permissions import Right
from tenancy.views.signed_in import SignedInPage


class Home(SignedInPage):
    """The first page after signing in: the person's company, a choice of them, or a word when there is none."""

    title = _("Your companies")
    template_name = "tenancy/home.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Straight on to the only company; ``?choose`` shows the choice all the same."""
        places = list(request.memberships)
        closed = [each for each in closed_places(request.user) if Right.COMPANY_EXPORT in each.rights]
        if len(places) == 1 and not closed and "choose" not in request.GET:
            return redirect(company_path(places[0].company, "today"))
        return self.respond(places=places, closed=closed)
