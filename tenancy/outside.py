"""Servers that companies name themselves: only those out in the world, never one of the house the product runs in."""

import ipaddress
import socket

from django.conf import settings
from django.utils.translation import gettext as _


def check(host: str) -> None:
    """Raises ``ValueError``, in words, when a server is not known or stands inside the house."""
    if settings.PEC_HOSTS_MAY_BE_PRIVATE:
        return
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise ValueError(_("The server %(host)s is not known.") % {"host": host}) from problem
    if not all(ipaddress.ip_address(entry[4][0]).is_global for entry in found):
        raise ValueError(_("The server %(host)s may not be used.") % {"host": host})
