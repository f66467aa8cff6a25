"""Reading aloud is offered if the device can do it well. It reads sentence by sentence and leaves no trace in
the page.
"""

import gzip
from importlib.resources import files

import pytest
from playwright.sync_api import Locator, Page, expect
from rjsmin import jsmin

from browser.axe import findings
from browser.conftest import reported

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


# Chromium has no voice here, so this is a synthesiser that speaks when the test says so. As on iOS, it is
# silent until a press has started it.
SYNTHESISER = """
window.spoken = [];
window.now = null;
let asked = false;
window.Voice = class { constructor(lang, localService) { Object.assign(this, { lang, localService, name: lang }); } };
window.voices = VOICES;
const synthesiser = new EventTarget();
Object.assign(synthesiser, {
    getVoices: () => voices,
    speak(utterance) {
        if (window.event && window.event.type === "click") asked = true;
        if (!asked || !utterance.text) return;
        window.now = utterance;
        spoken.push([utterance.text, utterance.rate, utterance.voice && utterance.voice.lang]);
    },
    cancel() {
        const it = window.now;
        window.now = null;
        if (it) setTimeout(() => it.onerror({ error: "interrupted" }));
    },
});
Object.defineProperty(window, "speechSynthesis", { value: synthesiser });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; this.rate = 1; } };
window.finish = () => { const it = window.now; window.now = null; it.onend(); };
"""
VIETNAMESE = '[new Voice("en-US", true), new Voice("vi-VN", true)]'


def listening(reader, path: str = ARTICLE, voices: str = VIETNAMESE, **options) -> Page:
    page = reader("/", **options)
    page.context.add_init_script(SYNTHESISER.replace("VOICES", voices))
    page.goto(page.url + path.lstrip("/"))
    return page


def begin(page: Page) -> None:
    bar(page).get_by_role("button", name="Nghe bài").click()
    page.wait_for_function("() => spoken.length > 0")


def bar(page: Page) -> Locator:
    return page.locator(".pw-reading .pw-aloud")


def status(page: Page) -> Locator:
    return bar(page).locator("[role=status]")


def write(page: Page, body: str) -> None:
    """Puts another text into the article, as its author might write it."""
    page.evaluate("(html) => { document.querySelector('.article__body').innerHTML = html; }", body)


def read_of(page: Page) -> list[str]:
    """The spoken parts of the article's text, to the end."""
    begin(page)
    page.evaluate("while (now) finish();")
    return page.evaluate("spoken.map(([text]) => text)")[1:]


def marked(page: Page) -> str:
    return page.evaluate("[...(CSS.highlights.get('pw-aloud') || [])].map(String).join('')")


def test_an_article_is_read_sentence_by_sentence_and_the_sentence_is_marked(reader):
    page = listening(reader)
    begin(page)
    title = page.locator("h1").inner_text()
    assert page.evaluate("spoken") == [[title, 1, "vi-VN"]]
    assert marked(page) == title

    page.evaluate("finish()")
    second = page.evaluate("spoken[1][0]")
    assert page.locator(".article__body p").first.inner_text().startswith(second)
    assert marked(page).strip() == second


def test_everything_is_read_once_and_in_order(reader):
    """Every sentence of the article is read, but not the controls, the dateline or the numbers."""
    page = listening(reader)
    begin(page)
    page.evaluate("while (now) finish();")
    read = " ".join(page.evaluate("spoken.map(([text]) => text)"))
    body = page.evaluate(
        "[document.querySelector('h1'), ...document.querySelectorAll('.article__body > *')].map((it) => it.textContent).join(' ')"
    )

    assert "".join(read.split()) == "".join(body.split())
    expect(status(page)).to_have_text("Đã đọc hết bài.")
    expect(page.get_by_role("button", name="Nghe bài").first).to_be_visible()
    assert marked(page) == ""


def test_it_pauses_goes_on_and_stops(reader):
    page = listening(reader)
    begin(page)
    page.evaluate("finish()")
    expect(status(page)).to_have_text("Đang đọc.")
    page.get_by_role("button", name="Tạm dừng").first.click()
    expect(status(page)).to_have_text("Đã tạm dừng.")
    assert page.evaluate("now") is None
    assert marked(page) != ""

    page.get_by_role("button", name="Đọc tiếp").first.click()
    assert page.evaluate("spoken[2][0] === spoken[1][0]")
    page.get_by_role("button", name="Dừng", exact=True).first.click()
    assert page.evaluate("now") is None
    assert marked(page) == ""
    expect(status(page)).to_have_text("Đã dừng.")


def test_the_speed_changes_at_once(reader):
    page = listening(reader)
    begin(page)
    page.get_by_role("slider", name="Tốc độ").first.fill("1.5")

    assert page.evaluate("spoken.at(-1)[1]") == 1.5
    assert page.evaluate("spoken.at(-1)[0] === spoken[0][0]")
    expect(bar(page).locator("output")).to_have_text("1,5×")
    assert bar(page).get_by_role("slider").get_attribute("aria-valuetext") == "1,5×"


