### What the rules say: duties in plain words, reasons of a flag, and how they are put together.
###
### Duties (`duty-…`) are shown to the minor and on every case page. All parameters are strings that are ready to
### be shown, except where a number is named.
###   $days    weekdays: `duty-every-day`, or `duty-on-days` with $days = `duty-day-mon`… joined by ", "
###   $from $to  hours as the order has them, "22:00"
###   $areas   names of places joined by "; ", `duty-area-unnamed` for one without a name
###   $day     one `duty-day-…`;  $monthdays "5, 20";  $times, $minutes, $hours numbers;  $date a day
###   $provider, $school, $text  as the order has them

duty-every-day = every day
duty-on-days = on { $days }
duty-day-mon = Mondays
duty-day-tue = Tuesdays
duty-day-wed = Wednesdays
duty-day-thu = Thursdays
duty-day-fri = Fridays
duty-day-sat = Saturdays
duty-day-sun = Sundays
duty-area-unnamed = a place shown on the map
duty-curfew = Be at home { $days } from { $from } to { $to }.
duty-curfew-place = Be at the place the order names { $days } from { $from } to { $to }.
duty-residence = Do not move to another address before you have told the probation office.
duty-stay-away = Do not go to: { $areas }.
duty-stay-away-hours = Do not go to: { $areas }, { $days } from { $from } to { $to }.
duty-stay-within = Do not leave without permission: { $areas }.
duty-school-attendance = Go to school on every day that has lessons. If you cannot, bring a paper that says why.
duty-registration-weekly = Come to the probation office every week, on { $day }.
duty-registration-monthdays = Come to the probation office on these days of each month: { $monthdays }.
duty-registration-times =
    { $times ->
        [one] Come to the probation office once a month.
       *[other] Come to the probation office { $times } times a month.
    }
duty-check-in = When you get a message, answer it in the app within { $minutes } minutes.
duty-treatment = Go to every session: { $provider }.
duty-treatment-any = Go to every session that is arranged for you.
duty-community-service = Do { $hours } hours of community service.
duty-community-service-by = Do { $hours } hours of community service by { $date }.
duty-community-service-daily = No more than { $minutes } minutes count for one day.
duty-no-contact = Do not contact: { $text }.
duty-no-contact-any = Do not contact the people whom the order names.
duty-other = { $text }
duty-other-any = Do what the order says.

## Reasons of a flag. $at, $first, $last, $until, $due and $deadline are times by the office's clock.

because-absent =
    { $method ->
        [in_person] { $at }: a check at the door found the minor absent.
        [phone] { $at }: a check by phone found the minor absent.
       *[video] { $at }: a check by video found the minor absent.
    }
because-refused =
    { $method ->
        [in_person] { $at }: at the door the check was refused.
        [phone] { $at }: by phone the check was refused.
       *[video] { $at }: by video the check was refused.
    }
because-no-answer =
    { $method ->
        [in_person] { $at }: nobody opened the door.
        [phone] { $at }: nobody answered the phone.
       *[video] { $at }: nobody answered the video call.
    }
