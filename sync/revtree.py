"""Revision trees: how copies of one document that were edited apart become one again.

Consider a document in revision 1-a on two phones and a server. One phone edits it, offline, and its copy is
now 2-b, with parent 1-a. The other edits it too: 2-c, parent 1-a. When both have pushed, the server knows

    1-a ── 2-b
       └── 2-c

and nobody's work is lost: a document is the tree of all its revisions, and to merge is to add branches to it.
Merging is a union, so the order in which revisions arrive does not matter, nor how often they do, and every
store that has seen the same revisions holds the same tree.

Readers want one answer, without asking anybody. So every store picks the same *winner* among the leaves
by one rule that looks at nothing but the tree: a leaf that is not a deletion beats one that is; then the
longer history wins; then the greater hash, compared as text. Here 2-c wins; 2-b is a *conflict*, still
there. Deleting a revision adds a leaf too (a tombstone), because a copy that is elsewhere must learn of
it.

What is sent is one leaf with its history, newest first: ``["2-c", "1-a"]``. Where history was stemmed the
path does not reach the beginning, and the tree may for a time have several roots; a longer path that
arrives later joins them. A revision's name says its generation and, by hashing its parent and its
content, all that came before it, so that the same name always stands in the same place. (A sender that
lies about this harms only its own document: the parent told first stays.)

The tree is a plain mapping from revision to :class:`Node`, never changed in place. No I/O in this module.
After CouchDB's ``couch_key_tree.erl`` and ``couch_doc.erl``, and PouchDB's ``pouchdb-merge``.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

REVS_LIMIT = 1000
"""Generations that are remembered behind each leaf, CouchDB's default."""

MAX_GENERATION = 2**31 - 1
MAX_HASH = 128


class Node(NamedTuple):
    parent: str | None
    """None for a root: the first revision, or the oldest that is remembered"""
    deleted: bool


Tree = dict[str, Node]

Grown = Literal["new_leaf", "new_branch", "internal_node"]
"""What a merge did, in CouchDB's words: extended a leaf; added one beside others; taught nothing new."""


def parse(rev: str) -> tuple[int, str]:
    """Generation and hash of ``N-hash``; raise ``ValueError`` for anything else."""
    number, dash, hash_ = rev.partition("-")
    if not dash or not is_hash(hash_) or not number.isascii() or not number.isdigit():
        raise ValueError("Invalid rev format")
    if len(number) > 10 or number[0] == "0" or (generation := int(number)) > MAX_GENERATION:
        raise ValueError("Invalid rev format")
    return generation, hash_


_HASH = re.compile(rf"[!#-\[\]-~]{{1,{MAX_HASH}}}\Z")


def is_hash(text: str) -> bool:
    """Whether it may stand behind the dash: as an ETag it becomes a quoted part of a header."""
    return _HASH.match(text) is not None


def generation(rev: str) -> int:
    return int(rev[: rev.index("-")])


def revision(
    parent: str | None, *, deleted: bool, content: bytes, attachments: Iterable[tuple[str, str, bytes]] = ()
) -> str:
    """Name the edit of ``parent`` to this content: the same edit has the same name wherever it is made.

    ``content``: canonical JSON of the members without underscore (keys sorted); ``attachments``: name,
    content type and digest of each. Every part is hashed with its length, so that no two edits are confused.
    """
    digest = hashlib.blake2b(digest_size=16)
    parts = [(parent or "").encode(), b"deleted" if deleted else b"", content]
    for name, content_type, sha256 in sorted(attachments):
        parts += [name.encode(), content_type.encode(), sha256]
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return f"{generation(parent) + 1 if parent else 1}-{digest.hexdigest()}"


