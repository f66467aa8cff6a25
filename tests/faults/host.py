"""The portal for the fault tests: one article, behind a proxy that it trusts."""

import json
import os

from flask import Flask, render_template_string
from werkzeug.middleware.proxy_fix import ProxyFix

from portal_widgets import PortalWidgets

app = Flask(__name__, instance_path=os.environ["INSTANCE"])
app.secret_key = "the same after every restart"
app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
PortalWidgets(app, **json.loads(os.environ.get("OPTIONS", "{}")))


@app.get("/")
def article() -> str:
    return render_template_string(
        "<html {{ portal.html_attributes() }}><head>{{ portal.head() }}</head>"
        "<body>{{ portal.view_count('nuoc-sach') }}{{ portal.visit_statistics() }}</body></html>",
    )
