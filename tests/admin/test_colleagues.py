"""The accounts of an office, made and changed in the browser."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from mailbox import Maildir
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML
from werkzeug.test import TestResponse

from admin.area import ADMIN, HASH, PASSWORD, SIGN_IN, account, form_token, sign_in, signed_in, two_people
from portal_widgets.admin.accounts import Event, LogEntry
from portal_widgets.admin.auth import AccountAuthenticator
from portal_widgets.admin.sign_in import PER_NAME, PER_NETWORK
from portal_widgets.admin.store.accounts import AdminStore
from portal_widgets.admin.store.colleagues import ColleagueStore
from portal_widgets.admin.store.invitations import InvitationStore
from support import FrozenClock, MakeApp, browser, portal_of

ACCOUNTS = f"{ADMIN}accounts/"
LAN = f"{ACCOUNTS}users/lan"
INVITATION = f"{ADMIN}invitation"
OTHER = "một mật khẩu khác"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def app(make_area: MakeApp) -> Flask:
    return two_people(make_area)


@pytest.fixture
def binh(app: Flask) -> FlaskClient:
    return signed_in(app, "binh")


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form of the area, with its token."""
    page = client.get(ACCOUNTS if path.startswith(ACCOUNTS) else path)
    return client.post(path, data={"pw_csrf": form_token(page), **fields})


def is_in(client: FlaskClient) -> bool:
    return client.get(ADMIN).status_code == 200


def create(client: FlaskClient, **fields: str) -> TestResponse:
    return send(client, f"{ACCOUNTS}new", **{"name": "minh", "role": "editor", "way": "show", **fields})


def accept(client: FlaskClient, code: str, password: str = OTHER, again: str | None = None) -> TestResponse:
    return send(client, INVITATION, code=code, password=password, again=again or password)


def code_of(page: TestResponse) -> str:
    found = CODE.search(page.text)
    assert found, page.text
    return found[0]


def log(app: Flask, client: FlaskClient) -> list[list[str]]:
    """The lines of the log as actor, event and account, the newest first, without the download itself."""
    rows = list(csv.reader(io.StringIO(client.get(f"{ACCOUNTS}log.csv").data.decode("utf-8-sig"))))
    return [row[1:4] for row in rows[2:]]


# The list


def test_the_list_shows_each_account_with_its_role_in_plain_words(app: Flask, binh: FlaskClient):
    page = binh.get(ACCOUNTS)

    assert page.status_code == 200
    assert "Người xem thống kê" in page.text
    assert "xem thống kê truy cập và báo cáo" in page.text
    assert "Thứ tư, 11/03/2026, 09:00" in page.text, "the last sign-in"
    row = page.text[page.text.index("users/binh") : page.text.index("users/lan")]
    assert "<td>1</td>" in row, "open sessions"


def test_the_account_of_the_configuration_is_shown_and_cannot_be_changed(area: Flask):
    admin = signed_in(area, "admin")
    page = admin.get(f"{ACCOUNTS}users/admin")

    assert "nằm trong cấu hình máy chủ" in admin.get(ACCOUNTS).text
    assert page.status_code == 200
    assert "users/admin/change" not in page.text
    for action in ("change", "invite", "close", "reopen"):
        assert send(admin, f"{ACCOUNTS}users/admin/{action}", role="viewer").status_code == 404
    assert create(admin, name="admin").status_code == 422


@pytest.mark.parametrize("action", ["", "/change", "/invite", "/close", "/unlock", "/end-sessions"])
def test_an_unknown_account_is_not_found_inside_the_area(binh: FlaskClient, action: str):
    path = f"{ACCOUNTS}users/nobody{action}"
    answer = send(binh, path) if action else binh.get(path)

    assert answer.status_code == 404
    assert 'class="pw-admin__menu"' in answer.text


# Invitations


def test_an_invited_person_chooses_the_password_and_signs_in(app: Flask, binh: FlaskClient):
    page = create(binh)
    assert page.status_code == 200
    assert "đã mời, chưa đặt mật khẩu" in binh.get(ACCOUNTS).text
    minh = browser(app)
    assert sign_in(minh, "minh", "").status_code == 422
    assert accept(minh, code_of(page).lower()).headers["Location"] == SIGN_IN
    assert "Đã đặt mật khẩu cho minh." in minh.get(SIGN_IN).text

    assert sign_in(minh, "minh", OTHER).status_code == 303
    assert is_in(minh)


