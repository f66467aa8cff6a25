"""The words of a PDF, page by page. A PDF without words is a scan."""

import logging
from io import BytesIO
from typing import TYPE_CHECKING

from .limits import Budget, FileRefusedError, Limits

if TYPE_CHECKING:
    from pypdf import PdfReader

# Fewer characters on a page are a stamp or a page number of a scan. Signed documents are often scans with the
# text of the signature on the first page.
FEWEST_ON_A_PAGE = 40

# It warns of each fault of a file that it repairs.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(content: bytes, limits: Limits) -> tuple[str, int, bool]:
    """The text, the number of pages, and whether it is a scan without text. pypdf itself limits the size of
    an unpacked stream.
    """
    from pypdf import PdfReader

    budget = Budget(limits)
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        count = _count(reader, limits)
        pages = []
        for number in range(count):
            pages.append(budget.take(reader.pages[number].extract_text()))
            if budget.is_full:
                break
    except FileRefusedError:
        raise
    except Exception as error:  # a broken file raises an error of any kind
        raise FileRefusedError("broken") from error
    with_words = sum(len("".join(page.split())) >= FEWEST_ON_A_PAGE for page in pages)
    return "\n\n".join(pages), count, 2 * with_words <= len(pages)


def _count(reader: "PdfReader", limits: Limits) -> int:
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileRefusedError("encrypted")
    count = len(reader.pages)
    if not count:
        raise FileRefusedError("broken")
    if count > limits.pages:
        raise FileRefusedError("too-long")
    return count
