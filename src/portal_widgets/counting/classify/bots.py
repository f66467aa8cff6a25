"""Recognises robots by their User-Agent: the maintained list, and rules for unlisted ones.

The list finds about half of the robots on the web. The others can be recognised, too: they describe their
purpose, name a library or a contact, or use a browser's name without its engine.
"""

import re
from functools import lru_cache

from ..collect.visitor import AGENT_LIMIT

REMEMBERED = 50_000

# Names or purposes of robots, as a word or the end of one. It does not contain words that are parts of
# devices' names (Cubot telephones) or of browsers for people.
_TRADE = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/_;),-]|robot|crawl|spider|scrap(?:er|ing|y)|slurp|harvest|archiv|\bindex(?:er|ing)"
    r"|fetch(?:er|\b)|\bfeed|\brss\b|aggregat|validat|checker|\bcheck\b|monitor|uptime|\bscan|probe|\bping\b"
    r"|preview|thumbnail|screenshot|headless|phantomjs|puppeteer|playwright|selenium|cypress/|lighthouse|pagespeed"
    r"|externalhit|transcoder|translat(?:e|or)\b.*proxy|\bspy\b|seo\b|analyz|\bverif|download(?:er)?\b|\boffline\b|mirror",
)
# Libraries and tools, by the beginning of their names.
_TOOL = re.compile(
    r"(?:curl|wget|python|java|jakarta|apache-http|go-http|go \d|libwww|lwp|perl|php|guzzle|ruby|faraday"
    r"|rest-client|okhttp|axios|node|undici|got \(|http_?client|httpx|aiohttp|urllib|requests|winhttp"
    r"|powershell|postman|insomnia|ansible|terraform|nutch|heritrix|zgrab|masscan|nmap|nikto|sqlmap"
    r"|cfnetwork|wordpress|drupal|joomla|magento|typo3)\b",
)
# The contact of a robot's operator. People's browsers contain no address.
_CONTACT = re.compile(r"https?:|\bwww\.|[\w.-]+@[\w-]+\.\w|\+\(?http")
# Browsers before 2010 said "compatible;", and robots still do.
_COMPATIBLE = re.compile(r"\bcompatible\b")
_OLD_BROWSER = re.compile(
    r"\b(?:msie|konqueror|dillo|netfront|icab|links|opera|lotus-notes|webtv|avant|maxthon|america online|aol"
    r"|series ?60|symbian|ovi|windows ce|ppc|amiga\w*|ibrowse|beos|netpositive|risc ?os|u;)",
)
# Every real browser that calls itself Mozilla names its engine or its maker. Those of the nineties were
# Mozilla 1 to 4 and are exceptions.
_ENGINE = re.compile(
    r"gecko|webkit|khtml|trident|presto|msie|goanna|servo|netfront|opera|netscape|obigo|teleca|ucweb|ucbrowser"
    r"|blackberry|symbian|nokia|sonyericsson|webtv|playstation|nintendo|dreamcast|libreoffice|amiga|beos|safari/?"
    r"|firefox|^mozilla/[1-4]\.\d.*\(",
)
# A telephone names its model here, such as M BOT 551. Robots that imitate one name themselves behind it, and
# shorten Chrome's four numbers.
_MODEL = re.compile(
    r"(\(linux; (?:u; )?android [\d.]+;)[^()@:]+(?=\).* chrome/\d+\.\d+\.\d+\.\d)", re.IGNORECASE
)
# Viber fetches previews under its own name. Behind an engine, it is the browser inside the application.
_INSIDE = re.compile(r"(?<=like gecko\)) (.*)\bviber/[\d.]+$", re.IGNORECASE)
_TEXT_BROWSER = re.compile(
    r"(?:lynx|w3m|e?links|edbrowse|netsurf|dillo|emacs|browsex|retawq)\b", re.IGNORECASE
)
# Agents that never claimed to be Mozilla: old telephones, some browsers, some set-top boxes.
_OTHER_BROWSER = re.compile(
    r"^(?:nokia|sam(?:sung)?-|sec-|sonyericsson|mot-|motorola|lg[-e/]|sie-|sagem|alcatel|panasonic|sharp|philips"
    r"|zte|huawei|htc|blackberry|docomo|kddi|softbank|j-phone|vodafone|dalvik|opera|ucweb|ucbrowser|palm|toshiba"
    r"|roku|haier|tcl|hisense|vestel|humax|tianyu|gionee|lenovo|k-touch|micromax|karbonn|spice|lava|maxx|fly"
    r"|[a-z]{2,8}[-_ ]?\w*\d\w*/)|midp|cldc|up\.browser|browser/|cfnetwork|darwin|\bwap\b"
    r"|\([^()]*(?:windows|win\d|x11|macintosh|mac os|iphone|ipad|android|nintendo|openvms|openharmony|amiga"
    r"|symbian)",
)


def is_bot(agent: str) -> bool:
    """Return whether the agent is a robot's. Only the first 256 characters are read: a longer agent is either
    a person's, recognised by its beginning, or an attack on the patterns.
    """
    return _is_bot(agent[:AGENT_LIMIT].strip())


@lru_cache(maxsize=REMEMBERED)
def _is_bot(agent: str) -> bool:
    if not agent:
        return True  # every browser sends an agent
    lower = agent.lower()
    if _TEXT_BROWSER.match(lower):
        return False  # they name the libraries that they contain
    from crawleruseragents import is_crawler

    plain = _INSIDE.sub(r" \1", _MODEL.sub(r"\1", agent))
    return _gives_itself_away(plain.lower()) or is_crawler(plain)


def _gives_itself_away(agent: str) -> bool:
    if _TRADE.search(agent) or _CONTACT.search(agent) or _TOOL.match(agent):
        return True
    if _COMPATIBLE.search(agent) and not _OLD_BROWSER.search(agent):
        return True
    kind = _ENGINE if agent.startswith("mozilla") else _OTHER_BROWSER
    return kind.search(agent) is None
