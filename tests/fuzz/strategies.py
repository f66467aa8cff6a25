"""Hostile input: texts, bytes, documents and requests, for all tests of this folder."""

import json
from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st

# In `make test` there is time for a few examples of each. `make fuzz` searches as long as requested.
few = settings(max_examples=max(settings.default.max_examples // 4, 1))

# Characters that some parser handles badly: ends of lines and texts, marks, joiners, lone surrogates, letters
# that fold to others, unusual digits, and separators.
SIGNS = "\x00\t\n\r\x1b\x1f\x7f\x85\xa0\xad²٣０½İıßﬀ\u0300\u0316\u0f73\u200b\u200d\u202e\u2028\ufeff\ufffe\U0001f600"
PARTS = " /\\:;,.-_+=@#%&?!|*'\"`<>()[]{}$~^0123456789aAđĐấ"
NASTY = (
    "",
    "0",
    "-1",
    "1e999",
    "NaN",
    "٣",
    "²",
    "9" * 20,
    "9" * 5_000,
    "99999999999999999999",
    "0001-01-01",
    "9999-12-31",
    "2024-02-30",
    "../../etc/passwd",
    "/\t/evil.example/a",
    "/\\evil.example/a",
    "//evil.example/a",
    "/%0d%0aSet-Cookie: a=b",
    "http://[::1",
    "http://[v1.x]/",
    "https://a.example:99999/",
    "https://\u2100.example/",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<b>",
    "=1+1;=2+2",
    "{{7*7}}",
    "%(x)s {0} %s %",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "a@b@c",
    "+84 912 345 678",
    "vi",
    "en",
    "a" * 3_000,
    "a\u0300\u0316" * 700,
)


def texts(*known: str, surrogates: bool = False) -> st.SearchStrategy[str]:
    """Texts of every kind, and texts that the code expects, complete and damaged."""
    signs = st.characters(exclude_categories=() if surrogates else ("Cs",))
    return st.one_of(
        st.sampled_from((*known, *NASTY)),
        st.text(SIGNS + PARTS, max_size=30),
        st.text(signs, max_size=30),
        spoiled([one.encode("utf-8", "surrogatepass") for one in known or ("/a",)]).map(
            lambda one: one.decode("utf-8", "surrogateescape" if surrogates else "replace")
        ),
    )


@st.composite
def spoiled(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A valid file in which parts were replaced, doubled or left out."""
    file = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, 4))):
        begin = draw(st.integers(0, len(file)))
        end = draw(st.integers(begin, min(begin + 40, len(file))))
        between = draw(
            st.one_of(st.binary(max_size=8), st.just(file[begin:end] * 2), st.sampled_from(SPOILERS))
        )
        file = file[:begin] + between + file[end:]
    return file


# Damage for a format: its own special characters in unexpected places.
SPOILERS = (
    b"",
    b"\x00",
    b"\xff",
    b'"',
    b"'",
    b"<",
    b">",
    b"</a>",
    b"<![CDATA[",
    b"<!DOCTYPE a>",
    b"&#x0;",
    b"&lt;",
    b"&#99999999999;",
    b"{",
    b"[",
    b"null",
    b"1e999",
    b"\\ud800",
    b"-",
    b"\r\n",
    "²".encode(),
    b"9" * 20,
    b"[" * 200,
)

numbers = st.integers() | st.floats() | st.sampled_from([2**31, 2**63, 2**64, -(2**63) - 1, 10**400])
scalars = st.none() | st.booleans() | numbers | texts(surrogates=True)


def values(*names: str) -> st.SearchStrategy[object]:
    """JSON values, in dictionaries that have some of these names."""
    keys = st.sampled_from(names) | texts() if names else texts()
    return st.recursive(
        scalars,
        lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=5),
        max_leaves=12,
    )


def json_files(*names: str) -> st.SearchStrategy[bytes]:
    """Documents, deep ones, and invalid texts."""
    depths = st.sampled_from([1, 50, 1_000, 10_000])
    deep = st.builds(lambda sign, depth: sign * depth, st.sampled_from([b"[", b'{"a":', b"[[]"]), depths)
    return values(*names).map(as_json) | deep | st.binary(max_size=40)


def as_json(value: object) -> bytes:
    return json.dumps(value).encode() if _is_short(value) else b"0"


def _is_short(value: object) -> bool:
    """Python refuses to write a number of more than 4300 digits."""
    return not isinstance(value, int) or abs(value) < 10**4_000


def forms(*names: str, known: Sequence[str] = ()) -> st.SearchStrategy[list[tuple[str, str]]]:
    """The fields of a form, missing or repeated, among other fields."""
    return st.lists(st.tuples(st.sampled_from(names) | texts(), texts(*known)), max_size=8)


# Addresses as they occur in paths, queries and fields.
paths = st.one_of(
    texts("/bai/nuoc-sach", "/portal/links?lang=en#a", "https://a.example/?b=c"),
    st.lists(texts(), max_size=4).map(lambda parts: "/" + "/".join(parts)),
)
user_agents = texts(
    "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8",
)
log_lines = spoiled(
    [
        b'203.0.113.7 - - [08/Mar/2024:14:35:09 +0700] "GET /tin/1?a=b HTTP/1.1" 200 512 "https://a.example/" "Firefox"\n',
        b'portal.example:443 ::1 - an [08/Mar/2024:07:35:09 +0000] "HEAD / HTTP/2.0" 304 -\n',
        b"#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(Referer) cs(User-Agent)\n",
        b"2024-03-08 07:35:09 203.0.113.7 GET /tin/1 200 - Fire+fox\n",
    ]
)
log_files = st.lists(log_lines, max_size=4).map(b"".join) | st.binary(max_size=60)
