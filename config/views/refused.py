from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request as not_understood


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read; one that brings too much text is told so (413), in the person's language."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return not_understood(request, exception)
