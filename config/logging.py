"""Log lines that carry company, request and job, so that one story can be followed through web and workers."""

import logging
import logging.config
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_job_id: ContextVar[str] = ContextVar("job_id", default="-")


class Context(logging.Filter):
    """Adds company, request and job to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        from tenancy.acting import acting_company, is_acting

        record.company = acting_company().slug if is_acting() else "-"
        record.request_id = _request_id.get()
        record.job_id = _job_id.get()
        return True


def configure(level: str) -> None:
    """Log to standard error, one line a record."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"context": {"()": Context}},
            "formatters": {
                "line": {
                    "format": "{asctime} {levelname} {name} "
                    "company={company} request={request_id} job={job_id} {message}",
                    "style": "{",
                }
            },
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "filters": ["context"], "formatter": "line"}
            },
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {name: {"level": "ERROR"} for name in ("fontTools", "weasyprint", "PIL", "pikepdf")},
        }
    )


def bind_job(job_id: str) -> None:
    """Name the job the following log lines belong to."""
    _job_id.set(job_id)


class RequestIdMiddleware:
    """Gives each request an id, in the log and in the ``X-Request-Id`` header of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request_id.set(uuid.uuid4().hex[:12])
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = _request_id.get()
            return response
        finally:
            _request_id.reset(token)
