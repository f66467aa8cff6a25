"""A replaced key is still valid while it is in SECRET_KEY_FALLBACKS."""

import pytest
from itsdangerous import BadSignature, URLSafeSerializer

from portal_widgets.core.text.signed import signing_keys


def signer(key: str | bytes, *fallbacks: str | bytes) -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys({"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": list(fallbacks)}))


def test_a_fallback_reads_what_it_signed_and_signs_no_more():
    old = signer("old").dumps("a")

    assert signer("new", "older", "old").loads(old) == "a"
    assert signer("new", "old").dumps("a") == signer("new").dumps("a")
    with pytest.raises(BadSignature):
        signer("new").loads(old)


def test_a_key_is_the_same_as_text_and_as_bytes():
    assert signing_keys({"SECRET_KEY": "khóa", "SECRET_KEY_FALLBACKS": None}) == ["khóa".encode()]
    assert signer(b"new", "old").loads(signer("new").dumps("a")) == "a"
