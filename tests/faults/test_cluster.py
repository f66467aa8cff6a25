"""Redis Cluster: three real nodes, and all keys of a site on one of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from faults.outages import EVENING, Host, Server, eventually, names
from servers import answers, free_port
from support import FrozenClock, MakeApp

SLOTS = 16_384
THIRD = SLOTS // 3 + 1


class Cluster:
    """Three masters, each with a third of the slots."""

    def __init__(self, nodes: list[Server]) -> None:
        self.nodes = nodes
        self.url = nodes[0].url
        for index, node in enumerate(nodes):
            node.ask("CLUSTER", "ADDSLOTS", *range(index * THIRD, min((index + 1) * THIRD, SLOTS)))
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", str(index + 1))
            node.ask("CLUSTER", "MEET", "127.0.0.1", str(nodes[0].port))
        eventually(self.agrees, "the nodes to meet")

    def agrees(self) -> bool:
        return all(b"cluster_state:ok" in _said(node, "INFO") for node in self.nodes) and all(
            _said(node, "NODES").count(b"connected") == len(self.nodes) for node in self.nodes
        )

    def keys(self) -> dict[int, list[bytes]]:
        """The keys of each node."""
        return {node.port: node.ask("KEYS", "*") for node in self.nodes}

    def empty(self) -> None:
        for node in self.nodes:
            node.ask("FLUSHALL")

    def of_site(self) -> Server:
        """The node with the site's keys."""
        (node,) = [node for node in self.nodes if node.ask("KEYS", "{pw:main}:*")]
        return node


def _said(node: Server, what: str) -> bytes:
    said = node.ask("CLUSTER", what)
    return str(said).encode()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as stack:
        servers = []
        for _ in range(3):
            folder = tmp_path_factory.mktemp("node")
            server = Server(folder, _free_pair())
            server.options = ("--save", "", "--cluster-enabled", "yes", "--cluster-node-timeout", "500")
            server.start()
            stack.callback(server.stop)
            servers.append(server)
        yield Cluster(servers)


def _free_pair() -> int:
    """Find two free ports, because nodes use a second port that is 10,000 higher."""
    while (port := free_port()) > 55_000:
        continue
    return port


@pytest.fixture
def cluster(nodes: Cluster) -> Cluster:
    for node in nodes.nodes:
        if not answers(node.port):
            node.start()
    eventually(nodes.agrees, "the nodes to agree")
    nodes.empty()
    return nodes


MakeHost = Callable[..., Host]


@pytest.fixture
def make_host(cluster: Cluster, make_app: MakeApp, clock: FrozenClock) -> MakeHost:
    clock.set(EVENING)

    def make(**options: Any) -> Host:
        return Host(make_app(redis_url=cluster.url, redis_cluster=True, **options), clock)

    return make


def test_views_are_counted_shown_and_brought_home(make_host: MakeHost):
    host = make_host()
    answers = [host.report(visitor).json for visitor in ("an", "an", "binh")]
    host.catch_up()

    assert [answer["views"] for answer in answers] == [1, 1, 2]
    assert [answer["reason"] for answer in answers] == [None, "repeat", None]
    assert host.page() == (200, 2)
    assert (host.counting.numbers().today, host.counting.numbers().online) == (2, 2)
    assert host.stored_counts() == (2, {"2037-03-11": 2}, {"2037-03-11": 2})


def test_all_keys_of_a_site_lie_in_one_slot(make_host: MakeHost, cluster: Cluster):
    for site in ("main", "ward-7"):
        host = make_host(site=site)
        host.read(*names("reader", 5))
        host.read("another")
        host.counting.catch_up()
        host.read(*names("later", 5))
    found = [key for keys in cluster.keys().values() for key in keys]
    assert len(found) > 10
    assert {key.partition(b":")[0] + b":" + key.split(b":")[1] for key in found} == {
        b"{pw:main}",
        b"{pw:ward-7}",
    }
    for site in (b"main", b"ward-7"):
        slots = {cluster.nodes[0].ask("CLUSTER", "KEYSLOT", key) for key in found if b"{pw:%s}" % site in key}
        assert len(slots) == 1


def test_an_emptied_cluster_is_restored(make_host: MakeHost, cluster: Cluster):
    """Committed counts are restored from SQL, and the rest from the journals. A repeat stays a repeat."""
    host = make_host()
    host.read(*names("home", 3))
    host.catch_up()
    host.read(*names("not yet", 2))
    cluster.empty()
    assert host.page() == (200, 5)
    host.catch_up()

    assert host.page() == (200, 5)
    assert host.stored_counts()[0] == 5
    assert host.report("home 0").json == {"views": 5, "counted": False, "reason": "repeat"}
    assert host.report("new").json == {"views": 6, "counted": True, "reason": None}


def test_a_site_moves_to_another_node_while_it_counts(make_host: MakeHost, cluster: Cluster):
    """The client follows MOVED, and no reader waits for it."""
    host = make_host()
    host.read(*names("before", 3))
    source = cluster.of_site()
    move(cluster, source, next(node for node in cluster.nodes if node is not source))

    assert host.read(*names("after", 3)) == [200] * 3
    host.catch_up()
    assert cluster.of_site() is not source
    assert host.page() == (200, 6)
    assert host.stored_counts()[0] == 6


def move(cluster: Cluster, source: Server, target: Server) -> None:
    slot = str(source.ask("CLUSTER", "KEYSLOT", "{pw:main}:"))
    ours, theirs = (node.ask("CLUSTER", "MYID") for node in (source, target))
    target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", ours)
    source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", theirs)
    keys = source.ask("CLUSTER", "GETKEYSINSLOT", slot, "1000")
    source.ask("MIGRATE", "127.0.0.1", str(target.port), "", "0", "5000", "KEYS", *keys)
    for node in (target, source):
        node.ask("CLUSTER", "SETSLOT", slot, "NODE", theirs)


def test_the_node_of_a_site_is_killed_and_comes_back_empty(make_host: MakeHost, cluster: Cluster):
    host = make_host()
    host.read(*names("before", 3))
    host.catch_up()
    node = cluster.of_site()
    node.stop()
    assert host.page() == (200, 3)
    assert set(host.read(*names("meanwhile", 4))) == {202}
    cold = host.make_cold()
    with host.tries_at_most(1):
        assert {host.page(identity) for identity in cold} == {(200, None)}
    node.start()
    eventually(cluster.agrees, "the node to be back")
    host.catch_up()

    assert host.page() == (200, 7)
    assert host.stored_counts()[0] == 7


def test_the_whole_cluster_is_away_when_the_portal_starts(make_host: MakeHost, cluster: Cluster):
    """In this case redis-py raises an error that is not a RedisError."""
    host = make_host()
    for node in cluster.nodes:
        node.stop()
    cold = host.make_cold()
    with host.tries_at_most(1):
        assert host.read(*names("meanwhile", 4)) == [202] * 4
        assert {host.page(identity) for identity in cold} == {(200, None)}
    for node in cluster.nodes:
        node.start()
    eventually(cluster.agrees, "the nodes to be back")
    host.catch_up()

    assert host.page() == (200, 4)
    assert host.stored_counts()[0] == 4


def test_the_script_caches_of_all_nodes_are_flushed(make_host: MakeHost, cluster: Cluster):
    host = make_host()
    assert host.read("an") == [200]
    for node in cluster.nodes:
        node.ask("SCRIPT", "FLUSH")

    assert host.report("binh").json == {"views": 2, "counted": True, "reason": None}
