"""The components pages are made of, built into every template; their markup is in templates/ui/components."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms, template
from django.db.models import Model
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Table

from ui import badges, formats
from ui.actions import Action, EmptyState, in_head
from ui.forms.renderer import Group, groups_of
from ui.tables.drawing import drawn_rows

register = template.Library()

COLOUR_ICONS = {
    "red": "alert-triangle",
    "orange": "alert-circle",
    "blue": "info-circle",
    "green": "circle-check",
    "secondary": "info-circle",
}


# --- lists -----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def rows_of(context: Context, table: Table) -> SafeString:
    """``{% rows_of table %}``: the ``tr`` elements of a table's page."""
    return drawn_rows(table, context)


# --- small things ---------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "bell" %}``: a Tabler icon, silent for screen readers unless it has a ``label``."""
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.inclusion_tag("ui/components/badge.html")
def badge(what: Any, field: str = "", icon: str = "", colour: badges.Colour = "secondary") -> dict[str, Any]:
    """``{% badge contract "state" %}`` (registered), ``{% badge a_badge %}``, ``{% badge "New" colour="blue" %}``."""
    if isinstance(what, badges.Badge):
        return {"badge": what}
    if isinstance(what, Model) and field:
        return {"badge": badges.badge_of(what, field)}
    return {"badge": badges.Badge(colour, icon or COLOUR_ICONS[colour], what)}


@register.inclusion_tag("ui/components/yes_no.html")
def yes_no(value: Any) -> dict[str, Any]:
    """``{% yes_no customer.active %}``: yes or no with its sign."""
    return {"value": bool(value)}


@register.inclusion_tag("ui/components/action.html", takes_context=True)
def action(context: template.Context, what: Action, size: str = "") -> dict[str, Any]:
    """``{% action an_action %}``: a button as a link, or as a small form when it posts."""
    return {"action": what, "size": size, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/components/button.html")
def button(
    label: str, url: str = "", icon: str = "", style: str = "secondary", size: str = ""
) -> dict[str, Any]:
    """``{% button "Edit" url icon="pencil" %}``: a link that looks like a button, or the form's own without ``url``."""
    return {"label": label, "url": url, "icon": icon, "style": style, "size": size}


@register.inclusion_tag("ui/components/progress.html")
def progress(url: str, done: int, total: int, running: bool = True, label: str = "") -> dict[str, Any]:
    """``{% progress url done total running %}``: a bar that asks ``url`` again every two seconds while it runs.

    ``url`` answers with this same component.
    """
    percent = min(100, done * 100 // total) if total else (0 if running else 100)
    return {
        "url": url,
        "done": done,
        "total": total,
        "running": running,
        "label": label,
        "percent": percent,
        "step": percent // 5 * 5,
    }


# --- blocks ---------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def alert(
    context: template.Context,
    content: str,
    colour: str = "blue",
    title: str = "",
    icon: str = "",
    closes: bool = False,
) -> SafeString:
    """``{% alert colour="red" title="…" %}…{% endalert %}``: a call-out; colours mean what they mean everywhere."""
    return _block(
        context,
        "ui/components/alert.html",
        content=content,
        colour=colour,
        title=title,
        closes=closes,
        icon=icon or COLOUR_ICONS.get(colour, "info-circle"),
    )


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context,
    content: str,
    title: str = "",
    icon: str = "",
    flush: bool = False,
    actions: Any = (),
) -> SafeString:
    """``{% card title="…" %}…{% endcard %}``: a framed part of a page; ``flush`` lets a table touch the frame."""
    return _block(
        context,
        "ui/components/card.html",
        content=content,
        title=title,
        icon=icon,
        flush=flush,
        card_actions=actions,
    )


@register.simple_block_tag(takes_context=True)
def definitions(context: template.Context, content: str, columns: int = 2) -> SafeString:
    """``{% definitions %}{% definition "Town" site.town %}…{% enddefinitions %}``: names and values."""
    return _block(context, "ui/components/definitions.html", content=content, columns=columns)


@register.inclusion_tag("ui/components/definition.html")
def definition(label: str, value: Any = None, url: str = "", hint: str = "") -> dict[str, Any]:
    """One name and value; nothing shows as a dash."""
    return {
        "label": label,
        "value": formats.NOTHING if value in (None, "") else value,
        "url": url,
        "hint": hint,
    }


@register.simple_block_tag(takes_context=True)
def definition_of(context: template.Context, content: str, label: str = "", hint: str = "") -> SafeString:
    """``{% definition_of label="State" %}{% badge contract "state" %}{% enddefinition_of %}``: a value of any kind."""
    return _block(context, "ui/components/definition.html", value=content, label=label, hint=hint)


@register.simple_block_tag(takes_context=True)
def timeline(context: template.Context, content: str, label: str = "") -> SafeString:
    """``{% timeline %}{% timeline_entry … %}…{% endtimeline %}``: what happened, the latest first."""
    return _block(context, "ui/components/timeline.html", content=content, label=label)


@register.inclusion_tag("ui/components/timeline_entry.html")
def timeline_entry(
    title: str, when: Any = None, text: str = "", icon: str = "point", colour: str = ""
) -> dict[str, Any]:
    """One happening of a time line."""
    shown = formats.moment(when) if isinstance(when, datetime) else formats.day(when)
    return {"title": title, "when": when, "shown": shown, "text": text, "icon": icon, "colour": colour}


@register.inclusion_tag("ui/components/page_heading.html", takes_context=True)
def page_heading(context: template.Context, title: str, subtitle: str = "") -> dict[str, Any]:
    """The head of a page: title, badges, actions from the context, the less frequent ones in a menu."""
    buttons, menu = in_head(context.get("actions") or ())
    return {
        "title": title,
        "subtitle": subtitle,
        "badges": context.get("badges", ()),
        "actions": buttons,
        "menu": menu,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/components/empty_state.html", takes_context=True)
def empty_state(
    context: template.Context, what: EmptyState | str, text: str = "", icon: str = ""
) -> dict[str, Any]:
    """``{% empty_state "No letter yet" text="…" %}``: what is missing and what to do next."""
    state = what if isinstance(what, EmptyState) else EmptyState(what, text, icon or "mood-empty")
    return {"state": state, "csrf_token": context.get("csrf_token")}


# --- forms ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def form_groups(form: forms.BaseForm) -> list[Group]:
    """The form's fields in its fieldsets."""
    return groups_of(form)


@register.inclusion_tag("ui/forms/errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong with a form, each line leading to its field."""
    if not form.is_bound:
        return {"count": 0}
    fields = [field for field in form if field.errors and not field.is_hidden]
    hidden = [error for field in form if field.is_hidden for error in field.errors]
    general = [*form.non_field_errors(), *hidden]
    return {"form": form, "fields": fields, "general": general, "count": len(fields) + len(general)}


def _block(context: template.Context, name: str, **values: Mapping[str, Any] | Any) -> SafeString:
    engine = context.template.engine  # type: ignore[union-attr]
    with context.push(**values):
        return engine.get_template(name).render(context)
