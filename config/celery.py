"""Celery: the queues and what beat sends."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_init

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("echeo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Night, mail and PDF work have queues of their own, so a long night holds up no letter.
app.conf.task_routes = {
    "config.tasks.night": {"queue": "night"},
    "tenancy.tasks.*": {"queue": "mail"},
    "letters.tasks.*": {"queue": "pdf"},
}
app.conf.beat_schedule = {
    "nights": {"task": "config.tasks.start_due_nights", "schedule": 300.0},
    "outbox": {"task": "config.tasks.start_outboxes", "schedule": 60.0},
    "bounces": {"task": "tenancy.tasks.read_bounces", "schedule": 300.0},
    "pec": {"task": "config.tasks.start_pec_readings", "schedule": 600.0},
}
QUEUES = "office,night,mail,pdf"


@worker_init.connect
@beat_init.connect
def _start_services(**_kwargs: Any) -> None:
    embedded.ensure_running()
    gc.freeze()  # as the web's processes do: forked workers share what was loaded for good


@setup_logging.connect
def _log_as_the_product_does(**_kwargs: Any) -> None:
    from django.conf import settings

    from config import logging

    logging.configure(settings.LOG_LEVEL)


@task_prerun.connect
def _name_the_job(task_id: str, **_kwargs: Any) -> None:
    from config import logging

    logging.bind_job(task_id)
