### The inspector's phone: short sentences, read at a door, in the dark, with one hand.

inspector-storage-closed = This phone's storage does not open
inspector-storage-closed-help = Close other tabs of the app and try again. Nothing has been deleted.
inspector-no-name = Name not here yet

## First start: PIN and files

inspector-pin-title = Set a PIN
inspector-pin-why = Six digits that lock everything on this phone; nobody can restore a forgotten PIN.
inspector-pin-choose = Choose six digits
inspector-pin-again = The same six digits again
inspector-pin-different = They were different. Choose again.
inspector-pin-weak = Too easy to guess. Choose other digits.
inspector-pin-enter = Your PIN
inspector-pin-wrong = Wrong PIN.
inspector-pin-wait =
    { $seconds ->
        [one] Wrong PIN. Wait { $seconds } second.
       *[other] Wrong PIN. Wait { $seconds } seconds.
    }
inspector-pin-change = Change PIN
inspector-pin-old = Your present PIN
inspector-pin-old-wrong = The present PIN was wrong.
inspector-pin-changed = PIN changed

inspector-fetch-title = Fetching your case files
inspector-fetch-why = Afterwards you can work without a network.
inspector-fetch-asking = Asking the server…
inspector-fetch-progress = { $done } of { $total } case files
inspector-fetch-interrupted = The network broke off. What is here stays; the rest comes when you try again.
inspector-fetch-signed-out = The server asks you to sign in again.
inspector-fetch-begin = Begin with what is here

inspector-install = Put the app on your home screen
inspector-install-why = It opens without a browser bar, and the phone keeps its data more safely.
inspector-install-now = Install
inspector-install-later = Not now
inspector-install-how = In the browser's menu (⋮), choose “Install app” or “Add to home screen”.
inspector-install-how-apple = Tap “Share”, then “Add to Home Screen”.

## The strip about sending

inspector-status-complete = Everything is on the server, { $time }
inspector-status-waiting =
    { $count ->
        [one] { $count } record only on this phone
       *[other] { $count } records only on this phone
    }
inspector-status-sending =
    { $count ->
        [one] Sending { $count } record…
       *[other] Sending { $count } records…
    }
inspector-status-looking = Asking the server…
inspector-status-looking-count = Fetching: { $done } of { $total } files
inspector-status-refused =
    { $count ->
        [one] The server refused { $count } record
       *[other] The server refused { $count } records
    }
inspector-status-offline = No network
inspector-status-offline-complete = No network. Everything was sent at { $time }
inspector-status-offline-waiting =
    { $count ->
        [one] No network. { $count } record only on this phone
       *[other] No network. { $count } records only on this phone
    }
inspector-status-failed = The server does not answer. Trying again by itself
inspector-status-failed-waiting =
    { $count ->
        [one] The server does not answer. { $count } record only on this phone
       *[other] The server does not answer. { $count } records only on this phone
    }
inspector-status-sign-in = Sign in again to receive changes
inspector-status-sign-in-waiting =
    { $count ->
        [one] Sign in again: { $count } record only on this phone
       *[other] Sign in again: { $count } records only on this phone
    }
inspector-status-never = Not compared with the server yet
inspector-where-server = On the server

## Places of the app

inspector-nav = Parts of the app
inspector-nav-today = Today
inspector-nav-cases = Cases
inspector-nav-outbox = Sending
inspector-nav-settings = Settings
inspector-nav-unsent =
    { $count ->
        [one] { $count } record not on the server
       *[other] { $count } records not on the server
    }
inspector-to-today = Today
inspector-to-case = Case file
inspector-look-again = Look again

## Today

