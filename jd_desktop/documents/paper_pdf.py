"""Papers as PDF files: pages of A4, fonts inside, text that can be selected and searched."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from jd_desktop.documents.paper import Paper
from jd_desktop.documents.paper_layout import lay_out

_DOTS = 1200


def to_pdf(paper: Paper) -> bytes:
    """Return a paper as a PDF; needs a QGuiApplication, on any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(paper.title)
    writer.setCreator("Just Driving Desktop")
    painter = QPainter(writer)
    for k, sheet in enumerate(lay_out(paper)):
        if k:
            writer.newPage()
        sheet.paint(painter, writer.width())
    painter.end()
    return _with_spaces(bytes(buffer.data().data()), paper)


def _with_spaces(pdf: bytes, paper: Paper) -> bytes:
    """Say of the glyph of a space that it is one: Qt says a tab, which the font draws alike.

    Whoever copied a line out of the paper would get tabs, and a search would not find two words.
    """
    made = PdfWriter(clone_from=BytesIO(pdf))
    made.root_object[NameObject("/Lang")] = TextStringObject(paper.language)
    for page in made.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            meant = font.get_object()["/ToUnicode"].get_object()
            meant.set_data(meant.get_data().replace(b"<0009>", b"<0020>"))
    finished = BytesIO()
    made.write(finished)
    return finished.getvalue()
