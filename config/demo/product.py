"""The commands that make up the running product, as the demo starts them."""

import os
import sys
from pathlib import Path

from config.celery import QUEUES
from config.demo.children import Child
from config.embedded.environment import data_path


def place() -> Path:
    """Where the demo keeps logs, mails and the beat's memory: beside the embedded data."""
    path = data_path() / "demo"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def environment(port: int) -> dict[str, str]:
    """The environment of the children: mails go to files unless a mail server is named."""
    variables = {"SITE_URL": f"http://localhost:{port}"}
    if not {"EMAIL_HOST", "EMAIL_BACKEND"} & os.environ.keys():
        variables["EMAIL_BACKEND"] = "django.core.mail.backends.filebased.EmailBackend"
        variables["EMAIL_FILE_PATH"] = str(place() / "mails")
    return {**variables, **os.environ}


def children(host: str, port: int) -> list[Child]:
    """Web server, worker and beat."""
    folder = place()
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "config.celery", "--quiet"]
    web = [*python, "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4"]
    web += ["--limit-request-line", "8190"]  # a list's filters may be long
    web += ["--graceful-timeout", "10", "--timeout", "60", "--no-control-socket"]
    worker = [*celery, "worker", "--queues", QUEUES, "--concurrency", "2", "--hostname", "demo@%h"]
    beat = [*celery, "beat", "--schedule", str(folder / "beat"), "--pidfile", ""]
    return [
        Child("web", web, folder / "web.log"),
        Child("worker", worker, folder / "worker.log"),
        Child("beat", beat, folder / "beat.log"),
    ]
