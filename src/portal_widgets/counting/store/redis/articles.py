"""Articles by number: Redis uses numbers, which SQL assigns to the host's ids."""

from collections.abc import Collection, Iterable, Mapping

from ..sql.archive import SqlArchive

KNOWN_ARTICLES = 100_000


class ArticleNumbers:
    """The known articles of a site, each with its number and its opening balance."""

    def __init__(self, site: str, archive: SqlArchive) -> None:
        self._site = site
        self._archive = archive
        self._known: dict[str, tuple[int, int]] = {}
        self._ids: dict[int, str] = {}

    def intern(self, ids: Collection[str]) -> Mapping[str, int]:
        """The numbers of articles. New articles get one."""
        new = [identity for identity in ids if identity not in self._known]
        if new:
            self._learn(self._archive.intern(self._site, new))
        return {identity: self._known[identity][0] for identity in ids}

    def knows(self, ids: Collection[str]) -> bool:
        """Return whether all have a number that this process knows."""
        return all(identity in self._known for identity in ids)

    def find(self, ids: Collection[str]) -> dict[str, tuple[int, int]]:
        """Numbers and opening balances of articles that were ever read."""
        new = [identity for identity in ids if identity not in self._known]
        found = self._archive.numbers(self._site, new) if new else {}
        self._learn(found)
        return {
            identity: known
            for identity in ids
            if (known := self._known.get(identity) or found.get(identity)) is not None
        }

    def met(self, numbers: Iterable[int]) -> list[int]:
        """The articles of these numbers, if this process knows them."""
        return [number for number in numbers if number in self._ids]

    def totals(self, counted: Iterable[tuple[bytes | int, bytes | int | None]]) -> dict[str, int]:
        """Totals by id: Redis's counts by number, plus opening balances."""
        totals = {}
        for number, views in counted:
            identity = self._ids[int(number)]
            totals[identity] = int(views or 0) + self.find([identity]).get(identity, (0, 0))[1]
        return totals

    def forget_openings(self) -> None:
        """Opening balances were entered: read them again."""
        self._known.clear()

    def _learn(self, found: Mapping[str, tuple[int, int]]) -> None:
        if len(self._known) > KNOWN_ARTICLES:
            self._known.clear()
            self._ids.clear()
        self._known.update(found)
        self._ids.update({number: identity for identity, (number, _) in found.items()})
