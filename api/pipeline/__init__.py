"""From documents to flags, and on to everybody who waits for them.

One task follows the store's feed. For each case file that changed: read it, evaluate the rules, write the
flags that differ, refresh the read model and the minor's database, tell the open screens. Everything here may
be done again at any time: a crash, a replay or a second process changes nothing.
"""
