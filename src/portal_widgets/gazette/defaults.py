"""The register of a new portal: the usual kinds of documents. The office changes it."""

from .rules.register import DocumentKind, GazetteRegister

# A kind that is both normative and administrative is two kinds with one abbreviation.
KINDS = (
    DocumentKind("nq", "Nghị quyết", "NQ", normative=True, force=10, name_en="Resolution"),
    DocumentKind("qd", "Quyết định", "QĐ", normative=True, force=20, name_en="Decision"),
    DocumentKind("ct", "Chỉ thị", "CT", force=30, name_en="Directive"),
    DocumentKind("nq-hc", "Nghị quyết cá biệt", "NQ", force=40, name_en="Administrative resolution"),
    DocumentKind("qd-hc", "Quyết định hành chính", "QĐ", force=50, name_en="Administrative decision"),
    DocumentKind("vbhn", "Văn bản hợp nhất", "VBHN", force=60, name_en="Consolidated text"),
    DocumentKind("kh", "Kế hoạch", "KH", force=70, name_en="Plan"),
    DocumentKind("tb", "Thông báo", "TB", force=80, name_en="Notice"),
    DocumentKind("cv", "Công văn", "CV", force=90, name_en="Official letter"),
)
INITIAL = GazetteRegister(kinds=KINDS)
