"""The office of the pictures: accounts, a link in trouble, and readers' answers about pages."""

import re

from flask import Flask
from playwright.sync_api import Browser, StorageState

from portal_widgets.core.app.portal import Portal
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status
from portal_widgets.links.service import LinkService

PASSWORD = "trang nay chi de chup anh"  # noqa: S105 - of a portal that lives as long as its pictures
ACCOUNTS = {"admin": "admin", "lan.nguyen": "editor", "minh.tran": "moderator", "hoa.le": "viewer"}
# Article, and the numbers of "Yes" and "No".
ANSWERS = (("nop-ho-so-truc-tuyen", 4, 7), ("gio-lam-viec-mot-cua", 9, 2), ("dau-phong-bai-nga", 12, 1))


def invent(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    for name, role in ACCOUNTS.items():
        run(args=["portal", "admin-password", name, "--role", role, "--stdin"], input=f"{PASSWORD}\n")
    _break_a_link(app.extensions["portal_widgets"])
    for slug, *answers in ANSWERS:
        _answer(app, f"/bai-viet/{slug}", *answers)


def sign_in(browser: Browser, address: str) -> StorageState:
    """The cookies of the admin."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator("[name=name]").fill("admin")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(address)
    state = context.storage_state()
    context.close()
    return state


def _break_a_link(portal: Portal) -> None:
    service = portal.service(LinkService)
    link = next(link for _, link in service.newest()[1].links())
    look = LinkCheck(LinkState.DOMAIN, "lamchau.example -> khuyen-mai.example", "khuyen-mai.example")
    today = portal.clock.now().date()
    service.watch.save(update_status(LinkStatus(link.url), look, portal.clock.milliseconds(), today), None)
    service.reports.add(link.key, "wrong", today)


def _answer(app: Flask, page: str, yes: int, no: int) -> None:
    signature = re.findall(r'name="page_signature" value="([^"]*)"', app.test_client().get(page).text)[0]
    for number in range(yes + no):
        reader = app.test_client()
        reader.environ_base["REMOTE_ADDR"] = f"192.0.2.{number + 1}"
        data = {"page": page, "page_signature": signature, "answer": "yes" if number < yes else "no"}
        reader.post("/portal/feedback/useful", data=data)
