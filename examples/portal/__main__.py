"""`make demo`: prints the address of the portal, then serves it with gunicorn."""

import os
import sys

from .app import INSTANCE, create_app
from .first_start import prepare


def main() -> None:
    port = os.environ.get("PORT", "5000")
    workers = os.environ.get("WORKERS", "1")
    address = f"http://127.0.0.1:{port}"
    # The address in mails. The server, which replaces this process, gets it, too.
    os.environ.setdefault("PORTAL_WIDGETS_BASE_URL", address)
    password = prepare(create_app())
    print(f"\n  The portal:      {address}/", file=sys.stderr)
    print(f"  Administration:  {address}/portal/admin/", file=sys.stderr)
    print(f"  Sign in as       admin, password {password}", file=sys.stderr)
    print(f"  Its mail is in {INSTANCE / 'mail'}; nothing is sent.", file=sys.stderr)
    print(f"  Its numbers are kept in {INSTANCE}. Ctrl+C stops it.\n", file=sys.stderr)
    os.execv(  # noqa: S606 - the server replaces this process, so that signals reach it
        sys.executable,
        [
            sys.executable,
            *("-m", "gunicorn", "portal.app:create_app()"),
            *("--bind", f"127.0.0.1:{port}"),
            *("--worker-class", "gthread", "--threads", "4", "--workers", workers),
            *("--log-level", "warning"),
        ],
    )


if __name__ == "__main__":
    main()
