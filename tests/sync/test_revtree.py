"""Revision trees: cases as CouchDB and PouchDB describe them, then laws that hold for any history."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync import revtree
from sync.revtree import Node

LINEAR = {"1-a": Node(None, False), "2-b": Node("1-a", False)}
FORKED = {**LINEAR, "2-c": Node("1-a", False)}


@pytest.mark.parametrize(
    ("tree", "path", "grown", "leaves"),
    [
        ({}, ["1-a"], "new_leaf", {"1-a"}),
        (LINEAR, ["3-x", "2-b", "1-a"], "new_leaf", {"3-x"}),
        (LINEAR, ["3-x", "2-b"], "new_leaf", {"3-x"}),
        (LINEAR, ["2-c", "1-a"], "new_branch", {"2-b", "2-c"}),
        (LINEAR, ["1-z"], "new_branch", {"2-b", "1-z"}),
        (LINEAR, ["3-y", "2-z", "1-a"], "new_branch", {"2-b", "3-y"}),
        (LINEAR, ["2-b", "1-a"], "internal_node", {"2-b"}),
        (LINEAR, ["1-a"], "internal_node", {"2-b"}),
        (FORKED, ["3-d", "2-c", "1-a"], "new_leaf", {"2-b", "3-d"}),
    ],
)
def test_merge_says_what_it_did(tree, path, grown, leaves):
    """New leaf on a leaf, new branch beside others, nothing new: CouchDB's three words."""
    merged, word = revtree.merge(tree, path)
    assert word == grown
    assert revtree.leaves(merged) == leaves


def test_a_longer_history_joins_two_roots():
    """What arrived stemmed is a root of its own until a path shows where it grew from."""
    stemmed, _ = revtree.merge({}, ["3-c", "2-b"])
    both, word = revtree.merge(stemmed, ["1-a"])
    assert word == "new_branch"
    joined, word = revtree.merge(both, ["4-d", "3-c", "2-b", "1-a"])
    assert word == "new_leaf"
    assert revtree.history(joined, "4-d") == ["4-d", "3-c", "2-b", "1-a"]
    assert revtree.leaves(joined) == {"4-d"}


@pytest.mark.parametrize(
    ("leaves", "winner"),
    [
        ({"2-b": False, "2-c": False}, "2-c"),
        ({"2-b": False, "3-a": False}, "3-a"),
        ({"9-a": False, "10-a": False}, "10-a"),
        ({"2-b": False, "9-f": True}, "2-b"),
        ({"2-b": True, "3-a": True}, "3-a"),
        ({"2-ff": False, "2-100": False}, "2-ff"),
    ],
)
def test_the_winner_is_not_deleted_then_longest_then_greatest(leaves, winner):
    """The rule in its order; generations as numbers, hashes as text."""
    tree = {rev: Node(None, deleted) for rev, deleted in leaves.items()}
    assert revtree.winner(tree) == winner


def test_conflicts_are_told_apart_from_tombstones():
    """Both are leaves beside the winner; only the first need a person."""
    tree = {**FORKED, "3-d": Node("2-c", True)}
    assert revtree.winner(tree) == "2-b"
    assert revtree.conflicts(tree) == []
    assert revtree.deleted_conflicts(tree) == ["3-d"]
    assert revtree.conflicts(FORKED) == ["2-b"]


def test_missing_names_possible_ancestors():
    """Leaves of a lower generation than the newest that is missing."""
    assert revtree.missing(FORKED, ["2-b", "3-x", "5-y"]) == (["3-x", "5-y"], ["2-c", "2-b"])
    assert revtree.missing(FORKED, ["2-x"]) == (["2-x"], [])
    assert revtree.missing(FORKED, ["2-b", "1-a"]) == ([], [])
    assert revtree.missing({}, ["1-a", "1-a"]) == (["1-a"], [])


def test_latest_follows_a_revision_to_its_leaves():
    """`latest=true` asks for what has grown from a revision."""
    assert revtree.grown_from(FORKED, "1-a") == ["2-c", "2-b"]
    assert revtree.grown_from(FORKED, "2-b") == ["2-b"]
    assert revtree.grown_from(FORKED, "9-z") == []


@pytest.mark.parametrize(
    "rev",
    ["", "1", "1-", "-a", "0-a", "01-a", "x-a", "1.0-a", "٣-a", "-1-a", "1" * 11 + "-a", "1-" + "a" * 200],
)
def test_what_is_no_revision_is_refused(rev):
    """Absurd generations and hashes never reach a tree."""
    with pytest.raises(ValueError, match="Invalid rev format"):
        revtree.parse(rev)