inspector-today = Today
inspector-search = Name, number or street
inspector-search-clear = Clear the search
inspector-search-none = Nobody found
inspector-search-none-help = Try only the beginning of the name, or the street.
inspector-open-now = Check now: { $count }
inspector-tonight = Check later: { $count }
inspector-settled = Recorded or permitted: { $count }
inspector-tasks = Visits and tasks
inspector-came-back = From the supervisor
inspector-seen-all = Seen
inspector-planned = Planned
inspector-planned-hours = Planned: { $from }–{ $until }
inspector-planned-task = { $what }: { $from } – { $until }
inspector-check-missed = Planned, not made
inspector-permitted-night = Permission for the whole time
inspector-permitted-until = Permission until { $time }
inspector-permitted-from = Permission from { $time }
inspector-recorded-at = { $result }, { $time }
inspector-again-from = Again from { $time }
inspector-task-call = Call: the message did not reach the phone
inspector-task-from = from { $time }
inspector-task-until = until { $time }
inspector-task-overdue = was due by { $time }
inspector-decided = { $verdict }, { $time }
inspector-nothing-due = Nothing is due
inspector-nothing-due-help = No curfew checks or visits for today.
inspector-unfinished = Unfinished: { $count }
inspector-unfinished-since = { $what }, { $time }
inspector-discard-draft = Discard
inspector-discard-draft-ask = The unfinished form will be gone from this phone. Nothing was recorded with it.
inspector-keep = Keep

## Cases

inspector-cases = Cases: { $count }
inspector-cases-none = No case files yet
inspector-cases-none-help = Your supervisor assigns them; then they come at the next contact with the server.
inspector-flags-open = Waiting for review: { $count }
inspector-case-unsent = On this phone only: { $count }
inspector-case-refused = Refused: { $count }
inspector-case-leaving = No longer yours
inspector-case-leaving-help = This case is no longer assigned to you. It leaves the phone as soon as the server has your records.
inspector-case-gone = This case is not on this phone
inspector-case-gone-help = It may have been assigned to somebody else.

inspector-age =
    { $years ->
        [one] { $years } year old
       *[other] { $years } years old
    }
inspector-map = Map
inspector-call = Call
inspector-unsafe-contact = Not safe to contact
inspector-order-until = until { $date }, inclusive
inspector-duties = Duties
inspector-duties-none = No duty is in force.
inspector-duty-hours = Today { $from }–{ $to }
inspector-duty-hours-now = Now, { $from }–{ $to }
inspector-duty-not-today = Not today
inspector-duty-from = Only from { $time }
inspector-permission-now = Permission: { $from } – { $until }
inspector-permission-span = { $from } – { $until }
inspector-explanation-declined = Did not wish to explain
inspector-story = What happened
inspector-story-empty = Nothing recorded yet.
inspector-story-more = Show { $count } older
inspector-flag-suspected = Suspected violation: { $duty }
inspector-flag-inconclusive = Unclear: { $duty }
inspector-flag-is-no-violation = A suspicion is not a violation. The supervisor decides.
inspector-violation = Violation: { $duty }

## Recording

inspector-record = Record
inspector-record-check = Curfew check
inspector-record-visit = Home visit
inspector-record-school = School day
inspector-one-tap = One tap records.
inspector-method-in-person = In person
inspector-method-phone = Phone
inspector-method-video = Video
inspector-window-open = At home { $from }–{ $to }
inspector-window-not-open = The curfew is { $from }–{ $to }. Being out at other hours is no violation.
inspector-window-none = No curfew today. Being out is no violation.
inspector-photo = Photograph
inspector-photo-open = Open the photograph
inspector-photo-coming = The photograph is coming
inspector-photo-away = It is not on this phone; it can be opened once there is a network.
inspector-clock-sure = checked with the server
inspector-clock-unknown = This phone's clock was never compared with the server
inspector-clock-fast = This phone's clock is { $minutes } min fast; the time is corrected
inspector-clock-slow = This phone's clock is { $minutes } min slow; the time is corrected
inspector-place-searching = Looking for the position…
inspector-place-denied = No permission for the position. You can record all the same.
inspector-place-unavailable = No position here. You can record all the same.
inspector-place-no-home = Position found; the home is not on the map
inspector-place-here = At the address
inspector-place-elsewhere = { $distance } from the address
inspector-place-coarse = Position too rough to tell
inspector-place-accuracy = accurate to { $metres }
inspector-place-kept = taken at { $time }
inspector-place-not-needed = By phone or video your own position is not recorded.
inspector-place-doubt-hint = Your position does not show that you were at the address. The supervisor will see it as unclear.
inspector-again-hint = One unanswered door proves nothing. A second try counts from { $time }.
inspector-worry = I worry about the child
inspector-worry-short = Worried
inspector-worry-help = What did you see or hear? It goes to the top of the supervisor's list.
inspector-add-note = Note
inspector-arrived = Visit begun { $time }
inspector-outcome-missing = Choose how the visit went.
inspector-status-missing = Choose one.
inspector-now = Now
inspector-person-name = Name
inspector-add-person = Somebody else
inspector-remove-person = Remove
inspector-fewer = One fewer
inspector-more = One more
inspector-other-day = Day
inspector-day-future = This day has not come yet.
inspector-day-missing = Choose the day.
inspector-day-sunday = This is a Sunday. Were there lessons?
inspector-day-known = Already recorded for this day: { $what }
inspector-source = Who at the school said so
inspector-source-help = For example: class teacher, by phone
inspector-save-on-phone = Save on this phone
inspector-saved = Saved on this phone
inspector-saved-correction = The earlier record stays and is marked as corrected.
inspector-correct-this = Something is wrong: correct
inspector-correct = Correct
inspector-correcting = Instead of “{ $what }”, { $time }. The earlier record stays, marked as corrected.
inspector-record-missing = The record to correct is not on this phone.
inspector-save-failed = It could not be saved. Try again.
inspector-storage-full = This phone's storage is full. Delete photos or apps, then try again. What you typed is still here.

