from typing import Any

from django.templatetags.static import static
from django.views.generic import RedirectView


class Favicon(RedirectView):
    """The mark, for what has no page to name it, such as a PDF in a tab of its own."""

    http_method_names = ("get", "head", "options")

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """The picture's address of this release."""
        return static("echeo/mark.svg")