def test_a_revision_is_named_by_all_that_came_before():
    """Equal edits have equal names; anything else in parent, content, deletion or attachments another."""
    photo = ("p.jpg", "image/jpeg", b"\x01")
    edits = [
        {"parent": None, "deleted": False, "content": b'{"a":1}'},
        {"parent": None, "deleted": False, "content": b'{"a":2}'},
        {"parent": None, "deleted": True, "content": b'{"a":1}'},
        {"parent": "1-a", "deleted": False, "content": b'{"a":1}'},
        {"parent": "1-b", "deleted": False, "content": b'{"a":1}'},
        {"parent": None, "deleted": False, "content": b'{"a":1}', "attachments": [photo]},
        {
            "parent": None,
            "deleted": False,
            "content": b'{"a":1}',
            "attachments": [("p", ".jpgimage/jpeg", b"\x01")],
        },
    ]
    names = [revtree.revision(edit.pop("parent"), **edit) for edit in edits]
    assert len(set(names)) == len(names)
    assert names[3].startswith("2-")
    assert all(len(name) == 34 for name in names)
    assert revtree.revision(None, deleted=False, content=b'{"a":1}') == names[0]


@st.composite
def histories(draw):
    """A true tree, grown edit by edit, and paths in it as they may be sent: some of them stemmed."""
    tree = {"1-root": Node(None, False)}
    if draw(st.booleans()):
        tree["1-second"] = Node(None, False)
    for number in range(draw(st.integers(0, 12))):
        parent = draw(st.sampled_from(sorted(tree)))
        rev = f"{revtree.generation(parent) + 1}-{number:x}"
        tree[rev] = Node(parent, draw(st.booleans()))
    paths = []
    for rev, node in tree.items():
        history = revtree.history(tree, rev)
        paths.append((history, node.deleted))
        if draw(st.booleans()):
            paths.append((history[: draw(st.integers(1, len(history)))], node.deleted))
    return tree, paths


def seen(tree):
    """What readers can see of a tree; whether an inner revision was a deletion is no matter of theirs."""
    return {
        rev: (node.parent, node.deleted if rev in revtree.leaves(tree) else None)
        for rev, node in tree.items()
    }


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_tree(history, random):
    """Merging is a union: the order of arrival, and arriving twice, change nothing."""
    tree, paths = history
    sent = paths + random.choices(paths, k=3)
    random.shuffle(sent)
    merged = {}
    for path, deleted in sent:
        merged, _ = revtree.merge(merged, path, deleted=deleted)
    assert seen(merged) == seen(tree)
    assert revtree.winner(merged) == revtree.winner(tree)


@given(histories(), st.data())
def test_a_lie_about_a_known_revision_grafts_nothing(history, data):
    """A known revision with another parent than it has: no second root, no leaf that nobody wrote."""
    tree, _ = history
    rev = data.draw(st.sampled_from(sorted(tree)))
    assume(tree[rev].parent is not None)
    start = revtree.generation(rev)
    invented = [f"{number}-evil" for number in range(start - 1, 0, -1)]
    assert revtree.merge(tree, [rev, *invented])[0] == tree
    above = [f"{number}-new" for number in range(start + data.draw(st.integers(1, 3)), start, -1)]
    merged, _ = revtree.merge(tree, [*above, rev, *invented])
    assert set(merged) == {*tree, *above}
    assert {one for one, node in merged.items() if node.parent is None} == {
        one for one, node in tree.items() if node.parent is None
    }
    assert revtree.leaves(merged) == (revtree.leaves(tree) - {rev}) | {above[0]}


@given(histories())
def test_stores_that_exchange_what_is_missing_become_equal(history):
    """Two stores with parts of a tree ask each other by revs_diff and send leaves: one tree, one winner.

    With whole histories: where they were stemmed shorter than the stores differ, CouchDB too sees conflicts.
    """
    tree, _ = history
    one, two = {}, {}
    for index, rev in enumerate(tree):
        path = revtree.history(tree, rev)
        if index % 2:
            one, _ = revtree.merge(one, path, deleted=tree[rev].deleted)
        else:
            two, _ = revtree.merge(two, path, deleted=tree[rev].deleted)
    one, two = sent(two, one), sent(one, two)
    assert revtree.winner(one) == revtree.winner(two) == revtree.winner(tree)
    assert revtree.ranked(one) == revtree.ranked(two) == revtree.ranked(tree)


def sent(source, target):
    """The target after a replication from the source."""
    for leaf in revtree.leaves(source):
        if revtree.missing(target, [leaf])[0]:
            path = revtree.history(source, leaf)
            target, _ = revtree.merge(target, path, deleted=source[leaf].deleted)
    return target


@given(histories(), st.integers(1, 4))
def test_stemming_keeps_every_leaf_and_the_winner(history, limit):
    """It forgets the past, never the present; and no leaf keeps less than the limit allows."""
    tree, _ = history
    stemmed = revtree.stem(tree, limit)
    assert revtree.ranked(stemmed) == revtree.ranked(tree)
    for leaf in revtree.leaves(tree):
        whole = revtree.history(tree, leaf)
        kept = revtree.history(stemmed, leaf)
        assert kept == whole[: len(kept)]
        assert len(kept) >= min(limit, len(whole))


@given(histories())
def test_merging_leaves_its_input_alone(history):
    """The functions are pure: a tree that somebody holds does not change under them."""
    tree, paths = history
    before = dict(tree)
    for path, deleted in paths:
        revtree.merge(tree, [f"{revtree.generation(path[0]) + 1}-new", *path], deleted=deleted)
    revtree.stem(tree, 1)
    assert tree == before