def merge(tree: Mapping[str, Node], path: Sequence[str], *, deleted: bool = False) -> tuple[Tree, Grown]:
    """Graft a leaf with its history (newest first, without gaps) onto the tree.

    Where the path contradicts what is known of a revision's parent, it ends: what lies behind that would be
    a root or a leaf that nobody ever wrote, and that no reader could be given.
    """
    leaf = path[0]
    if not tree and len(path) == 1:
        return {leaf: Node(None, deleted)}, "new_leaf"
    merged = dict(tree)
    grown: Grown = "internal_node"
    if leaf not in tree:
        grown = "new_leaf" if not tree or (len(path) > 1 and path[1] in leaves(tree)) else "new_branch"
    for position, rev in enumerate(path):
        parent = path[position + 1] if position + 1 < len(path) else None
        known = merged.get(rev)
        if known is None:
            merged[rev] = Node(parent, deleted and position == 0)
        elif known.parent is None and parent is not None:
            merged[rev] = Node(parent, known.deleted)
        elif known.parent != parent:
            break
    return merged, grown


def leaves(tree: Mapping[str, Node]) -> set[str]:
    return set(tree) - {node.parent for node in tree.values() if node.parent is not None}


def precedence(rev: str, *, deleted: bool) -> tuple[bool, int, str]:
    """The winner's rule, as a sort key: the greatest wins."""
    number, _, hash_ = rev.partition("-")
    return not deleted, int(number), hash_


def ranked(tree: Mapping[str, Node]) -> list[str]:
    """All leaves, the winner first."""
    return sorted(leaves(tree), key=lambda rev: precedence(rev, deleted=tree[rev].deleted), reverse=True)


def winner(tree: Mapping[str, Node]) -> str:
    return max(leaves(tree), key=lambda rev: precedence(rev, deleted=tree[rev].deleted))


def conflicts(tree: Mapping[str, Node]) -> list[str]:
    """The leaves beside the winner that are not deletions, best first."""
    return [rev for rev in ranked(tree)[1:] if not tree[rev].deleted]


def deleted_conflicts(tree: Mapping[str, Node]) -> list[str]:
    return [rev for rev in ranked(tree)[1:] if tree[rev].deleted]


def history(tree: Mapping[str, Node], rev: str) -> list[str]:
    """The path from a revision back to the oldest known, newest first."""
    path = []
    step: str | None = rev
    while step is not None:
        path.append(step)
        step = tree[step].parent
    return path


def grown_from(tree: Mapping[str, Node], rev: str) -> list[str]:
    """The leaves that have this revision in their history, best first: what ``latest=true`` asks for."""
    if rev not in tree:
        return []
    return [leaf for leaf in ranked(tree) if rev in history(tree, leaf)]


def missing(tree: Mapping[str, Node], revs: Iterable[str]) -> tuple[list[str], list[str]]:
    """Which of these revisions are not in the tree, and which leaves could be ancestors of them.

    A leaf of a lower generation than a missing revision may turn out to be its ancestor; the sender then
    needs to send only the attachments that came later (``couch_db:find_missing/2``).
    """
    lacking = [rev for rev in dict.fromkeys(revs) if rev not in tree]
    if not lacking:
        return [], []
    newest = max(map(generation, lacking))
    return lacking, [leaf for leaf in ranked(tree) if generation(leaf) < newest]


def without(tree: Mapping[str, Node], purged: Iterable[str]) -> Tree:
    """The tree as if these leaves had never been: what only they had behind them goes too.

    What is no leaf stays: a tree is cut from its ends (``couch_key_tree:remove_leafs/2``).
    """
    kept: set[str] = set()
    for leaf in leaves(tree) - set(purged):
        kept.update(history(tree, leaf))
    return {rev: node for rev, node in tree.items() if rev in kept}


def stem(tree: Mapping[str, Node], limit: int) -> Tree:
    """Forget what lies more than ``limit`` generations behind every leaf."""
    if len(tree) <= limit:
        return dict(tree)
    kept: set[str] = set()
    for leaf in leaves(tree):
        step: str | None = leaf
        for _ in range(limit):
            if step is None:
                break
            kept.add(step)
            step = tree[step].parent
    return {
        rev: node if node.parent in kept else Node(None, node.deleted)
        for rev, node in tree.items()
        if rev in kept
    }