because-no-answer-twice = Nobody answered twice, at least { $minutes } minutes apart, in one window.
because-present = { $at }: a check found the minor present.
because-elsewhere = { $at }: the minor was certainly somewhere else than the place of the curfew.
because-perhaps-elsewhere = { $at }: the minor may have been somewhere else than the place of the curfew.
because-at-home = { $at }: the minor was certainly at the place of the curfew.
because-no-fix = The check has no position, so it is not certain which door it was.
because-coarse-fix = The position is too inexact to decide anything.
because-fix-elsewhere = The position of the check is certainly not the place of the curfew.
because-place-unknown = The case file does not say where the place of the curfew is.
because-inside-area = { $at }: the minor was certainly inside a prohibited place.
because-perhaps-inside-area = { $at }: the minor may have been inside a prohibited place.
because-outside-area = { $at }: the minor was certainly outside the prohibited places.
because-outside-areas = { $at }: the minor was certainly outside the permitted area.
because-perhaps-outside-areas = { $at }: the minor may have been outside the permitted area.
because-within-areas = { $at }: the minor was certainly inside the permitted area.
because-area-unmapped = Not every permitted area is on the map yet, so the minor may have been in one.
because-moved-out = { $at }: a visit found that the minor had moved out.
because-met-at-home = { $at }: a visit met the family at home.
because-absent-from-school = { $date }: an absence from school without a reason was recorded.
because-school-tolerance = It is unexcused day { $counted } in { $per_days } days; the order tolerates { $days }.
because-session-missed = { $date }: a session was missed.
because-work-refused = { $date }: community service was refused.
because-hours-short = By { $date } { $minutes } minutes were done that count, of { $hours } hours.
because-not-registered = Nobody recorded that the minor came to register for { $date }; the time was over at { $until }.
because-registered-too-few = The minor came { $counted } of { $times } times in the month that ended on { $date }.
because-registration-in-doubt = A registration was recorded, but the phone's clock leaves open when: between { $first } and { $last }.
because-sent-home = { $at }: the minor came and was sent home.
because-request-not-answered = The request of { $due } was delivered and not answered by { $until }.
because-answered-late = It was answered late, at { $at }.
because-answer-in-doubt = There is an answer, but the phone's clock leaves open when: between { $first } and { $last }.
because-nobody-holds-a-record = Every device that could hold a record has been in contact since; the last at { $at }.
because-time-for-records-over = No record came within { $hours } hours after { $deadline }.
because-permission-part-of-day = A permission covers a part of { $date }.
because-clock-in-doubt = The phone's clock is in doubt: it happened between { $first } and { $last }.
because-conflicting-facts = Two records of the same time disagree.

## How an explanation is put together

explain-condition = { $label }. { $duty }
explain-fix = The position was { $distance_m } m from the centre of a place with a radius of { $radius_m } m, with an accuracy of { $accuracy_m } m.
explain-fix-unknown-accuracy = The position was { $distance_m } m from the centre of a place with a radius of { $radius_m } m; how accurate it was is not known.
explain-phone-clock = The phone's own clock showed { $shown }; its error is taken into account.
explain-suspected = The records agree and are exact enough. This is a suspected violation: it is none until a supervisor has confirmed it.
explain-inconclusive = The records leave a doubt, so they do not prove a violation. A supervisor decides.
explain-state-open = Nobody has decided yet.
explain-state-confirmed = A supervisor confirmed it.
explain-state-dismissed = A supervisor decided that it was no violation.
explain-state-excused = It is excused.
explain-state-void = The facts no longer support it: it does not count.
explain-state-reopened = It was decided, and then the picture changed: a supervisor must look again.
explain-state-frozen = The order has ended; nothing more follows from it.
explain-source = Source: { $source }.

## What would have made it otherwise

otherwise-curfew = It would be otherwise with a permission for that time, or if whoever made the record corrects it; a record of the minor at home at the same time leaves a doubt.
otherwise-stay-away = It would be otherwise with a permission for that time, or if the record or its position is corrected; a position nearer to the edge of the place, or a less accurate one, leaves a doubt.
otherwise-stay-within = It would be otherwise with a permission to travel at that time, or if the record or its position is corrected; a position nearer to the edge of the area, or a less accurate one, leaves a doubt.
otherwise-residence = It would be otherwise if the record of the visit is corrected; that the family was met at the same time leaves a doubt.
otherwise-school-attendance = It would be otherwise with a paper that excuses the day, with a permission for the whole of it, on a day without lessons, or if the record is corrected; a paper counts also when it comes later.
otherwise-registration = It would be otherwise with a record that the minor came in the days allowed, or with a paper that excuses the day; both count also when they come later.
otherwise-check-in = It would be otherwise with an answer given in time, a permission or an excuse for it; each counts also when it comes later.
otherwise-treatment = It would be otherwise with a paper that excuses the day, a permission for the whole of it, or if the record is corrected.
otherwise-community-service = It would be otherwise if more hours are recorded for the days up to then, with a permission for the whole day, or if the record is corrected.
