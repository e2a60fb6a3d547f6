"""SMS: one provider for the installation, spoken to as JSON over HTTPS; short texts to mobile numbers."""

import json
import urllib.error
import urllib.request

from django.conf import settings

from tenancy.postman import NotNow, Refused, Unknown

TIMEOUT = 20
BUSY = frozenset({408, 425, 429})


def is_offered() -> bool:
    """Whether a provider is set."""
    return bool(settings.SMS_URL)


def send(number: str, text: str) -> None:
    """Hand one SMS to the provider. Raises ``NotNow``, ``Refused`` or ``Unknown``, as a mail server would.

    The provider gets ``{"to", "text", "from"}`` and the token as a bearer; any 2xx answer takes it.
    """
    if not is_offered():
        raise Refused("no SMS provider")
    body = json.dumps({"to": number, "text": text, "from": settings.SMS_SENDER}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    # The address is the operator's own setting.
    request = urllib.request.Request(settings.SMS_URL, body, headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
            return
    except urllib.error.HTTPError as problem:
        reason = f"{problem.code} {problem.read(300).decode('utf-8', 'replace')}".strip()
        problem.close()
        raise (NotNow if problem.code in BUSY or problem.code >= 500 else Refused)(reason) from problem
    except urllib.error.URLError as problem:  # the connection was never made
        raise NotNow(str(problem.reason)) from problem
    except OSError as problem:
        raise Unknown(f"{type(problem).__name__}: {problem}") from problem
