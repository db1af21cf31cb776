"""Makes the zip files of Word and Excel the same for the same content: no time of day in them."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
_INSTANT = b"2000-01-01T00:00:00Z"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def steady(file: bytes) -> bytes:
    """Return a .docx or .xlsx with its parts in order, stamped with one fixed instant."""
    target = BytesIO()
    with ZipFile(BytesIO(file)) as source, ZipFile(target, "w", ZIP_DEFLATED) as result:
        # The list of types comes first, which some readers go by.
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = source.read(name)
            if name == _CORE:
                part = _STAMP.sub(rb"\g<1>" + _INSTANT + rb"\g<2>", part)
            about = ZipInfo(name, _FIRST_DAY)
            about.compress_type = ZIP_DEFLATED
            result.writestr(about, part)
    return target.getvalue()
