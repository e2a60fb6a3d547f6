import os
import secrets
import subprocess
import sys

from django.conf import settings
from django.test import Client

from tenancy.models import User


def test_served_over_https_the_deployment_checks_find_nothing() -> None:
    environment = {**os.environ, "SITE_URL": "https://echeo.example", "SECRET_KEY": secrets.token_urlsafe(50)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    found = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert (found.returncode, "no issues" in found.stdout) == (0, True), found.stderr


def test_no_page_is_framed_but_the_preview_of_a_wording(client_ana: Client, ana: User) -> None:
    page = client_ana.get("/t/alpha/alerts/")
    assert (page["X-Frame-Options"], "frame-ancestors 'none'" in page["Content-Security-Policy"]) == (
        "DENY",
        True,
    )
    preview = client_ana.post("/t/alpha/letters/wordings/renewal_notice/fr/preview/")
    policy = preview["Content-Security-Policy"]
    assert (preview["X-Frame-Options"], "frame-ancestors 'self'" in policy) == ("SAMEORIGIN", True)