def test_an_invitation_works_once(app: Flask, binh: FlaskClient):
    code = code_of(create(binh))
    assert accept(browser(app), code).status_code == 303
    again = accept(browser(app), code, "kẻ khác đổi mật khẩu")

    assert again.status_code == 403
    assert "Mã mời không hợp lệ" in again.text
    assert signed_in(app, "minh", OTHER)


def test_two_people_who_use_an_invitation_at_once_do_not_both_set_the_password(
    make_area: MakeApp, database_url: str
):
    app = make_area(database_url=database_url)
    account(app, "lan", "viewer")
    store = InvitationStore(portal_of(app).database)
    for _ in range(10):
        store.put("main", "lan", "digest", 2, LogEntry(0, "", Event.INVITED, "lan"))
        together = Barrier(2)

        def use(password_hash: str) -> str:
            together.wait()  # noqa: B023 - called within this round
            return store.accept("main", ["digest"], password_hash, 1) or ""

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(use, ("one", "other"))) == ["", "lan"]


def test_an_invitation_expires(make_area: MakeApp, clock: FrozenClock):
    app = make_area(admin_invitation_hours=2)
    account(app, "binh", "admin")
    code = code_of(create(signed_in(app, "binh")))
    clock.advance(minutes=120)

    assert accept(browser(app), code).status_code == 403


def test_a_new_invitation_replaces_the_one_before(app: Flask, binh: FlaskClient):
    first = code_of(create(binh))
    second = code_of(send(binh, f"{ACCOUNTS}users/minh/invite", way="show"))

    assert accept(browser(app), first).status_code == 403
    assert accept(browser(app), second).status_code == 303


@pytest.mark.parametrize("action", ["close", None])
def test_a_closed_account_and_a_new_password_end_an_invitation(app: Flask, binh: FlaskClient, action: str):
    code = code_of(send(binh, f"{LAN}/invite", way="show"))
    if action:
        send(binh, f"{LAN}/{action}")
        send(binh, f"{LAN}/reopen")
    else:
        account(app, "lan", "viewer")

    assert accept(browser(app), code).status_code == 403


def test_a_reset_keeps_the_old_password_until_it_is_used(app: Flask, binh: FlaskClient):
    lan = signed_in(app, "lan")
    code = code_of(send(binh, f"{LAN}/invite", way="show"))
    assert signed_in(app, "lan")
    assert is_in(lan)
    accept(browser(app), code)

    assert not is_in(lan)
    assert sign_in(browser(app), "lan").status_code == 403
    assert signed_in(app, "lan", OTHER)


def test_the_rules_of_passwords_hold_for_invited_persons_and_do_not_use_up_the_code(
    app: Flask, binh: FlaskClient
):
    code, minh = code_of(create(binh)), browser(app)
    short, differs = accept(minh, code, "ngắn"), accept(minh, code, OTHER, OTHER + "!")

    assert short.status_code == differs.status_code == 422
    assert "ít nhất 12 ký tự" in short.text
    assert "không giống nhau" in differs.text
    assert f'value="{code}"' in short.text, "the code need not be typed again"
    assert OTHER not in differs.text
    assert accept(minh, code).status_code == 303


def test_codes_cannot_be_guessed_without_end(app: Flask, binh: FlaskClient):
    code, guesser = code_of(create(binh)), browser(app, address="198.51.100.7")
    answers = [accept(guesser, "0000-0000-0000").status_code for _ in range(31)]

    assert answers == [403] * 30 + [429]
    assert accept(guesser, code).status_code == 429
    assert accept(browser(app), code).status_code == 303, "from another network"


def test_the_code_is_stored_as_a_digest_and_is_in_no_address(app: Flask, binh: FlaskClient, caplog):
    caplog.set_level("DEBUG")
    page = create(binh)
    code = code_of(page)
    portal_of(app).database.close()
    stored = b"".join(file.read_bytes() for file in portal_of(app).folder.glob("portal_widgets.sqlite3*"))

    assert code.encode() not in stored
    assert code not in caplog.text
    assert "no-store" in page.headers["Cache-Control"]
    assert not re.search(rf'(href|action|src)="[^"]*{code}', page.text)


