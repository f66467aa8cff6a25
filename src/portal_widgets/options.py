"""The settings as typed keyword arguments of the extension, for editors and type checkers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

from werkzeug.wrappers import Response


class PortalOptions(TypedDict, total=False):
    """Each setting in lower case, with the type that a host writes. docs/configuration.md describes them."""

    # Everywhere
    name: str
    site: str
    url_prefix: str
    base_url: str | None
    template_global: str
    language: str
    locale: Callable[[], object] | None
    translations: str | Path | None
    timezone: str | ZoneInfo
    database_url: str | None
    files_shared_with_group: bool
    redis_url: str | None
    redis_cluster: bool
    redis_timeout_ms: int
    cache: Mapping[str, object]
    trusted_origins: Collection[str]
    proof_of_work: bool
    legal_profile: str | Path | Mapping[str, object] | None
    clock: Callable[[], float] | None
    background: bool
    widgets: Sequence[str] | None
    # Mail
    mail_server: str | None
    mail_username: str | None
    mail_password: str | None
    mail_security: Literal["starttls", "tls", "none"]
    mail_from: str | None
    mail_folder: str | Path | None
    # Admin area
    admin_guard: Callable[[], Iterable[str] | str | Response | None] | None
    admin_name: Callable[[], object] | None
    admin_password_hash: str | None
    admin_session_minutes: int
    admin_session_hours: int
    admin_invitation_hours: int
    admin_log_days: int
    # Counting
    count_by: Literal["beacon", "server"]
    is_staff: Callable[[], object] | None
    journal: Literal["file", "memory"]
    country_database: str | None
    retention_months: int
    # The widget reading
    reading_themes: Mapping[str, Mapping[str, str]]
    reading_follow_device: bool | None
    reading_sets: Mapping[str, Mapping[str, object]]
    accessibility_statement: Mapping[str, object] | None
    # The widget article
    reading_speed: int
    share: Sequence[str]
    # The widget statistics
    statistics_show: Sequence[str]
    statistics_refresh_seconds: int
    # The widget polls
    poll_voter: Callable[[], object] | None
    poll_ballots_per_network: int
    # The widget feedback
    departments: Mapping[str, Mapping[str, object]]
    feedback_to: str | None
    feedback_send: Literal["background", "command"]
    feedback_folder: str | Path | None
    feedback_files: int
    feedback_file_mb: int
    feedback_scan: Callable[[Path], str | None] | None
    feedback_consent: Mapping[str, str | Mapping[str, str]]
    feedback_days: int | None
    feedback_months: Mapping[str, int]
    feedback_blocked: Sequence[str]
    feedback_masked_paths: Sequence[str]
    feedback_per_network: int
    # The widget links
    links: Mapping[str, object]
    link_window: Literal["same", "new"]
    link_clicks: bool
    link_quarantine: bool
    link_alerts: str | None
    # The widget organisation
    organisation: Mapping[str, object]
    organisation_profile: Sequence[str] | None
    # The widget map
    map_file: str | Path | None
    map_source: str
    map_licence: str
    # The widget gazette
    gazette_folder: str | Path | None
    gazette_file_mb: int
    # The widget dashboard
    report_mail_to: Sequence[str]
    report_form: Mapping[str, object]
    # Webhooks
    webhooks: Sequence[Mapping[str, object]]
