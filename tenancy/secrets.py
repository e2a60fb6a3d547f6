"""Secrets of companies kept in the database, such as the password of a mailbox: encrypted with SECRET_KEY."""

import base64
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models

SALT = b"tenancy.secrets"


class SecretField(models.TextField):
    """A text that stands encrypted in the database; of another SECRET_KEY than today's it reads as empty."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """What was kept."""
        if not value:
            return value
        try:
            return _key().decrypt(value.encode()).decode()
        except InvalidToken:
            return ""

    def get_prep_value(self, value: Any) -> Any:
        """What is kept."""
        return _key().encrypt(str(value).encode()).decode() if value else value


def _key() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(SALT + settings.SECRET_KEY.encode()).digest()))