def test_a_browser_that_tells_the_end_of_a_cancelled_sentence_at_once_skips_none(reader):
    page = listening(reader)
    page.evaluate("""() => {
        speechSynthesis.cancel = () => { const it = now; now = null; if (it) it.onend(); };
    }""")
    begin(page)
    page.get_by_role("slider", name="Tốc độ").first.fill("0.75")
    bar(page).get_by_role("button", name="Tạm dừng").click()
    bar(page).get_by_role("button", name="Đọc tiếp").click()

    assert len(set(page.evaluate("spoken.map(([text]) => text)"))) == 1


def test_a_voice_that_fails_is_told(reader):
    page = listening(reader)
    begin(page)
    page.evaluate("now.onerror({ error: 'synthesis-failed' })")

    expect(status(page)).to_have_text("Không đọc được bài thành tiếng.")
    expect(page.get_by_role("button", name="Nghe bài").first).to_be_visible()
    assert "pw-hidden" not in (
        status(page).get_attribute("class") or ""
    )  # it must be visible, not only audible


def test_a_voice_that_goes_is_not_replaced_by_another(reader):
    """Without our voice, a browser would use any voice, also a remote one."""
    page = listening(reader)
    begin(page)
    page.evaluate("voices = [new Voice('vi-VN', false)]; finish()")

    assert len(page.evaluate("spoken")) == 1
    expect(status(page)).to_have_text("Không đọc được bài thành tiếng.")


def test_a_reader_is_told_when_the_part_that_reads_cannot_be_loaded(reader):
    page = listening(reader)
    page.route("**/aloud-*.mjs", lambda route: route.abort())
    page.get_by_role("button", name="Nghe bài").first.click()

    expect(status(page)).to_have_text("Không đọc được bài thành tiếng.")


