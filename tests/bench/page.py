"""docs/speed.md and docs/speed.svg: what was measured, between the markers; what stands around it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.files import DOCUMENTS, Town
from tests.bench.floors import Floor, lowest
from tests.bench.plot import Bars, svg
from tests.protocol.server import ROOT

if TYPE_CHECKING:
    import datetime as dt

    from tests.bench.feeds import Waited
    from tests.bench.rows import GatedRow, Row

PAGE = ROOT / "docs" / "speed.md"
PLOT = ROOT / "docs" / "speed.svg"
BEGIN, END = "<!-- measured by make bench: begin -->", "<!-- measured by make bench: end -->"
OURS = "Qadam, bare store"
COUCHDB, POUCHDB = "CouchDB", "pouchdb-server"

FLOORS = {
    "`_bulk_docs` of 100, 1 client": "bulk 1",
    "`_bulk_docs` of 100, 4 clients": "bulk 4",
    "`_bulk_docs` of 100, 16 clients": "bulk 16",
    "PUT, 16 connections, each durable": "put",
    "`_changes?include_docs=true`": "changes",
    "GET, 16 connections": "get",
    "`_bulk_get` of 1,000": "bulk_get",
    "`_revs_diff` of 10,000": "revs_diff",
}
AIM_P99 = {200: 0.080, 1_000: 0.400}


class Page:
    def __init__(self, machine: str, began: dt.datetime) -> None:
        self._machine = machine
        self._began = began
        self.peers: dict[str, str] = {}
        self._rates: list[tuple[Row, dict[str, float]]] = []
        self._feeds: list[str] = []
        self._gate: list[str] = []
        self._town: list[str] = []
        self._floors: dict[str, Floor] = {}
        self._client = 0.0

    def row(self, row: Row, rates: dict[str, float]) -> None:
        self._rates.append((row, rates))

    def feed(self, phones: int, continuous: bool, found: dict[str, Waited]) -> None:
        ours = found[OURS]
        aim = AIM_P99[phones]
        cells = [f"{phones:,} waiting, {'continuous' if continuous else 'longpoll'}"]
        cells.append(f"{ours.p99 * 1000:.0f} ms (median {ours.median * 1000:.0f})")
        cells.append(f"under {aim * 1000:.0f} ms {_mark(ours.p99 < aim)}")
        cells.append(f"{(ours.memory or 0) / 1000:.0f} kB {_mark((ours.memory or 0) < 50_000)}")
        peers = (found.get(peer) for peer in (COUCHDB, POUCHDB))
        cells += [f"{waited.p99 * 1000:,.0f} ms" if waited else "–" for waited in peers]
        self._feeds.append(_line(cells))

    def gate(self, row: GatedRow, bare: float, gated: float) -> None:
        share = gated / bare
        self._gate.append(
            _line([row.name, f"{bare:,.0f}", f"{gated:,.0f}", f"{share:.0%} {_mark(share >= 0.6)}"])
        )

    def town(self, files: int, town: Town) -> None:
        size = f"{town.bytes_a_file / 1000:.0f} kB each, {files * town.bytes_a_file / 1e9:.1f} GB"
        began = f"From the start of the process to the first answer: {town.start_s:.2f} s"
        self._town.append(
            f"**{files:,} case files of {DOCUMENTS} documents in one store** ({size}; filled by SQL in"
            f" {town.build_s:.0f} s). {began}, with Python's own start {_mark(town.start_s < 2)}."
            " The same work by turns in a store with 64 of them:\n"
        )
        self._town += [_line(["", "64 files", f"{files:,} files", "ratio"]), "|---|---|---|---|"]
        self._town += [
            _line(
                [
                    one.what,
                    f"{one.empty:,.0f} {one.unit}",
                    f"{one.full:,.0f}",
                    f"{one.ratio:.2f} {_mark(one.ratio >= 0.8)}",
                ]
            )
            for one in town.compared
        ]

    def floors(self, found: dict[str, Floor], client: float) -> None:
        self._floors, self._client = found, client

    # -- words -----------------------------------------------------------------------------------------------

    def text(self, took: dt.timedelta) -> str:
        peers = ", ".join(f"{name} {version}" for name, version in self.peers.items()) or "no peers"
        heading = (
            f"{self._began:%Y-%m-%d %H:%M} UTC, {took.seconds / 60:.0f} minutes. {self._machine}."
            f" Beside: {peers}."
        )
        blocks = [
            heading,
            "Rates are medians of turns taken in one run. ✓ the aim is reached, ✗ it is not.",
            self._table(),
            self._block(
                ["until the last of them has a write", "p99", "aim", "memory for each", COUCHDB, POUCHDB],
                self._feeds,
            ),
            self._block(
                ["through the gated application, a second", "bare", "application", "share (aim 60 %)"],
                self._gate,
            ),
            "\n".join(self._town),
            self._limits(),
        ]
        return "\n\n".join(block for block in blocks if block)

    def _table(self) -> str:
        lines = []
        for row, rates in self._rates:
            cells = [row.name, f"{rates[OURS]:,.0f} {row.unit}"]
            for peer, aim in ((COUCHDB, row.aim), (POUCHDB, row.aim_pouchdb)):
                if peer not in rates:
                    cells.append("–")
                    continue
                times = rates[OURS] / rates[peer]
                wanted = f" (aim {aim:g}) {_mark(times >= aim)}" if aim else ""
                cells.append(f"{rates[peer]:,.0f}: **{times:.1f}×**{wanted}")
            lines.append(_line(cells))
        return self._block(["", "bare store", COUCHDB, POUCHDB], lines)

    def _limits(self) -> str:
        if not self._floors:
            return ""
        ours = {row.name: rates[OURS] for row, rates in self._rates}
        lines = []
        for name, key in FLOORS.items():
            floor = self._floors[key]
            cells = [name, *(f"{one:,.0f}" if one else "–" for one in floor)]
            # Of each part the time for one, added up: as if one processor did one after the other.
            together = 1 / sum(1 / one for one in floor if one)
            cells.append(f"{together:,.0f}")
            if name in ours:
                cells += [
                    f"{ours[name]:,.0f}",
                    f"{ours[name] / lowest(floor):.0%}",
                    f"{ours[name] / together:.0%}",
                ]
            lines.append(_line(cells))
        titles = ["a second", "disk", "JSON", "wire", "all three in turn"]
        if ours:
            titles += ["bare store", "of the lowest", "of all three"]
        client = f"The measuring client alone, 16 connections: {self._client:,.0f} answers a second."
        return self._block(titles, lines) + "\n\n" + client

    @staticmethod
    def _block(titles: list[str], lines: list[str]) -> str:
        return "\n".join([_line(titles), "|---" * len(titles) + "|", *lines]) if lines else ""

    def write(self, text: str) -> None:
        """Put the text between the markers, and draw the plot when there was somebody to compare with."""
        before, _, rest = PAGE.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
        bars = [
            Bars(
                row.name.replace("`", ""),
                {peer: rates[OURS] / rates[peer] for peer in (COUCHDB, POUCHDB) if peer in rates},
                row.aim,
            )
            for row, rates in self._rates
        ]
        if any(bar.times for bar in bars):
            PLOT.write_text(svg(bars, "How many times as fast as its peers the bare store is"))


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _mark(reached: bool) -> str:
    return "✓" if reached else "✗"
