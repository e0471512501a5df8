"""Before a CouchDB whose connections break: nothing acknowledged is missing, each record has its receipt.

What a phone does is done here: it asks what is missing, sends that, and begins again after every failure.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
from urllib.parse import urlsplit

import pytest

from sync.cluster import Address, CouchStore
from sync.errors import Unavailable
from sync.gate import Admission, Grant, Session
from sync.store import ChangesQuery, Form
from tests import couch
from tests.cutting import Cutting
from tests.sync.gated import INSPECTOR_WRITES, NOW, curfew_check, rev_of

DB = "case-0f3a"


@pytest.fixture(params=["python -m sync", "a CouchDB"])
def behind(request, bare_url):
    return couch.given() if request.param == "a CouchDB" else bare_url


@pytest.fixture
def cutting(behind):
    parts = urlsplit(behind)
    with Cutting(parts.hostname, parts.port) as proxy:
        yield proxy


@pytest.fixture
async def upright(behind):
    """A store whose connections hold, to look with."""
    store = await CouchStore.open(couch.apart(behind))
    await store.create(DB)
    yield store
    await couch.emptied(store)


@pytest.fixture
async def another(upright, cutting):
    """``await another()``: a process of its own on the same databases, through the proxy."""
    opened = []

    async def through() -> CouchStore:
        nodes = (f"http://127.0.0.1:{cutting.port}",)
        opened.append(await CouchStore.open(upright.address._replace(nodes=nodes)))
        return opened[-1]

    yield through
    for store in opened:
        await store.close()


def admission(device: str = "device-of-aliya", now: dt.datetime = NOW) -> Admission:
    session = Session(user="aliya", role="inspector", device=device)
    return Admission(session, Grant(read=True, writes=INSPECTOR_WRITES), now, 0.0)


async def push(store: CouchStore, docs: list[dict], admit: Admission) -> set[str]:
    """As PouchDB: what is missing, all at once, again until it was taken. The ids that were acknowledged."""
    acknowledged: set[str] = set()
    for _ in range(400):
        try:
            lacking = await store.revs_diff(DB, {doc["_id"]: [doc["_rev"]] for doc in docs})
            left = [doc for doc in docs if doc["_id"] in lacking]
            acknowledged |= {doc["_id"] for doc in docs} - set(lacking)
            if not left:
                return acknowledged
            rows = await store.write(DB, left, new_edits=False, admit=admit)
            acknowledged |= {row.id for row in rows if row.ok}
        except Unavailable:
            await asyncio.sleep(0.01)
    raise AssertionError("the push does not come to its end")


async def proved(store: CouchStore) -> dict[str, int]:
    """How many receipts name each record; every record that is stored has to have one."""
    stored = {doc["_id"]: doc for doc in (await store.documents(DB)).rows}
    receipts = [doc for doc in stored.values() if doc["kind"] == "receipt"]
    counts = {doc_id: 0 for doc_id, doc in stored.items() if doc["kind"] != "receipt"}
    for receipt in receipts:
        for named in receipt["documents"]:
            assert named in counts, "a receipt names what is not there"
            counts[named] += 1
    assert all(counts.values()), "a record without a receipt"
    return counts


@pytest.mark.parametrize("seed", range(4))
async def test_cut_anywhere_no_record_is_lost_or_without_its_receipt(upright, cutting, another, seed):
    """Connections end after any number of bytes, up or down; every look from aside meanwhile is whole."""
    chance = random.Random(seed)
    store = await another()
    cutting.randomly(chance, 4000)
    cutting.cut_all()
    docs = [{**fact, "_rev": rev_of(fact)} for fact in (curfew_check("aliya", f"{n:04}") for n in range(60))]
    sent: set[str] = set()
    for start in range(0, len(docs), 3):
        sent |= await push(store, docs[start : start + 3], admission())
        await proved(upright)
    counts = await proved(upright)
    assert sent == set(counts) == {doc["_id"] for doc in docs}
    assert cutting.cuts > 8


async def test_two_processes_take_the_same_push_at_once(upright, cutting, another):
    """A phone gave up waiting for one and sends to the other: stored once, with one receipt or two."""
    one, two = await another(), await another()
    docs = [{**fact, "_rev": rev_of(fact)} for fact in (curfew_check("aliya", f"{n:04}") for n in range(40))]
    later = NOW + dt.timedelta(seconds=3)
    for start in range(0, len(docs), 4):
        part = docs[start : start + 4]
        await asyncio.gather(push(one, part, admission()), push(two, part, admission(now=later)))
        await proved(upright)
    changes = await upright.changes(DB, ChangesQuery(all_leaves=True))
    facts = [row for row in changes.rows if row.id.startswith("curfew_check:")]
    assert all(len(row.changes) == 1 for row in facts)


async def test_two_contents_of_one_new_record_at_once_are_both_kept(upright, cutting, another):
    """Both were judged before either was there: one is the winner everywhere, the other a conflict beside it.

    Once one is there, the second is refused.
    """
    one, two = await another(), await another()
    kept = refused = 0
    for number in range(20):
        facts = [curfew_check("aliya", f"{number:04}", result=result) for result in ("absent", "present")]
        docs = [{**fact, "_rev": rev_of(fact)} for fact in facts]
        rows = await asyncio.gather(
            one.write(DB, [docs[0]], new_edits=False, admit=admission()),
            two.write(DB, [docs[1]], new_edits=False, admit=admission()),
        )
        stored = await upright.leaves(DB, docs[0]["_id"], "all")
        ok = {row.rev for (row,) in rows if row.ok}
        assert {leaf.rev for leaf in stored} == ok, "what was acknowledged is there, and nothing else"
        kept, refused = kept + (len(ok) == 2), refused + (len(ok) == 1)
        (row,) = await one.write(DB, [{**docs[0], "_rev": "1-ffff"}], new_edits=False, admit=admission())
        assert row.error == "forbidden"
    assert kept + refused == 20
    await proved(upright)


async def test_one_of_two_who_edit_at_once_is_refused(upright, cutting, another):
    """Compare-and-set across processes: a login, a lease, an invitation rest on it."""
    one, two = await another(), await another()
    (row,) = await upright.write(DB, [{"_id": "task:x", "n": 0}])
    rev = row.rev
    for number in range(1, 15):
        rows = await asyncio.gather(
            *(store.write(DB, [{"_id": "task:x", "_rev": rev, "n": number, "by": by}])
              for by, store in (("one", one), ("two", two)))
        )  # fmt: skip
        assert sorted(row.error or "" for (row,) in rows) == ["", "conflict"]
        (rev,) = [row.rev for (row,) in rows if row.ok]
    found = await upright.read(DB, "task:x", form=Form(conflicts=True))
    assert b"_conflicts" not in bytes(found.doc)
    assert json.loads(bytes(found.doc))["_rev"] == rev


async def test_it_goes_on_by_itself_when_couchdb_is_back(upright, cutting, another):
    """While it is away everything is `Unavailable`; who waits is woken by what happened meanwhile."""
    store = await another()
    before = await store.changes(DB, ChangesQuery())
    feed = store.updates()
    heard = asyncio.ensure_future(anext(feed))
    await asyncio.sleep(0.1)
    cutting.away = True
    cutting.cut_all()
    for asked in (
        store.get(DB, "a"), store.write(DB, [{"_id": "a"}]), store.documents(DB), store.heads([DB]),
        store.create("case-1"), store.get_local(DB, "x"), store.exists(DB),
    ):  # fmt: skip
        with pytest.raises(Unavailable):
            await asked
    count = store.tidings.count(DB)
    waiting = asyncio.ensure_future(store.tidings.beyond(DB, count))
    await upright.write(DB, [{"_id": "meanwhile"}])
    await asyncio.sleep(1)
    assert not waiting.done()
    cutting.away = False
    await asyncio.wait_for(waiting, 20)
    assert (await asyncio.wait_for(heard, 20))[1] == DB
    assert await store.get(DB, "meanwhile") is not None
    assert [row.id for row in (await store.changes(DB, ChangesQuery(since=before.last_seq))).rows] == [
        "meanwhile"
    ]


async def test_another_node_is_asked_when_one_is_away(upright, cutting):
    address = upright.address
    nodes = (f"http://127.0.0.1:{cutting.port}", *address.nodes)
    store = await CouchStore.open(Address(nodes, address.user, address.password, address.prefix))
    await store.write(DB, [{"_id": "a"}])
    cutting.away = True
    cutting.cut_all()
    for number in range(5):
        assert await store.get(DB, "a") is not None
        assert (await store.write(DB, [{"_id": f"b{number}", "_rev": "1-a"}], new_edits=False))[0].ok
    await store.close()
