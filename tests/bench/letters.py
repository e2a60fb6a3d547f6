"""Letters: ours, written and kept, beside a bare loop of WeasyPrint over the very same pages."""

from datetime import date
from typing import Any

from tests.bench import watch


def prepared(slug: str, count: int) -> list[int]:
    """Notices of a company that are not written yet."""
    from contracts.models import Notice
    from tenancy.acting import acting_for
    from tenancy.models import Company

    with acting_for(Company.objects.get(slug=slug), source="bench"):
        return list(
            Notice.objects.to_send().filter(letters=None).order_by("pk").values_list("pk", flat=True)[:count]
        )


def write(slug: str, ids: list[int], on: date) -> dict[str, Any]:
    """Write and keep the letters of some notices, as a worker does."""
    from contracts.models import Notice
    from letters.mailings import CHUNK
    from letters.notices import write_notices
    from tenancy.acting import acting_for
    from tenancy.models import Company

    company = Company.objects.get(slug=slug)
    _warm(slug, ids[:1], on)
    written = 0
    began = watch.now()
    for start in range(0, len(ids), CHUNK):
        with acting_for(company, source="bench"):
            done = write_notices(list(Notice.objects.filter(pk__in=ids[start : start + CHUNK])), on)
            if done.refused:
                raise RuntimeError(str(done.refused))
            written += len(done.letters)
    return {"letters": written, **_spent(watch.now() - began)}


def bare(slug: str, ids: list[int], on: date) -> dict[str, Any]:
    """The same pages by WeasyPrint alone, tuned: one font configuration, style sheets parsed once, nothing kept."""
    from django.contrib.staticfiles import finders
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from letters.sheets import STYLE
    from ui.pdf.fetching import ORIGIN, OwnFiles

    pages = _html(slug, ids, on)
    fonts = FontConfiguration()
    sheets = [
        CSS(
            filename=str(finders.find(name)),
            base_url=f"{ORIGIN}/static/{name}",
            url_fetcher=OwnFiles(),
            font_config=fonts,
        )
        for name in STYLE
    ]

    def draw(page: str) -> None:
        HTML(string=page, base_url=f"{ORIGIN}/", url_fetcher=OwnFiles()).write_pdf(
            stylesheets=sheets, font_config=fonts
        )

    draw(pages[0])
    began = watch.now()
    for page in pages:
        draw(page)
    return {"letters": len(pages), **_spent(watch.now() - began)}


def _spent(spent: watch.Time) -> dict[str, float]:
    return {"wall": spent.wall, "core": spent.one_core}


def _warm(slug: str, ids: list[int], on: date) -> None:
    """Draw a page that is not kept, so that imports and fonts are not counted."""
    from letters.sheets import render
    from tenancy.models import Company

    render(_html(slug, ids, on)[0], Company.objects.get(slug=slug))


def _html(slug: str, ids: list[int], on: date) -> list[str]:
    from django.utils import translation

    from contracts.models import Notice
    from letters import gathering
    from letters.models import Kind
    from letters.sheets import letter_html
    from letters.starting import text_in_force
    from tenancy.acting import acting_for
    from tenancy.models import Company

    pages = []
    with acting_for(Company.objects.get(slug=slug), source="bench"):
        for facts in gathering.of_notices(Notice.objects.filter(pk__in=ids), on):
            with translation.override(facts.language):
                version = text_in_force(Kind.RENEWAL_NOTICE, facts.language)
                pages.append(letter_html(Kind.RENEWAL_NOTICE, version, facts))
    return pages
