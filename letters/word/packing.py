"""Blocks as a Word document: one zip of the parts that ECMA-376 asks for, the same bytes for the same text."""

import io
import zipfile
from xml.sax.saxutils import escape

from PIL import Image

from letters.word.reading import Block, Page, Paragraph, Run, Table, read
from ui.characters import visible

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = f"{R}/officeDocument"
MADE = (1980, 1, 1, 0, 0, 0)  # so that a document does not depend on the clock
EMU, WIDEST, HIGHEST = 9525, 60, 20  # of a pixel; the logo's largest measures in mm
MM = 36000
TEXT_WIDTH = 9600  # of a sheet with margins of 20 mm, in twentieths of a point


def word_document(html: str, *, logo: tuple[bytes, str] | None = None, language: str = "fr") -> bytes:
    """A page of ours as DOCX; ``logo`` (bytes and media type) stands in the header of the first sheet."""
    page = read(html)
    picture = _png(logo) if logo and page.has_logo else None
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations([("rId1", DOCUMENT, "word/document.xml")]),
        "word/document.xml": _document(page),
        "word/styles.xml": _styles(language),
        "word/header1.xml": _header(picture[1:] if picture else None),
        "word/footer1.xml": _footer(page.identity),
        "word/_rels/document.xml.rels": _relations(
            [
                ("rId1", f"{R}/styles", "styles.xml"),
                ("rId2", f"{R}/header", "header1.xml"),
                ("rId3", f"{R}/footer", "footer1.xml"),
            ]
        ),
        "word/_rels/header1.xml.rels": _relations(
            [("rId1", f"{R}/image", "media/logo.png")] if picture else []
        ),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, MADE), text.encode(), zipfile.ZIP_DEFLATED)
        if picture:
            packed.writestr(zipfile.ZipInfo("word/media/logo.png", MADE), picture[0])
    return file.getvalue()


def _document(page: Page) -> str:
    body = "".join(_block(block) for block in page.blocks)
    section = (
        '<w:sectPr><w:headerReference w:type="first" r:id="rId2"/><w:footerReference w:type="first" r:id="rId3"/>'
        '<w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="850" w:right="1134" w:bottom="1247" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
    return _xml(f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}{section}</w:body></w:document>')


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    # Two tables that touch become one: an empty line keeps them apart.
    return _table(block) + "<w:p/>"


def _paragraph(paragraph: Paragraph) -> str:
    kept = f'<w:pStyle w:val="{paragraph.style}"/>' if paragraph.style else ""
    if paragraph.before:
        kept += f'<w:ind w:left="{paragraph.indent}" w:hanging="240"/>'
    elif paragraph.indent:
        kept += f'<w:spacing w:after="0"/><w:ind w:left="{paragraph.indent}"/>'
    if paragraph.aligned:
        kept += f'<w:jc w:val="{paragraph.aligned}"/>'
    runs = list(paragraph.runs)
    if paragraph.before:
        runs.insert(0, Run(f"{paragraph.before} "))
    return f"<w:p><w:pPr>{kept}</w:pPr>{''.join(_run(run) for run in runs)}</w:p>"


def _run(run: Run) -> str:
    look = "<w:b/>" * run.bold + "<w:i/>" * run.italic + '<w:u w:val="single"/>' * run.underlined
    if run.text == "\n":
        return "<w:r><w:br/></w:r>"
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(visible(run.text))}</w:t></w:r>'


def _table(table: Table) -> str:
    columns = max(len(row) for row in table.rows)
    width = TEXT_WIDTH // columns
    line = "single" if table.framed else "nil"
    edges = "".join(
        f'<w:{edge} w:val="{line}" w:sz="8" w:color="000000"/>' for edge in ("top", "left", "bottom", "right")
    )
    edges += '<w:insideH w:val="single" w:sz="4" w:color="999999"/>'
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    rows = "".join(
        "<w:tr>" + "".join(_cell(cell, width) for cell in [*row, *([[]] * (columns - len(row)))]) + "</w:tr>"
        for row in table.rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell(paragraphs: list[Paragraph], width: int) -> str:
    text = "".join(_paragraph(each) for each in paragraphs) or "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{text}</w:tc>'


def _header(size: tuple[int, int] | None) -> str:
    drawn = ""
    if size:
        wide, high = size
        around = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        shape = f'<pic:spPr>{around}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        fill = '<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        named = '<pic:nvPicPr><pic:cNvPr id="1" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        picture = f'<pic:pic xmlns:pic="{DRAWING}/picture">{named}{fill}{shape}</pic:pic>'
        graphic = f'<a:graphicData uri="{DRAWING}/picture">{picture}</a:graphicData>'
        drawn = (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
            f'distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="1" name="Logo"/>'
            f'<a:graphic xmlns:a="{DRAWING}/main">{graphic}</a:graphic></wp:inline></w:drawing></w:r>'
        )
    return _xml(f'<w:hdr xmlns:w="{W}" xmlns:r="{R}"><w:p>{drawn}</w:p></w:hdr>')


def _footer(identity: str) -> str:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    words = f'<w:r><w:t xml:space="preserve">{escape(visible(identity))} · </w:t></w:r>'
    return _xml(
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}{field}</w:p></w:ftr>'
    )


def _styles(language: str) -> str:
    def style(
        name: str, label: str, size: int, *, bold: bool = False, before: int = 0, after: int = 120
    ) -> str:
        kept = "<w:keepNext/>" * bold + f'<w:spacing w:before="{before}" w:after="{after}"/>'
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:basedOn w:val="Normal"/>'
            f'<w:pPr>{kept}</w:pPr><w:rPr>{"<w:b/>" * bold}<w:sz w:val="{size}"/></w:rPr></w:style>'
        )

    font = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
    usual = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{font}<w:sz w:val="20"/><w:lang w:val="{language}"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:pPr><w:spacing w:after="120" w:line="259" w:lineRule="auto"/></w:pPr></w:style>'
    )
    named = (
        style("Title", "Title", 28, bold=True, after=200)
        + style("Heading1", "heading 1", 22, bold=True, before=240, after=80)
        + style("Heading2", "heading 2", 20, bold=True, before=180, after=60)
        + style("Footer", "footer", 14, after=0)
    )
    return _xml(f'<w:styles xmlns:w="{W}">{usual}{named}</w:styles>')


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "header1": "header", "footer1": "footer"}
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    named = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{base}{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return _xml(
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{named}</Types>'
    )


def _relations(named: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in named
    )
    return _xml(f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>')


def _png(logo: tuple[bytes, str]) -> tuple[bytes, int, int]:
    """The logo as PNG with its width and height in EMU, no larger than on paper."""
    with Image.open(io.BytesIO(logo[0])) as image:
        out = io.BytesIO()
        image.convert("RGBA").save(out, "PNG")
        scale = min(WIDEST * MM / (image.width * EMU), HIGHEST * MM / (image.height * EMU), 1)
        return out.getvalue(), int(image.width * EMU * scale), int(image.height * EMU * scale)


def _xml(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'
