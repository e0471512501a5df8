"""An invented office to try everything with: the demo register, three people who log in, and a night's work.

Every person in it is invented. What it writes are the same documents that an office would: the register goes
through the import, case files are assigned, visits planned, and what another inspector recorded in the weeks
before has its receipts. Loading again changes nothing that is there; only passwords are made anew.
"""
