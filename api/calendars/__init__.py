"""School calendars and holidays: days without lessons, and days on which an office is closed.

What somebody announced is a document in the server-only database `calendars`: written once, never edited, in
force for what is concluded from the moment it was entered on (`book`). Holidays of Kazakhstan come from the
package `holidays` (`country`); what the government moves, the day of Qurban Ait, and each school's terms come
in by `python -m api calendar import FILE` (`file`, `command`). The rules see `api.rules.calendars`, no store.
"""