## Sending

inspector-send-now = Send now
inspector-send-first = Send first
inspector-outbox-complete-at = Last fully up to date: { $time }
inspector-outbox-sign-in = The server asks you to sign in again. Everything stays here until then.
inspector-outbox-waiting = Waiting: { $count }
inspector-outbox-waiting-help = They go by themselves as soon as there is a network.
inspector-outbox-refused = Refused: { $count }
inspector-outbox-refused-help = The server did not take these records. They stay here until you decide.
inspector-outbox-empty = Everything is on the server
inspector-outbox-empty-help = Nothing waits, nothing was refused.
inspector-refused-unknown = The server gave a reason this app does not know: { $code }
inspector-try-again-record = Try again
inspector-give-up = Give up
inspector-given-up = The record has left this phone
inspector-give-up-ask = The record will be deleted from this phone, and the server does not have it. Save it as a file first if it matters.
inspector-export = Save as a file
inspector-export-warning = The file holds names and notes, and anybody who has it can read it. Hand it to your office yourself; do not send it by messenger.
inspector-export-now = Save the file

## Settings

inspector-lock = Lock
inspector-lock-now = Lock now
inspector-storage = Storage
inspector-storage-kept = The phone will not clear the app's data by itself.
inspector-storage-not-kept = The phone may clear the app's data when space is short. Installing the app helps.
inspector-storage-used = { $percent } of the space is used
inspector-version = Version { $version }
inspector-out-unsent =
    { $count ->
        [one] { $count } record is not on the server
       *[other] { $count } records are not on the server
    }
inspector-out-unsent-help = They stay on this phone, locked, and are sent only after you sign in here again.
inspector-out-anyway = Sign out all the same

## Outside of an assignment

inspector-status-apart = Everything is on the server. The head decides: { $count }
inspector-outbox-apart = With the head of the office: { $count }
inspector-outbox-apart-help = Recorded while the case was not assigned to you. The server has it; the head of the office decides whether it goes into the file.
inspector-notes = Handed over
inspector-notes-help = The case is no longer yours, and its copy is gone from this phone. Only these lines remain.
inspector-note-waiting = Received; the head decides
inspector-note-admitted = Admitted into the file
inspector-note-rejected = Not admitted into the file
inspector-note-gone = The form was not finished within a day and is removed.
inspector-note-draft = Unfinished form
inspector-note-dismiss = Put away
inspector-unfinished-leaving = The case is no longer yours: finish or discard the form within a day. Then it is removed with the copy of the case.

## Handing over a paper

inspector-serve = Hand over the warning
inspector-serve-read = Read the paper
inspector-serve-present = Who was present
inspector-serve-present-hint = Legal representative or teacher. Without one it is not handed over.
inspector-serve-present-missing = Say who was present
inspector-serve-refused = Would not take it
