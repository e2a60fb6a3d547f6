from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin

from ui.views import Page


class SignedInPage(LoginRequiredMixin, Page):
    """A page outside any company, for whoever is signed in."""

    request: Any
