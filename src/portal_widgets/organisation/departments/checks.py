"""A check of `flask portal doctor`: where the configured departments differ from the stored ones."""

from ...config import PREFIX
from ...core.app.widget import CheckResult
from ...errors import StoreUnavailableError
from .service import DepartmentService


def check_departments(service: DepartmentService) -> CheckResult:
    """A note, not a fault: the office may edit its list."""
    try:
        found = service.differences() if service.is_edited() else {}
    except StoreUnavailableError:
        says = "cannot be compared while the database does not answer"
        return CheckResult("departments", well=True, note=True, says=says)
    if not found:
        return CheckResult("departments", well=True, says=f"are as {PREFIX}DEPARTMENTS says")
    told = "; ".join(difference(key, names) for key, names in found.items())
    says = (
        f"were edited in the admin area and differ from {PREFIX}DEPARTMENTS ({told}). The edited list "
        "applies; `flask portal organisation departments --apply` replaces it by the configured one"
    )
    return CheckResult("departments", well=True, note=True, says=says)


def difference(key: str, names: list[str]) -> str:
    """A department with the fields that differ, in one line without their content."""
    return f"{key}: {', '.join(names)}"