def test_an_old_key_of_the_application_still_reads_an_invitation(app: Flask, binh: FlaskClient):
    code = code_of(create(binh))
    app.config["SECRET_KEY_FALLBACKS"] = [app.secret_key]
    app.secret_key = "another"

    assert accept(browser(app), code).status_code == 303


def test_without_a_configured_address_there_is_no_link_but_a_code(app: Flask, binh: FlaskClient):
    page = create(binh).text

    assert "#" + code_of_text(page) not in page
    assert "http://localhost/portal/admin/invitation" in page


def code_of_text(text: str) -> str:
    return CODE.search(text)[0]  # type: ignore[index]


def test_the_link_has_the_configured_address_and_the_code_behind_the_hash(make_area: MakeApp):
    app = make_area(base_url="https://www.example.vn/cong")
    account(app, "binh", "admin")
    page = create(signed_in(app, "binh")).text

    assert f"https://www.example.vn/cong/portal/admin/invitation#{code_of_text(page)}" in page


def mailing(make_area: MakeApp, tmp_path, **options: object) -> Flask:
    app = make_area(mail_folder=tmp_path / "mail", mail_from="portal@example.vn", **options)
    account(app, "binh", "admin")
    return app


def test_a_mail_brings_the_link_and_the_page_does_not_show_the_code(make_area: MakeApp, tmp_path):
    app = mailing(make_area, tmp_path, base_url="https://www.example.vn")
    binh = signed_in(app, "binh")
    answer = create(binh, way="mail", email="minh@example.vn")

    assert answer.status_code == 303
    assert not CODE.search(binh.get(answer.headers["Location"]).text)
    [mail] = Maildir(tmp_path / "mail")
    text = mail.get_payload(decode=True).decode()
    assert mail["To"] == "minh@example.vn"
    assert "https://www.example.vn/portal/admin/invitation#" in text
    assert accept(browser(app), code_of_text(text)).status_code == 303


@pytest.mark.parametrize("fields", [{"email": ""}, {"email": "minh"}])
def test_a_mail_needs_an_address(make_area: MakeApp, tmp_path, fields: dict[str, str]):
    app = mailing(make_area, tmp_path, base_url="https://www.example.vn")
    answer = create(signed_in(app, "binh"), way="mail", **fields)

    assert answer.status_code == 422
    assert AdminStore(portal_of(app).database).account("main", "minh") is None


def test_without_a_configured_address_no_mail_is_offered(make_area: MakeApp, tmp_path):
    binh = signed_in(mailing(make_area, tmp_path), "binh")

    assert 'value="mail"' not in binh.get(f"{ACCOUNTS}new").text
    assert create(binh, way="mail", email="minh@example.vn").status_code == 422


def test_a_mail_that_is_not_sent_shows_the_code_and_the_reason(make_area: MakeApp):
    app = make_area(
        base_url="https://www.example.vn",
        mail_server="127.0.0.1:1",
        mail_security="none",
        mail_from="portal@example.vn",
    )
    account(app, "binh", "admin")
    page = create(signed_in(app, "binh"), way="mail", email="minh@example.vn")

    assert page.status_code == 200
    assert "Chưa gửi được thư" in page.text
    assert accept(browser(app), code_of(page)).status_code == 303


# The form of a new account


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Vui lòng điền mục này."),
        ({"name": "Hương Lan"}, "Tên đăng nhập có từ 1 đến 64 ký tự"),
        ({"name": "LAN"}, "Đã có tài khoản mang tên này."),
        ({"role": "boss"}, "Vui lòng chọn vai trò."),
        ({"email": "minh@localhost"}, "Vui lòng nhập địa chỉ thư điện tử"),
    ],
)
def test_a_wrong_form_is_explained_and_kept(binh: FlaskClient, fields: dict[str, str], says: str):
    answer = create(binh, **{"email": "minh@example.vn", **fields})

    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{fields.get("email", "minh@example.vn")}"' in answer.text


# Roles, sessions, closing


def test_another_role_is_valid_at_once(app: Flask, binh: FlaskClient):
    lan = signed_in(app, "lan")
    assert send(binh, f"{LAN}/change", role="moderator").status_code == 303
    assert not is_in(lan)
    sign_in(lan, "lan")

    assert lan.get(f"{ADMIN}letters/").status_code == 200
    assert ["binh", "đổi vai trò", "lan"] in log(app, binh)


