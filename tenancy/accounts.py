from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """How people come in: by invitation only, so nobody makes an account by herself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitations."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user name: the e-mail address is the login."""
