"""The kinds of files for tables."""

from importlib.util import find_spec

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The kinds that this installation can make. XLSX needs the extra `export`.
KINDS = {
    "csv": "text/csv",
    **({"xlsx": XLSX} if find_spec("xlsxwriter") is not None else {}),
    "json": "application/json",
}
# The kinds for an address, as in `<any(csv, json):kind>`.
ONE_OF = ", ".join(KINDS)
