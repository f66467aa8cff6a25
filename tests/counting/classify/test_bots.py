"""Robots are recognised by their agent. Browsers of people are not mistaken for robots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.counting.classify.bots import is_bot

ROBOTS = [
    "",
    "   ",
    "curl/8",
    "Wget/1.21.3",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "ZaloBot/1.0",
    "Viber/13.3.0.5 CFNetwork/1121.2.2 Darwin/19.3.0",
    "Mozilla/5.0 (Linux; Android 9; news bot 3) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 6.0; M BOT 551) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.1.2 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
    "Mozilla/5.0 (Linux; Android 6.0; M BOT 551; +http://a.example) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.1.2 Mobile Safari/537.36",
]
PEOPLE = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/130.0 Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 Zalo android/12",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 8.1.0; CUBOT_P20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.45 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 7.0; M BOT TAB 101 Build/NRD90M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.137 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Viber/23.4.0",
    "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.1",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.12.423 Version/12.16",
    "Nokia6300/2.0 (05.50) Profile/MIDP-2.0 Configuration/CLDC-1.1",
]


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots(agent: str):
    assert is_bot(agent)


@pytest.mark.parametrize("agent", PEOPLE)
def test_people(agent: str):
    assert not is_bot(agent)


@given(st.text(max_size=300))
def test_any_agent_is_judged(agent: str):
    assert is_bot(agent) in {True, False}
