"""Base views: a page declares what it shows and which right opens it."""

from ui.views.confirm_page import ConfirmPage
from ui.views.detail_page import DetailPage
from ui.views.form_page import CreatePage, EditPage, FormPage
from ui.views.list_page import ListPage
from ui.views.options import OptionsPage
from ui.views.page import ObjectPage, Page
from ui.views.switch_page import SwitchPage

__all__ = [
    "ConfirmPage",
    "CreatePage",
    "DetailPage",
    "EditPage",
    "FormPage",
    "ListPage",
    "ObjectPage",
    "OptionsPage",
    "Page",
    "SwitchPage",
]
