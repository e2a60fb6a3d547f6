from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language
from django.views.i18n import set_language as django_set_language

from tenancy.models import User


def set_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on; somebody signed in keeps it with her account, on every device."""
    response = django_set_language(request)
    wanted = request.POST.get("language", "")
    known = {code for code, _name in User._meta.get_field("language").flatchoices}
    if (
        request.method == "POST"
        and request.user.is_authenticated
        and wanted in known
        and check_for_language(wanted)
    ):
        User.objects.filter(pk=request.user.pk).update(language=wanted)
    return response
