"""The flusher finds the category of an article."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal_widgets.counting.classify.categories import SECONDS, UNKNOWN_SECONDS, Categories
from portal_widgets.counting.store.sql.tables import tally_day
from portal_widgets.errors import StoreUnavailableError
from support import MakeApp, browser, counting_of, portal_of

PAGE = "{{ portal.view_count('1', title='Bài', url='/doc', category='Đời sống') }}"


class Reader:
    """The content of the database, and the queries to it."""

    def __init__(self) -> None:
        self.stands: dict[str, str] = {}
        self.asked: list[set[str]] = []
        self.away = False

    def read(self, articles: set[str]) -> Mapping[str, str]:
        if self.away:
            raise StoreUnavailableError("away")
        self.asked.append(set(articles))
        return {article: self.stands[article] for article in articles if article in self.stands}


def test_an_article_is_asked_for_once_a_minute():
    backend, now = Reader(), [1000.0]
    backend.stands["1"] = "Đời sống"
    categories = Categories(backend.read, lambda: now[0])
    assert categories.of({"1", "2"}) == categories.of({"2", "1"}) == {"1": "Đời sống", "2": ""}
    assert backend.asked == [{"1", "2"}]

    backend.stands["1"] = "Thể thao"
    now[0] += SECONDS - 0.01
    assert categories.of({"1"}) == {"1": "Đời sống"}
    now[0] += 0.01
    assert categories.of({"1"}) == {"1": "Thể thao"}


def test_an_article_that_another_process_has_just_described_is_soon_in_its_category():
    backend, now = Reader(), [1000.0]
    categories = Categories(backend.read, lambda: now[0])
    assert categories.of({"1"}) == {"1": ""}

    backend.stands["1"] = "Đời sống"
    now[0] += UNKNOWN_SECONDS
    assert categories.of({"1"}) == {"1": "Đời sống"}


def test_an_article_without_a_category_is_looked_up_again_once_then_once_a_minute():
    backend, now = Reader(), [1000.0]
    categories = Categories(backend.read, lambda: now[0])
    for _ in range(int(SECONDS / UNKNOWN_SECONDS)):
        categories.of({"1"})
        now[0] += UNKNOWN_SECONDS

    assert len(backend.asked) == 2


def test_a_request_knows_which_categories_need_no_query():
    backend, now = Reader(), [1000.0]
    backend.stands["1"] = "Đời sống"
    categories = Categories(backend.read, lambda: now[0])
    assert not categories.knows({"1"})
    categories.of({"1"})
    assert categories.knows({"1"})
    assert not categories.knows({"1", "2"})

    now[0] += SECONDS
    assert not categories.knows({"1"})


def test_an_article_is_in_no_category_while_the_database_is_away():
    backend = Reader()
    backend.away = True
    categories = Categories(backend.read)
    assert categories.of({"1"}) == {}

    backend.away, backend.stands["1"] = False, "Đời sống"
    assert categories.of({"1"}) == {"1": "Đời sống"}


def test_the_first_view_of_an_article_already_counts_for_its_category(make_app: MakeApp):
    """The description is stored a moment later."""
    app = make_app(count_by="server")
    app.add_url_rule("/doc", "doc", lambda: app.jinja_env.from_string("{{ portal.head() }}" + PAGE).render())
    browser(app).get("/doc")
    counting_of(app).catch_up()

    with portal_of(app).database.reading() as connection:
        counted = sa.select(tally_day.c.value, tally_day.c.hits).where(tally_day.c.dimension == "category")
        assert connection.execute(counted).all() == [("Đời sống", 1)]