def test_a_role_that_stays_ends_no_session(app: Flask, binh: FlaskClient):
    lan = signed_in(app, "lan")
    send(binh, f"{LAN}/change", role="viewer", email="lan@example.vn")

    assert is_in(lan)
    assert 'value="lan@example.vn"' in binh.get(LAN).text


@pytest.mark.parametrize("state", ["closed", "invited"])
def test_the_last_admin_keeps_the_role_and_the_account(app: Flask, binh: FlaskClient, state: str):
    """Another admin who cannot sign in does not count."""
    create(binh, name="an", role="admin") if state == "invited" else account(app, "an", "admin")
    if state == "closed":
        send(binh, f"{ACCOUNTS}users/an/close")
    for answer in (
        send(binh, f"{ACCOUNTS}users/binh/close"),
        send(binh, f"{ACCOUNTS}users/binh/change", role="viewer"),
    ):
        assert answer.status_code == 422
        assert "quản trị viên cuối cùng" in answer.text
    assert is_in(binh)


def test_an_admin_beside_another_one_may_leave(app: Flask, binh: FlaskClient):
    account(app, "an", "admin")
    assert send(binh, f"{ACCOUNTS}users/binh/change", role="viewer").status_code == 303

    assert signed_in(app, "binh").get(ACCOUNTS).status_code == 403


def test_beside_an_admin_of_the_configuration_every_account_can_be_closed(make_area: MakeApp):
    app = make_area(admin_password_hash=HASH)
    account(app, "binh", "admin")

    assert send(signed_in(app, "admin"), f"{ACCOUNTS}users/binh/close").status_code == 303


def test_two_admins_who_close_each_other_at_once_leave_one(make_area: MakeApp, database_url: str):
    app = make_area(database_url=database_url)
    store, names = ColleagueStore(portal_of(app).database), ("an", "binh")
    for _ in range(10):
        for name in names:
            account(app, name, "admin")
        together = Barrier(2)

        def close(name: str) -> bool:
            together.wait()  # noqa: B023 - called within this round
            return store.close("main", name, LogEntry(0, "", Event.CLOSED, name), configured=False)

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(close, names)) == [False, True]


def test_a_closed_account_cannot_sign_in_until_it_is_opened_again(app: Flask, binh: FlaskClient):
    lan = signed_in(app, "lan")
    send(binh, f"{LAN}/close")

    assert not is_in(lan)
    refused = sign_in(lan, "lan")
    assert refused.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in refused.text
    assert send(binh, f"{LAN}/invite", way="show").status_code == 404
    send(binh, f"{LAN}/reopen")
    assert sign_in(lan, "lan").status_code == 303


@pytest.mark.parametrize("change", ["close", "change"])
def test_a_change_counts_for_a_person_who_was_just_signing_in(app: Flask, binh: FlaskClient, change: str):
    """The password was checked before the change, and the session begins after it."""
    authenticator = AccountAuthenticator(portal_of(app))
    before = authenticator.account("binh")
    account(app, "an", "admin")
    send(binh, f"{ACCOUNTS}users/binh/{change}", role="viewer")
    late = browser(app)
    late.set_cookie("pw_admin", authenticator.start_session(before, ""), path="/portal/admin")

    assert is_in(late) == (change == "change")
    assert late.get(ACCOUNTS).status_code == (403 if change == "change" else 303)


def test_sessions_of_a_colleague_can_be_ended(app: Flask, binh: FlaskClient):
    lan = signed_in(app, "lan")
    send(binh, f"{LAN}/end-sessions")

    assert not is_in(lan)
    assert is_in(binh)


def test_a_lock_out_is_shown_and_can_be_lifted(app: Flask, binh: FlaskClient):
    lan = browser(app)
    for _ in range(PER_NAME):
        sign_in(lan, "lan", "wrong")
    assert sign_in(lan, "lan").status_code == 429
    assert "tạm khóa do đăng nhập sai nhiều lần" in binh.get(ACCOUNTS).text
    send(binh, f"{LAN}/unlock")

    assert "tạm khóa" not in binh.get(ACCOUNTS).text
    assert sign_in(lan, "lan").status_code == 303


