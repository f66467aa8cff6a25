"""Browser, system and device of readers. A wrong word would stay in the reports permanently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.counting.classify import agents
from portal_widgets.counting.classify.bots import is_bot
from portal_widgets.counting.collect.visitor import AGENT_LIMIT

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

READERS = {
    "Chrome on a telephone": (
        f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36",
        ("Chrome Mobile", "Android", "phone"),
    ),
    "Chrome on a tablet": (
        f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        ("Chrome", "Android", "tablet"),
    ),
    "Chrome on a Chromebook": (
        f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36",
        ("Chrome", "Chrome OS", "computer"),
    ),
    "Safari on an iPhone": (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {APPLE} Version/18.5 Mobile/15E148 Safari/604.1",
        ("Mobile Safari", "iOS", "phone"),
    ),
    "Safari on an iPad": (
        f"Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) {APPLE} Version/12.1.2 Mobile/15E148 Safari/604.1",
        ("Mobile Safari", "iOS", "tablet"),
    ),
    "Safari on a Mac": (
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.5 Safari/605.1.15",
        ("Safari", "Mac OS X", "computer"),
    ),
    "Cốc Cốc on Windows": (
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} coc_coc_browser/130.0 Chrome/124.0.0.0 Safari/537.36",
        ("Coc Coc", "Windows", "computer"),
    ),
    "Cốc Cốc on a telephone": (
        f"Mozilla/5.0 (Linux; Android 13; SM-A546E) {WEBKIT} coc_coc_browser/125.0.206 Mobile Chrome/119.0.6045.206 Mobile Safari/537.36",
        ("Coc Coc", "Android", "phone"),
    ),
    # Contains "Android" twice, the second time after "Mobile".
    "Zalo on Android": (
        f"Mozilla/5.0 (Linux; Android 13; SM-A546E Build/TP1A.220624.014; wv) {WEBKIT} Version/4.0 Chrome/139.0.7258.143 Mobile Safari/537.36 Zalo android/12110729 ZaloTheme/light ZaloLanguage/vi",
        ("Chrome Mobile WebView", "Android", "phone"),
    ),
    "Zalo on an iPhone": (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) {APPLE} Mobile/15E148 Zalo iOS/640 ZaloTheme/light ZaloLanguage/vn",
        ("Mobile Safari UI/WKWebView", "iOS", "phone"),
    ),
    "Facebook on an iPhone": (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) {APPLE} Mobile/21G93 [FBAN/FBIOS;FBAV/480.0.0.31.106;FBDV/iPhone13,2;FBLC/vi_VN]",
        ("Facebook", "iOS", "phone"),
    ),
    "Edge on Windows": (
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        ("Edge", "Windows", "computer"),
    ),
    "Internet Explorer, in which Windows once praised itself as a tablet": (
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; WOW64; Trident/4.0; Media Center PC 6.0; Tablet PC 2.0)",
        ("IE", "Windows", "computer"),
    ),
    "Firefox on Linux": (
        "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
        ("Firefox", "Linux", "computer"),
    ),
    "Firefox on a telephone": (
        "Mozilla/5.0 (Android 14; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0",
        ("Firefox Mobile", "Android", "phone"),
    ),
    "Firefox on a tablet": (
        "Mozilla/5.0 (Android 14; Tablet; rv:142.0) Gecko/142.0 Firefox/142.0",
        ("Firefox Mobile", "Android", "tablet"),
    ),
    "Samsung Internet": (
        f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
        ("Samsung Internet", "Android", "phone"),
    ),
    "a Samsung television": (
        f"Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) {WEBKIT} SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36",
        ("Samsung Internet", "Tizen", "tv"),
    ),
    "an LG television": (
        f"Mozilla/5.0 (Web0S; Linux/SmartTV) {WEBKIT} Chrome/94.0.4606.128 Safari/537.36 WebAppManager",
        ("Chrome", "Web0S", "tv"),
    ),
    "a Sony television": (
        f"Mozilla/5.0 (Linux; Android 9; BRAVIA 4K UR2) {WEBKIT} Chrome/120.0.0.0 Safari/537.36",
        ("Chrome", "Android", "tv"),
    ),
    "KaiOS": (
        "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
        ("Firefox Mobile", "KaiOS", "phone"),
    ),
    "Opera Mini on an old telephone": (
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/191.308; U; en) Presto/2.12.423 Version/12.16",
        ("Opera Mini", "other", "phone"),
    ),
    "Opera Mini on Android": (
        "Opera/9.80 (Android; Opera Mini/36.2.2254/191.308; U; vi) Presto/2.12.423 Version/12.16",
        ("Opera Mini", "Android", "phone"),
    ),
}


def words_of(text: str) -> tuple[str, str, str]:
    agent = agents.parse(text)
    return agents.browser(agent), agents.system(agent), agents.device(agent)


@pytest.mark.parametrize(("agent", "words"), READERS.values(), ids=READERS)
def test_browser_system_and_device(agent: str, words: tuple[str, str, str]):
    assert words_of(agent) == words


@pytest.mark.parametrize(
    ("system", "version"),
    [
        ("Android 14; Mobile; rv:140.0", "Android 14"),
        ("Linux; Android 4.4.2; SM-G900", "Android 4"),
        ("iPhone; CPU iPhone OS 17_6_1 like Mac OS X", "iOS 17"),
        ("iPad; CPU OS 12_5_7 like Mac OS X", "iOS 12"),
        ("Windows NT 6.3; Win64; x64", "Windows 8"),
        ("Windows NT 5.1", "Windows XP"),
        ("Macintosh; Intel Mac OS X 10_9_5", "Mac OS X 10.9"),
        ("Macintosh; Intel Mac OS X 11_2", "Mac OS X 11"),
        # Newer versions say the same.
        ("Windows NT 10.0; Win64; x64", "Windows 10+"),
        ("Linux; Android 10; K", "Android 10+"),
        ("iPhone; CPU iPhone OS 18_6 like Mac OS X", "iOS 18+"),
        ("Macintosh; Intel Mac OS X 10_15_7", "Mac OS X 10.15+"),
        # A build is not a version, and neither is an invented number.
        ("X11; CrOS x86_64 14541.0.0", "Chrome OS"),
        ("X11; Linux x86_64", "Linux"),
        ("Android 99999999; Mobile", "Android"),
        ("J2ME/MIDP", "other"),
    ],
)
def test_the_version_of_a_system(system: str, version: str):
    assert agents.system_version(agents.parse(f"Mozilla/5.0 ({system}) {WEBKIT} Safari/537.36")) == version


@given(st.text(max_size=AGENT_LIMIT))
def test_any_agent_has_a_version_of_its_system(agent: str):
    parsed = agents.parse(agent)

    assert agents.system_version(parsed).startswith(agents.system(parsed))


@pytest.mark.parametrize("agent", [agent for agent, _ in READERS.values()], ids=READERS)
def test_none_of_them_is_taken_for_a_robot(agent: str):
    """Otherwise their words would never be needed."""
    assert not is_bot(agent)


@pytest.mark.parametrize("agent", ["", "xin chào", "\x00\x1f", "(((((((", "Mozilla/5.0"])
def test_nonsense_is_other(agent: str):
    assert words_of(agent) == ("other", "other", "computer")


@given(st.text(max_size=AGENT_LIMIT))
def test_any_agent_has_three_words_that_can_be_kept(agent: str):
    browser, system, device = words_of(agent)

    assert device in {"phone", "tablet", "tv", "computer"}
    assert 0 < len(browser) <= 255
    assert 0 < len(system) <= 255
    assert browser.isprintable()
    assert system.isprintable()


def test_a_browser_of_a_made_up_name_is_told_only_if_it_can_be_written():
    """Programs on Apple's systems name themselves. PostgreSQL, for example, accepts no NUL."""
    assert words_of("Đọc Báo/1 CFNetwork/1494 Darwin/23.4.0")[0] == "Đọc Báo"
    assert words_of("a\x00b/1 CFNetwork/1494 Darwin/23.4.0")[0] == "other"
