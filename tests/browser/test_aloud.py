"""Reading aloud: offered where it can be done well, sentence by sentence, without a trace in the page."""

import pytest
from playwright.sync_api import Page, expect

from browser.test_accessibility import findings

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"

# Chromium here has no voice: a synthesiser that speaks when the test tells it to.
SYNTHESISER = """
window.spoken = [];
window.now = null;
class Voice { constructor(lang, localService) { Object.assign(this, { lang, localService, name: lang }); } }
const voices = VOICES;
const synthesiser = new EventTarget();
Object.assign(synthesiser, {
    getVoices: () => window.late ? [] : voices,
    speak(utterance) { window.now = utterance; spoken.push([utterance.text, utterance.rate, utterance.lang]); },
    cancel() { const it = window.now; window.now = null; if (it && it.onerror) setTimeout(() => it.onerror({ error: "interrupted" })); },
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
    page.get_by_role("button", name="Nghe bài").first.click()
    page.wait_for_function("() => spoken.length > 0")


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
    """Every sentence of the article, none of the controls, the dateline or the numbers."""
    page = listening(reader)
    begin(page)
    page.evaluate("while (now) finish();")
    read = " ".join(page.evaluate("spoken.map(([text]) => text)"))
    body = page.evaluate(
        "[document.querySelector('h1'), ...document.querySelectorAll('.article__body > *')].map((it) => it.textContent).join(' ')"
    )

    assert "".join(read.split()) == "".join(body.split())
    expect(page.locator(".pw-aloud [role=status]").last).to_have_text("Đã đọc hết bài.")
    expect(page.get_by_role("button", name="Nghe bài").first).to_be_visible()
    assert marked(page) == ""


def test_it_pauses_goes_on_and_stops(reader):
    page = listening(reader)
    begin(page)
    page.evaluate("finish()")
    page.get_by_role("button", name="Tạm dừng").first.click()
    assert page.evaluate("now") is None
    assert marked(page) != ""

    page.get_by_role("button", name="Đọc tiếp").first.click()
    assert page.evaluate("spoken[2][0] === spoken[1][0]")
    page.get_by_role("button", name="Dừng", exact=True).first.click()
    assert page.evaluate("now") is None
    assert marked(page) == ""
    expect(page.locator(".pw-aloud [role=status]").last).to_have_text("Đã dừng.")


def test_the_speed_changes_at_once(reader):
    page = listening(reader)
    begin(page)
    page.get_by_role("slider", name="Tốc độ").first.fill("1.5")

    assert page.evaluate("spoken.at(-1)[1]") == 1.5
    assert page.evaluate("spoken.at(-1)[0] === spoken[0][0]")
    expect(page.locator(".pw-aloud output").last).to_have_text("1,5×")


def test_a_voice_that_fails_is_told(reader):
    page = listening(reader)
    begin(page)
    page.evaluate("now.onerror({ error: 'synthesis-failed' })")

    expect(page.locator(".pw-aloud [role=status]").last).to_have_text("Giọng đọc của thiết bị gặp lỗi.")
    expect(page.get_by_role("button", name="Nghe bài").first).to_be_visible()


@pytest.mark.parametrize(
    "voices",
    ["[]", '[new Voice("en-US", true)]', '[new Voice("vi-VN", false)]'],
    ids=["none", "another language", "a service elsewhere"],
)
def test_it_is_not_offered_without_a_voice_of_the_device_for_the_language(reader, voices: str):
    """A voice of a service would send the text there; one of another language would read nonsense."""
    page = listening(reader, voices=voices)

    expect(page.get_by_role("button", name="Nghe bài")).to_have_count(0)


def test_voices_may_come_late(reader):
    page = reader("/")
    page.context.add_init_script("window.late = true;" + SYNTHESISER.replace("VOICES", VIETNAMESE))
    page.goto(page.url + ARTICLE.lstrip("/"))
    expect(page.get_by_role("button", name="Nghe bài")).to_have_count(0)
    page.evaluate("late = false; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")

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
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.textContent") == "Nghe bài"
    assert page.evaluate("now") is None


def test_nothing_is_loaded_before_and_nothing_is_written_into_the_page(reader):
    asked: list[str] = []
    page = listening(reader)
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "aloud" in url] == []
    page.evaluate("""() => {
        window.changed = [];
        new MutationObserver((records) => records.forEach(({ target }) => {
            const element = target.closest ? target : target.parentElement;
            if (!element.closest(".pw-aloud")) changed.push(element.outerHTML.slice(0, 60));
        })).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    }""")
    begin(page)
    page.evaluate("finish(); finish();")

    assert len([url for url in asked if "aloud" in url]) == 1
    assert page.evaluate("changed") == []
    assert page.locator("[style]").count() == 0


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
    page = listening(reader)
    begin(page)
    page.locator(".pw-reading-panel__summary").click()

    expect(page.locator(".pw-reading-panel").get_by_role("button", name="Tạm dừng")).to_be_visible()
    page.locator(".pw-reading-panel").get_by_role("button", name="Dừng", exact=True).click()
    expect(page.locator(".pw-reading").get_by_role("button", name="Nghe bài")).to_be_visible()