def test_lifting_a_lock_out_also_ends_the_wait_of_its_network(app: Flask, binh: FlaskClient):
    for number in range(PER_NETWORK):
        sign_in(browser(app), f"name{number}", "wrong")
    assert sign_in(browser(app), "lan").status_code == 429
    send(binh, f"{LAN}/unlock")

    assert signed_in(app, "lan")


def test_a_lock_out_is_over_after_a_quarter_of_an_hour(app: Flask, binh: FlaskClient, clock: FrozenClock):
    for _ in range(PER_NAME):
        sign_in(browser(app), "lan", "wrong")
    clock.advance(minutes=15)

    assert "tạm khóa" not in binh.get(ACCOUNTS).text


# One's own password


def change_password(
    client: FlaskClient, old: str = PASSWORD, new: str = OTHER, again: str | None = None
) -> TestResponse:
    return send(client, f"{ADMIN}password", old=old, password=new, again=again or new)


def test_people_change_their_own_password_and_their_other_sessions_end(app: Flask):
    lan, elsewhere = signed_in(app, "lan"), signed_in(app, "lan")
    former = lan.get_cookie("pw_admin", path="/portal/admin").value
    assert change_password(lan).status_code == 303

    assert is_in(lan)
    assert not is_in(elsewhere)
    assert lan.get_cookie("pw_admin", path="/portal/admin").value != former
    assert sign_in(browser(app), "lan").status_code == 403
    assert signed_in(app, "lan", OTHER)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("", OTHER, OTHER, "Vui lòng điền mục này."),
        ("sai", OTHER, OTHER, "Mật khẩu hiện tại không đúng."),
        (PASSWORD, "11 chữ thôi", "11 chữ thôi", "ít nhất 12 ký tự"),
        (PASSWORD, "x" * 257, "x" * 257, "nhiều nhất 256 ký tự"),
        (PASSWORD, OTHER, OTHER + "!", "không giống nhau"),
    ],
)
def test_a_wrong_form_changes_no_password(app: Flask, old: str, new: str, again: str, says: str):
    lan = signed_in(app, "lan")
    answer = change_password(lan, old, new, again)

    assert answer.status_code == 422
    assert says in answer.text
    assert OTHER not in answer.text
    assert signed_in(app, "lan")


def test_the_old_password_cannot_be_guessed_in_an_open_session(app: Flask):
    lan = signed_in(app, "lan")
    for _ in range(PER_NAME):
        change_password(lan, "sai")
    answer = change_password(lan)

    assert answer.status_code == 422
    assert "Vui lòng chờ 15 phút" in answer.text
    assert signed_in(app, "lan")


def test_the_password_of_the_configuration_is_not_changed_here(area: Flask):
    admin = signed_in(area, "admin")
    page = admin.get(f"{ADMIN}password")

    assert "nằm trong cấu hình máy chủ" in page.text
    assert 'name="old"' not in page.text
    assert change_password(admin).status_code == 200
    assert signed_in(area, "admin")


# The log


def test_sign_ins_and_changes_are_in_the_log(app: Flask, binh: FlaskClient):
    lan = signed_in(app, "lan")
    sign_in(browser(app), "lan", "wrong")
    sign_in(browser(app), "mật khẩu của lan", "wrong")
    lan.post(f"{ADMIN}sign-out", data={"pw_csrf": form_token(lan.get(ADMIN))})
    send(binh, f"{LAN}/close")

    assert log(app, binh) == [
        ["binh", "đóng tài khoản", "lan"],
        ["lan", "đăng xuất", "lan"],
        ["chưa đăng nhập", "đăng nhập không thành công", ""],
        ["chưa đăng nhập", "đăng nhập không thành công", "lan"],
        ["lan", "đăng nhập", "lan"],
        ["binh", "đăng nhập", "binh"],
    ]
    page = binh.get(f"{ACCOUNTS}log").text
    assert "đóng tài khoản" in page
    assert "mật khẩu của lan" not in page
    assert "192.0.2.1" not in page


