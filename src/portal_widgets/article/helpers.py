"""Template helpers for the parts around an article."""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urljoin

from markupsafe import Markup

from ..core.app.helpers import empty_part
from ..core.app.portal import Portal
from ..core.http.json_ld import json_ld, without_empty
from ..core.text.lazy import words_of
from ..core.text.urls import linkable
from .routes import HAS_QR
from .rules import NETWORKS, Moment, is_later, minutes, moment, path_here, share_links, step
from .settings import ArticleSettings


class ArticleHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._settings = portal.settings[ArticleSettings]

    def breadcrumb(self, steps: Iterable[object], *, lang: str = "") -> Markup:
        """The breadcrumb: pairs of title and address from the home page down; the last step is only a title.
        Search engines read it as a BreadcrumbList. `lang` is the language of the titles if it differs from
        the page's.
        """
        shown = [step(one) for one in steps]
        if not shown:
            return empty_part(self._portal.app, "breadcrumb", "it was given no steps")
        places = [
            without_empty(
                {"@type": "ListItem", "position": place, "name": one.title, "item": self._absolute(one.url)}
            )
            for place, one in enumerate(shown, 1)
        ]
        machine = json_ld({"@type": "BreadcrumbList", "itemListElement": places})
        return self._portal.render("article/breadcrumb.html", steps=shown, machine=machine, lang=lang)

    def dateline(self, when: Moment | None, updated: Moment | None = None) -> Markup:
        """When the article was published: "Thứ tư, 08/03/2023, 14:35", and when it was changed since. Empty
        for None.
        """
        if not when:
            return empty_part(self._portal.app, "dateline", "it was given no date")
        page_context = self._portal.page
        return self._portal.cached_fragment(
            page_context, "article/dateline.html", when, updated, make=lambda: self._dateline(when, updated)
        )

    def byline(
        self,
        author: str = "",
        source: str = "",
        category: object = None,
        tags: Iterable[object] = (),
        text: str = "",
        *,
        lang: str = "",
    ) -> Markup:
        """Author and source, category and tags (titles, or pairs of title and address), and the reading time
        of `text` (without markup). Unknown facts are left out. `lang` is the language of these words if it
        differs from the page's.
        """
        values = {
            "author": author,
            "source": source,
            "category": step(category) if category else None,
            "tags": [step(one) for one in tags],
            "minutes": minutes(text, self._settings.reading_speed) if text.strip() else 0,
        }
        if not any(values.values()):
            return empty_part(self._portal.app, "byline", "it was given nothing to show")
        return self._portal.render("article/byline.html", lang=lang, **values)

    def share(self, url: str | None = None, title: str | None = None) -> Markup:
        """Share a page: plain links, a QR code, and the apps of the device. `url` is its address if it is not
        the current page. Without a title, links use the portal's name, and the device uses the page's own
        title.
        """
        return self._share(url, title, prints=False)

    def article_tools(self, title: str | None = None, url: str | None = None) -> Markup:
        """The same as `share`, plus buttons to print the article or save it as a PDF."""
        return self._share(url, title, prints=True)

    def neighbours(self, newer: object = None, older: object = None, *, lang: str = "") -> Markup:
        """The articles before and after it: pairs of title and address."""
        values = {"newer": step(newer) if newer else None, "older": step(older) if older else None}
        if not any(values.values()):
            return empty_part(self._portal.app, "neighbours", "it was given no article")
        return self._portal.render("article/neighbours.html", lang=lang, **values)

    def article_data(
        self,
        title: str,
        published: Moment,
        *,
        updated: Moment | None = None,
        author: str = "",
        category: str = "",
        image: str = "",
        url: str = "",
    ) -> Markup:
        """Data for search engines (schema.org NewsArticle). The publisher is the portal's organisation."""
        page_context, zone = self._portal.page, self._portal.clock.zone
        shown, changed = moment(published, zone), moment(updated or published, zone)
        publisher = self._portal.language.text(self._portal.publisher().name)
        described = {
            "@type": "NewsArticle",
            "headline": words_of(title),
            "datePublished": _iso(shown),
            "dateModified": _iso(changed if is_later(changed, shown) else shown),
            "author": {"@type": "Person", "name": words_of(author)} if author else None,
            "publisher": {"@type": "GovernmentOrganization", "name": publisher} if publisher else None,
            "articleSection": words_of(category),
            "image": self._absolute(image),
            "mainEntityOfPage": self._absolute(url) or self._absolute(page_context.root + page_context.path),
        }
        return json_ld(described)

    def _share(self, url: str | None, title: str | None, *, prints: bool) -> Markup:
        page_context = self._portal.page
        address = self._absolute(url or "") or self._absolute(page_context.root + page_context.path)
        said = words_of(title) if title else self._portal.publisher_name()
        return self._portal.render(
            "article/share.html",
            title=words_of(title or ""),
            address=address,
            path=path_here(address, self._portal.origin()) if HAS_QR else "",
            links=share_links(self._settings.share, address, said),
            networks=NETWORKS,
            prints=prints,
        )

    def _absolute(self, address: str) -> str:
        """The whole address of a page or picture of this site. Another site's address is not changed. "" if
        it may not be a link.
        """
        root = self._portal.origin() + self._portal.page.root + "/"
        return urljoin(root, address) if linkable(address) else ""

    def _dateline(self, when: Moment, updated: Moment | None) -> Markup:
        zone = self._portal.clock.zone
        shown = moment(when, zone)
        changed = moment(updated, zone) if updated else None
        if changed is not None and not is_later(changed, shown):
            changed = None
        times = [(_iso(one), self._format(one)) for one in (shown, changed) if one is not None]
        return self._portal.render("article/dateline.html", times=times)

    def _format(self, shown: datetime | date) -> str:
        language = self._portal.language
        return language.moment(shown) if isinstance(shown, datetime) else language.day(shown)


def _iso(shown: datetime | date) -> str:
    return shown.isoformat(timespec="minutes") if isinstance(shown, datetime) else shown.isoformat()
