"""The read model's questions in SQL; what they are asked with stands in `model`."""

DECIDED_LIMIT = 200

QUEUE = """
    select items."case", number, name, flag, fact, type, occasion, certainty, state, recorded_at, received_at,
           welfare
    from items join cases using ("case")
    where office = ? and state in (select value from json_each(?)) and {which}
    order by {order} limit ?
"""
OPEN = '["open", "reopened"]'
CLOSED = '["confirmed", "dismissed", "excused", "void", "frozen"]'
OPEN_ORDER = "welfare desc, flag is not null, about, recorded_at, items.rowid"

# What waits for the office's word, the longest first; a photograph that a waiting record names waits with it.
QUARANTINE = """
    select quarantine."case", number, name, document, about, user, why, recorded_at, received_at, ended_at,
           state, decided_at
    from quarantine join cases using ("case")
    where office = ? and state in (select value from json_each(?))
    order by {order} limit ?
"""
WAITING = '["waiting", "admitting"]'
RULED = '["admitted", "rejected"]'

# The order that counts for a case: the latest of those in force on the day, or else the latest of all.
MEASURE = """
    select "case", measure, from_day <= :day and :day <= until_day as in_force from (
        select *, row_number() over (
            partition by "case"
            order by from_day <= :day and :day <= until_day desc, from_day desc, entered_at desc, rowid desc
        ) as place from orders
    ) where place = 1
"""
CASES = """
    select "case", number, name, born, office,
           (select measure from orders where orders."case" = page."case"
            order by from_day <= :day and :day <= until_day desc, from_day desc, entered_at desc, rowid desc
            limit 1) as measure,
           status,
           (select user from assignments where assignments."case" = page."case" and role = 'inspector'
            and from_at <= :now and (until_at is null or until_at > :now)
            order by from_at desc limit 1) as inspector,
           (select count(*) from items where items."case" = page."case" and flag is not null
            and state in ('open', 'reopened')) as open_flags
    from (
        select * from cases where office = :office and (:match is null or id in (
            select rowid from cases_fts where cases_fts match :match))
        order by sort, number limit :limit
    ) as page
    order by sort, number
"""
STATISTICS = f"""
    select office, coalesce(measure, 'unknown') as measure, count(*) as cases, sum(coalesce(in_force, 0))
    from cases left join ({MEASURE}) as standing using ("case")
    where :office is null or office = :office
    group by 1, 2
"""  # noqa: S608 - one constant inside another
CONFIRMED = """
    select count(*) from items join cases using ("case")
    where flag is not null and state = 'confirmed' and (:office is null or office = :office)
"""

# What is owed to a child or a court comes before what weighs on a child.
STEPS = """
    select steps."case" as "case", cases.number as file, name, step, flags, act, steps.number as number, why
    from steps join cases using ("case") where office = ? and step != 'hear'
    order by case step when 'tell_court' then 0 when 'withdraw' then 1 when 'decide_again' then 2
        when 'serve' then 3 when 'send' then 4 else 5 end, sort, act
"""
TASKS = """
    select tasks."case" as "case", cases.number as file, name, task, type, assignee, from_at as "from",
           until_at as until, state, rule, moved
    from tasks join cases using ("case") where office = ? and from_at >= ? and from_at < ?
    order by from_at, sort, task
"""