def test_a_download_is_in_the_log_and_a_head_request_is_not(app: Flask, binh: FlaskClient):
    binh.head(f"{ACCOUNTS}log.csv")
    assert "tải nhật ký" not in binh.get(f"{ACCOUNTS}log").text
    binh.get(f"{ACCOUNTS}log.csv")

    assert "tải nhật ký" in binh.get(f"{ACCOUNTS}log").text


def test_the_command_line_writes_the_log_too(app: Flask, binh: FlaskClient):
    for words in (["minh", "--role", "editor", "--stdin"], ["minh", "--stdin"], ["minh", "--remove"]):
        done = app.test_cli_runner().invoke(args=["portal", "admin-password", *words], input=OTHER + "\n")
        assert done.exit_code == 0, done.output

    assert log(app, binh)[:3] == [
        ["quản trị hệ thống", "xóa tài khoản", "minh"],
        ["quản trị hệ thống", "đổi mật khẩu", "minh"],
        ["quản trị hệ thống", "tạo tài khoản", "minh"],
    ]


def test_purge_deletes_old_lines_and_expired_invitations(make_area: MakeApp, clock: FrozenClock):
    app = make_area(admin_log_days=30)
    account(app, "binh", "admin")
    create(signed_in(app, "binh"))
    clock.advance(minutes=60 * 24 * 31)
    binh = signed_in(app, "binh")
    purged = app.test_cli_runner().invoke(args=["portal", "purge"])

    assert "3 lines of the log of accounts deleted." in purged.output
    assert log(app, binh) == [["binh", "đăng nhập", "binh"]]
    with portal_of(app).database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pw_admin_invitation").scalar() == 0


def test_old_lines_are_deleted_by_the_portal_itself(make_area: MakeApp, clock: FrozenClock):
    app = make_area(admin_log_days=30)
    account(app, "binh", "admin")
    create(signed_in(app, "binh"))
    clock.advance(minutes=60 * 24 * 31)
    binh = signed_in(app, "binh")
    portal_of(app).tasks.run_all()

    assert log(app, binh) == [["binh", "đăng nhập", "binh"]]


# The start page


def waiting_lines(office: FlaskClient) -> str:
    found = re.search(
        r'<section aria-labelledby="pw-waiting">.*?</section>', office.get(ADMIN).text, re.DOTALL
    )[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_start_page_names_invitations_until_they_are_used(
    app: Flask, binh: FlaskClient, clock: FrozenClock
):
    create(binh)
    assert "1 lời mời chưa được sử dụng minh" in waiting_lines(binh)
    clock.advance(minutes=60 * 73)
    binh = signed_in(app, "binh")
    assert "1 lời mời đã hết hạn mà chưa được sử dụng minh" in waiting_lines(binh)
    send(binh, f"{ACCOUNTS}users/minh/close")

    assert "lời mời" not in waiting_lines(binh)


def test_the_start_page_names_locked_accounts_until_the_lock_is_lifted(app: Flask, binh: FlaskClient):
    for _ in range(PER_NAME + 1):
        sign_in(browser(app), "lan", "sai mật khẩu")
    assert "1 tài khoản bị khóa do nhập sai nhiều lần lan" in waiting_lines(binh)
    send(binh, f"{LAN}/unlock")

    assert "bị khóa" not in waiting_lines(binh)


def test_nobody_but_an_admin_is_told_of_accounts(app: Flask, binh: FlaskClient):
    create(binh)

    assert "lời mời" not in waiting_lines(signed_in(app, "lan"))


def test_older_entries_are_on_further_pages(app: Flask, binh: FlaskClient):
    for _ in range(101):
        send(binh, f"{LAN}/unlock")
    first = binh.get(f"{ACCOUNTS}log").text
    older = re.search(r'href="([^"]*before=\d+)"', first)[1]

    assert first.count("<td>mở khóa đăng nhập</td>") == 100
    assert binh.get(older).text.count("<td>mở khóa đăng nhập</td>") == 1
    assert binh.get(f"{ACCOUNTS}log?before=x").status_code == 200


# All pages

PAGES = [ACCOUNTS, f"{ACCOUNTS}new", LAN, f"{ACCOUNTS}log", f"{ADMIN}password", f"{ADMIN}second-factor"]
CHANGES = ["new", *(f"users/lan/{one}" for one in ("change", "invite", "close", "reopen", "unlock"))]
CHANGES += [f"users/lan/{one}" for one in ("end-sessions", "remove-factor")]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [*PAGES, INVITATION])
def test_a_page_is_valid_html_without_inline_script_or_style(app: Flask, path: str, lang: str):
    page = signed_in(app, "binh").get(f"{path}?lang={lang}")

    assert page.status_code == 200
    JustHTML(page.text, strict=True)
    assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=", page.text)
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("role", ["viewer", "editor", "moderator", "admin"])
def test_accounts_are_for_admins_and_the_own_password_is_for_everybody(make_area: MakeApp, role: str):
    app = make_area()
    account(app, "binh", "admin")
    account(app, "minh", role)
    account(app, "lan", "viewer")
    minh = signed_in(app, "minh")
    token = form_token(minh.get(f"{ADMIN}password"))

    for path in PAGES:
        is_own = not path.startswith(ACCOUNTS)
        assert minh.get(path).status_code == (200 if is_own or role == "admin" else 403), path
    if role != "admin":
        for path in CHANGES:
            data = {"pw_csrf": token, "role": "admin", "way": "show", "name": "x"}
            refused = minh.post(ACCOUNTS + path, data=data)
            assert refused.status_code == 403, path
            assert "Không có quyền truy cập" in refused.text
        assert minh.get(f"{ACCOUNTS}log.csv").status_code == 403


