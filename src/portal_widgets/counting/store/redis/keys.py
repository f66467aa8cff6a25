"""How the keys of a site are named. All share one hash tag, so that Redis Cluster keeps them together.

meta        hash: generation, open epoch, version, and from when on counting is open
offsets     hash: up to where each journal has been applied
t:N         hash: totals of the articles 128 N .. 128 N + 127, small enough to be a listpack
visits      hash: visits by day, month, year and in all
v:DAY:N     hash: what the visitors of a day were seen doing (apply.lua); gone with the day's salt
u:DAY       HyperLogLog of a day's visitors
online      sorted set of visitors by their last page view, of the last minutes
changed     sorted set of articles by the version that changed them
epochs      set of the epochs that hold something
e:N:...     what an epoch has gained: days, labels, offsets; views:DAY, a list of what each batch gained:
            articles and their views, six bytes each; and dead, a list of dead letters
duty:NAME   which process does something for the next while
"""

from ....core.redis import key_prefix

TOTALS = 128


def key(site: str, name: str) -> str:
    return key_prefix(site) + name


def meta(site: str) -> str:
    return key(site, "meta")


def total(site: str, number: int) -> tuple[str, str]:
    """Hash and field of an article's total."""
    bucket, field = divmod(number, TOTALS)
    return key(site, f"t:{bucket}"), str(field)
