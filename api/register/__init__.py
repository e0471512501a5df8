"""Import a region's register: each row becomes a case file.

A register is a table that people keep by hand, in Kazakh or Russian words. Reading it goes in four steps,
of which only the last touches the store::

    file ──table──▶ rows of cells ──reading──▶ Reading or troubles ──plan──▶ documents to write ──commit──▶

What a cell says is understood or reported, never guessed: a row with a trouble is left out as a whole and
the report names row, column and value. The register is the office's word for what it says and no more: a
school is named, but no duty to attend it, so no such condition is made; a forbidden place has a name but no
position, so it stands in words until somebody puts it on the map.

Importing again is always safe. The keys of documents are computed from the register's numbers and a secret
of the installation; each row is one transaction; what has not changed is not written.
"""