@pytest.mark.parametrize(
    "path", [*CHANGES, *(f"/portal/admin/{one}" for one in ("password", "second-factor"))]
)
def test_every_change_needs_the_token_and_this_site(app: Flask, binh: FlaskClient, path: str):
    whole = path if path.startswith("/") else ACCOUNTS + path
    token = form_token(binh.get(ACCOUNTS))

    assert binh.post(whole).status_code == 403
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert binh.post(whole, data={"pw_csrf": token}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, f"{ACCOUNTS}log.csv"])
def test_a_person_who_is_not_signed_in_is_asked_to(app: Flask, path: str):
    assert browser(app).get(path).headers["Location"].startswith(SIGN_IN)


def test_with_a_guard_of_the_host_the_page_explains_the_roles_and_changes_nothing(make_area: MakeApp):
    client = browser(make_area(admin_guard=lambda: {"admin"}))
    page = client.get(ACCOUNTS)

    assert page.status_code == 200
    assert "Cán bộ tiếp nhận" in page.text
    assert "<form" not in page.text[page.text.index("<main") :]
    for path in (*PAGES[1:], INVITATION):
        assert client.get(path).status_code == 404
    assert browser(make_area(admin_guard=lambda: {"viewer"})).get(ACCOUNTS).status_code == 403


def test_accounts_of_two_sites_do_not_meet(make_area: MakeApp, tmp_path):
    main, ward = (make_area(instance=tmp_path / "one", site=site) for site in ("main", "ward"))
    account(main, "binh", "admin")
    account(ward, "an", "admin")
    binh = signed_in(main, "binh")
    code = code_of(create(binh))

    assert "users/an" not in binh.get(ACCOUNTS).text
    assert binh.get(f"{ACCOUNTS}users/an").status_code == 404
    assert accept(browser(ward), code).status_code == 403
    assert "minh" not in signed_in(ward, "an").get(f"{ACCOUNTS}log").text


FORMS = [ACCOUNTS + path for path in CHANGES] + [f"{ADMIN}password", f"{ADMIN}second-factor", INVITATION]
FORMS += [f"{ADMIN}second-factor/confirm", f"{SIGN_IN}/code", f"{ACCOUNTS}users/a%00b/change"]
FIELDS = ["name", "role", "email", "way", "old", "password", "again", "code", "do", "pending", "next"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(FORMS),
    fields=st.dictionaries(
        st.sampled_from(FIELDS),
        st.sampled_from(["", "admin", "lan", "mail", "show", PASSWORD, "0000-0000-0000"])
        | st.text(max_size=60),
    ),
)
def test_no_form_makes_a_page_fail(app: Flask, path: str, fields: dict[str, str]):
    client = browser(app)
    account(app, "binh", "admin")
    sign_in(client, "binh")
    token = form_token(client.get(f"{ADMIN}password"))
    answer = client.post(path, data={**fields, "pw_csrf": token})

    assert answer.status_code in {200, 303, 400, 403, 404, 422, 429}
