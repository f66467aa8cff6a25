"""The names of a site's keys in Redis. All have the same hash tag, so that Redis Cluster keeps them together.

meta        hash: generation, open epoch, version, and the time when counting opens
offsets     hash: the applied offset of each journal
recall:N    set of the journals whose visitors must be replayed before generation N counts
t:N         hash: totals of the articles 128 N .. 128 N + 127, small enough to be a listpack
visits      hash: visits by day, month, year and in total
v:DAY:N     hash: the activity of a day's visitors (apply.lua); expires with the day's salt
u:DAY       HyperLogLog of a day's visitors
online      sorted set of visitors by their last page view, of the last minutes
changed     sorted set of articles by the version that changed them
epochs      set of the epochs with counts
e:N:...     the gain of an epoch: days, labels, offsets; views:DAY, a list of the gain of each batch:
            articles and their views, six bytes each; and dead, a list of dead letters
duty:NAME   the process that does a duty for the next while
"""

from ....core.redis import key_prefix

TOTALS = 128


def key(site: str, name: str) -> str:
    return key_prefix(site) + name


def meta(site: str) -> str:
    return key(site, "meta")


def recall(site: str, generation: int) -> str:
    return key(site, f"recall:{generation}")


def total(site: str, number: int) -> tuple[str, str]:
    """Hash and field of an article's total."""
    bucket, field = divmod(number, TOTALS)
    return key(site, f"t:{bucket}"), str(field)