def test_leaving_the_page_ends_the_reading(reader):
    page = listening(reader)
    begin(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")

    assert page.evaluate("now") is None
    assert marked(page) == ""


def test_text_is_cut_at_blocks_and_breaks_and_not_where_the_source_breaks_a_line(reader):
    page = listening(reader)
    write(page, "<div>Trước<p>Một câu\ndài <b>và</b>\nrõ.</p>Sau</div>Số 5<br>đường Lê Lợi")

    assert read_of(page) == ["Trước", "Một câu dài và rõ.", "Sau", "Số 5", "đường Lê Lợi"]


def test_what_is_not_seen_is_not_read_and_a_picture_by_its_alternative_text(reader):
    page = listening(reader)
    write(
        page,
        "<p>Đọc.<span hidden> Không.</span> <span aria-hidden='true'>Không.</span></p>"
        "<p class='pw-as-is'>Không.</p><details><summary>Thêm</summary><p>Không.</p></details>"
        "<p><img src='/static/emblem.svg' alt='Biểu trưng của tỉnh'><img src='/static/emblem.svg' alt=''> Hết.</p>"
        "<button>Không</button>",
    )

    assert read_of(page) == ["Đọc.", "Thêm", "Biểu trưng của tỉnh", "Hết."]


def test_a_browser_that_cannot_cut_sentences_keeps_numbers_whole(reader):
    page = listening(reader)
    page.evaluate("delete Intl.Segmenter")
    write(page, "<p>Có 14.639 lượt người… Giảm 28,8 %! Hết</p>")

    assert read_of(page) == ["Có 14.639 lượt người…", "Giảm 28,8 %!", "Hết"]


def test_a_browser_without_highlights_selects_the_sentence(reader):
    page = listening(reader)
    page.evaluate("delete window.Highlight")
    begin(page)
    assert page.evaluate("String(getSelection())") == page.locator("h1").inner_text()

    bar(page).get_by_role("button", name="Dừng", exact=True).click()
    assert page.evaluate("String(getSelection())") == ""


@pytest.mark.parametrize("cookie", ["", "motion-calm"])
def test_a_sentence_out_of_sight_is_scrolled_to_and_one_in_sight_is_left(reader, cookie: str):
    page = listening(reader, cookie=cookie)
    page.evaluate("() => { window.scrolls = []; window.scrollTo = (to) => scrolls.push(to); }")
    begin(page)
    assert page.evaluate("scrolls") == []
    page.evaluate("while (!scrolls.length) finish();")

    assert page.evaluate("scrolls[0].behavior") == ("instant" if cookie else "smooth")
    place = "[...CSS.highlights.get('pw-aloud')][0].getBoundingClientRect()"
    assert page.evaluate(f"{place}.bottom > innerHeight && scrolls[0].top < scrollY + {place}.top")


@pytest.mark.parametrize(
    "voices",
    [
        "[]",
        '[new Voice("en-US", true)]',
        '[new Voice("vi-VN", false)]',
        '[new Voice("vic-US", true)]',
    ],
    ids=["none", "another language", "a service elsewhere", "a language whose name begins alike"],
)
def test_it_is_not_offered_without_a_voice_of_the_device_for_the_language(reader, voices: str):
    """A remote voice would send the text to a service. A voice of another language would read nonsense."""
    page = listening(reader, voices=voices)

    expect(page.get_by_role("button", name="Nghe bài")).to_have_count(0)


def test_voices_may_come_late(reader):
    page = listening(reader, voices="[]")
    expect(page.get_by_role("button", name="Nghe bài")).to_have_count(0)
    page.evaluate(f"voices = {VIETNAMESE.replace('-', '_')}")  # in Android's notation
    page.evaluate("speechSynthesis.dispatchEvent(new Event('voiceschanged'))")

    expect(page.get_by_role("button", name="Nghe bài").first).to_be_visible()


def test_on_an_english_page_a_vietnamese_article_is_read_in_vietnamese(reader):
    page = listening(reader, "/en" + ARTICLE)
    page.get_by_role("button", name="Read this aloud").first.click()
    page.wait_for_function("() => spoken.length > 0")

    assert page.evaluate("spoken[0][2]") == "vi-VN"


def test_by_keyboard_the_focus_stays_with_the_control(reader):
    page = listening(reader)
    page.get_by_role("button", name="Nghe bài").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => spoken.length > 0")
    assert page.evaluate("document.activeElement.textContent") == "Tạm dừng"
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.textContent") == "Đọc tiếp"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Dừng"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(bar(page).locator("output")).to_have_text("1,25×")
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.textContent") == "Nghe bài"
    assert page.evaluate("now") is None


def test_nothing_is_loaded_before_and_nothing_is_written_into_the_page(reader):
    fetched = "performance.getEntriesByType('resource').filter(({ name }) => /aloud/.test(name)).length"
    page = listening(reader)
    with reported(page):
        page.reload()
    assert page.evaluate(fetched) == 0
    page.evaluate("""() => {
        window.changed = [];
        new MutationObserver((records) => records.forEach(({ target }) => {
            const element = target.closest ? target : target.parentElement;
            if (!element.closest(".pw-aloud")) changed.push(element.outerHTML.slice(0, 60));
        })).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    }""")
    begin(page)
    page.evaluate("finish(); finish();")

    assert page.evaluate(fetched) == 1
    assert page.evaluate("changed") == []
    assert page.locator("[style]").count() == 0


@pytest.mark.parametrize(("name", "most"), [("aloud.js", 500), ("aloud.mjs", 2500)])
def test_what_it_costs(name: str, most: int):
    """Bytes on the wire: the first value on every page, the second one when a reader presses."""
    text = (files("portal_widgets.reading") / "static" / name).read_text("utf-8")

    assert len(gzip.compress(jsmin(text).encode())) <= most


@pytest.mark.parametrize("width", [1280, 320])
def test_while_reading_the_controls_are_accessible(reader, width: int):
    page = listening(reader, width=width)
    begin(page)

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.locator(".pw-reading .pw-aloud button:visible").evaluate_all(
        "(all) => all.map((it) => it.getBoundingClientRect().height)"
    )
    assert min(heights) >= 43.9


def test_the_panels_control_shows_the_same(reader):
    """Only one of them announces it. Otherwise a screen reader would say it twice."""
    page = listening(reader)
    begin(page)
    panel = page.locator(".pw-reading-panel")
    panel.locator("summary").click()

    expect(panel.get_by_role("button", name="Tạm dừng")).to_be_visible()
    panel.get_by_role("button", name="Dừng", exact=True).click()
    expect(bar(page).get_by_role("button", name="Nghe bài")).to_be_visible()
    assert page.locator(".pw-aloud [role=status]").all_inner_texts().count("Đã dừng.") == 1


def test_escape_stops_the_reading_before_it_closes_the_panel(reader):
    page = listening(reader)
    panel = page.locator(".pw-reading-panel")
    panel.locator("summary").click()
    panel.get_by_role("button", name="Nghe bài").click()
    page.wait_for_function("() => spoken.length > 0")
    page.keyboard.press("Escape")
    assert page.evaluate("now") is None
    expect(panel.get_by_role("button", name="Nghe bài")).to_be_visible()

    page.keyboard.press("Escape")
    expect(panel.get_by_role("button", name="Nghe bài")).to_be_hidden()


# A recording that "plays" without a sound card: only its state and its events count.
PLAYER = """() => {
    document.querySelector(".article__foot").insertAdjacentHTML("beforeend",
        '<section aria-label="Bản ghi âm"><audio controls preload="none"></audio></section>');
    const audio = document.querySelector("audio");
    let playing = false;
    Object.defineProperty(audio, "paused", { get: () => !playing });
    audio.play = () => { playing = true; audio.dispatchEvent(new Event("play")); };
    audio.pause = () => { playing = false; };
}"""


def test_a_recording_and_the_devices_voice_never_speak_at_once(reader):
    page = listening(reader)
    page.evaluate(PLAYER)
    paused = "document.querySelector('audio').paused"
    page.evaluate("document.querySelector('audio').play()")
    begin(page)
    assert page.evaluate(paused)
    assert page.evaluate("now !== null")

    page.evaluate("document.querySelector('audio').play()")
    assert page.evaluate("now === null")
    assert not page.evaluate(paused)
    expect(status(page)).to_have_text("Đã tạm dừng.")

    bar(page).get_by_role("button", name="Đọc tiếp").click()
    assert page.evaluate(paused)
    assert page.evaluate("now !== null")
