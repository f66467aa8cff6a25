"""Links in mails lead to the site that the setting names, in each of its spellings."""

import pytest
from flask import Flask

from portal_widgets.core.http.public_address import PublicAddress
from portal_widgets.core.text.urls import with_ascii_host

ASCII = "https://" + "xã-lâm.example".encode("idna").decode()


@pytest.mark.parametrize("setting", ["https://xã-lâm.example", "https://Xã-Lâm.example", ASCII])
def test_a_site_is_one_in_both_spellings_of_its_name(setting: str):
    site = PublicAddress(Flask(__name__), setting)

    assert site.url("/portal/feedback/status") == f"{ASCII}/portal/feedback/status"
    assert site.origin() == ASCII
    assert site.is_own(f"{ASCII}/portal/feedback/status")
    assert site.is_own("https://xã-lâm.example/portal/feedback/status")
    assert not site.is_own("https://xa-lam.example/portal/feedback/status")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.vn/a?b#c",
        "https://www.example.vn:8443",
        "https://[2001:db8::1]:80/",
        "http://localhost",
    ],
)
def test_an_address_in_ascii_stays_as_it_is(url: str):
    assert with_ascii_host(url) == url


def test_a_port_stays():
    assert with_ascii_host("https://xã-lâm.example:8443/tin") == f"{ASCII}:8443/tin"
