"""The same paths merged here and by pouchdb-merge: the same trees, leaves and winners, at any revs_limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import revtree
from tests.sync.pouchdb import pouchdb
from tests.sync.test_revtree import histories


@pytest.fixture(scope="module")
def judge():
    with pouchdb() as judge:
        yield judge


def merged(paths, limit):
    """A store's tree after these paths; one that it knows already teaches it nothing, as the gate has it."""
    tree = {}
    for path, deleted in paths:
        if path[0] not in tree:
            tree, _ = revtree.merge(tree, path, deleted=deleted)
            tree = revtree.stem(tree, limit)
    return tree


@st.composite
def arrivals(draw):
    """Paths in a true tree in any order, some twice, some stemmed by their senders."""
    _, paths = draw(histories())
    order = draw(st.permutations(range(len(paths))))
    again = draw(st.lists(st.sampled_from(range(len(paths))), max_size=4))
    return [paths[place] for place in [*order, *again]]


@given(paths=arrivals())
def test_the_same_tree_as_pouchdb(judge, paths):
    """Every revision with its parent, every leaf with its deletion, and the winner."""
    tree = merged(paths, revtree.REVS_LIMIT)
    told = judge.ask("merge", paths=paths, limit=revtree.REVS_LIMIT)
    assert {rev: node.parent for rev, node in tree.items()} == told["parents"]
    assert {rev: tree[rev].deleted for rev in revtree.leaves(tree)} == told["leaves"]
    assert revtree.winner(tree) == told["winner"]


@given(paths=arrivals(), limit=st.integers(1, 8))
def test_the_same_leaves_and_winner_as_pouchdb_at_any_limit(judge, paths, limit):
    """A stemmed tree keeps every leaf, and judges as PouchDB's does: spurious conflicts are the same too.

    Parents are not compared: of two branches that share an ancestor, one of which would have forgotten it,
    this tree (as CouchDB's) remembers that they are branches of one, and PouchDB makes two roots.
    """
    tree = merged(paths, limit)
    told = judge.ask("merge", paths=paths, limit=limit)
    assert {rev: tree[rev].deleted for rev in revtree.leaves(tree)} == told["leaves"]
    assert revtree.winner(tree) == told["winner"]
