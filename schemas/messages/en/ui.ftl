### Words of controls that every screen shares.

ui-try-again = Try again
ui-back = Back
ui-close = Close
ui-cancel = Cancel
ui-save = Save
ui-delete-digit = Delete the last digit
ui-pin-filled =
    { $count ->
        [one] { $count } digit of { $of } entered
       *[other] { $count } digits of { $of } entered
    }

## Dates and times: not every browser knows Kazakh, so the words are ours in all three languages.

ui-date = { $day } { $month }
ui-date-year = { $day } { $month } { $year }
ui-date-weekday = { $weekday }, { $date }
ui-month-1 = January
ui-month-2 = February
ui-month-3 = March
ui-month-4 = April
ui-month-5 = May
ui-month-6 = June
ui-month-7 = July
ui-month-8 = August
ui-month-9 = September
ui-month-10 = October
ui-month-11 = November
ui-month-12 = December
ui-weekday-1 = Monday
ui-weekday-2 = Tuesday
ui-weekday-3 = Wednesday
ui-weekday-4 = Thursday
ui-weekday-5 = Friday
ui-weekday-6 = Saturday
ui-weekday-7 = Sunday
ui-just-now = just now
ui-minutes-ago = { $count } min ago
ui-in-minutes = in { $count } min
ui-hours-ago = { $count } h ago
ui-in-hours = in { $count } h
ui-days-ago =
    { $count ->
        [1] yesterday
       *[other] { $count } days ago
    }
ui-in-days =
    { $count ->
        [1] tomorrow
       *[other] in { $count } days
    }
ui-lasts-seconds = { $count } s
ui-lasts-minutes = { $count } min
ui-lasts-hours = { $count } h
