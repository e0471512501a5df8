### The supervisor's desk: the review queue, a flag, a case, the caseload, the statistics.

desk-queue = Review
desk-cases = Cases
desk-statistics = Statistics
desk-live = Changes appear at once
desk-not-live = No connection: this page may be out of date
desk-waiting =
    { $count ->
        [0] Nothing waits for review
        [one] { $count } waits for review
       *[other] { $count } wait for review
    }
desk-shelf-open = To review
desk-shelf-decided = Decided
desk-queue-empty = Everything is reviewed
desk-queue-empty-text = A new suspected violation appears here by itself.
desk-decided-empty = Nothing decided yet
desk-choose = Choose a line on the left
desk-choose-text = Or go through the list with the arrow keys.
desk-loading = Loading
desk-load-failed = The server cannot be reached
desk-not-found = This case is not in your office, or does not exist
desk-new = new
desk-welfare = Worry about a child
desk-look = Look
desk-help-wanted = The minor asks for help

## A flag

desk-window-from = { $day }, window from { $time }
desk-why = Why it was flagged
desk-recorded = What was recorded
desk-recorded-nothing = Nothing was recorded: the flag is about what did not happen.
desk-fact-gone = A record this flag names is not in the file
desk-clock-phone = The phone's clock showed { $time }; it was { $off } { $direction ->
        [fast] fast
       *[slow] slow
    }.
desk-clock-unknown = The phone had never compared its clock: the hour is uncertain.
desk-arrived = Reached the server { $time }
desk-arrived-late = Reached the server { $time }, after the inspector's assignment had ended
desk-made-here = Entered at the office
desk-where = Where
desk-map-label = Map: the recorded position is { $distance } from home, known to within { $accuracy }
desk-map-label-unknown = Map: the recorded position is { $distance } from home; the phone did not say how exact it is
desk-map-home = Home, within { $radius }
desk-map-curfew = Place of the curfew, within { $radius }
desk-map-fix = { $number }: position, to within { $accuracy }
desk-map-fix-unknown = { $number }: position, exactness unknown
desk-map-certain = twice the accuracy: inside it the position is certain
desk-distance = { $distance } from home
desk-no-place = No position was recorded
desk-north = N
desk-before = What came before
desk-before-empty = Nothing else is in this file yet.
desk-explanation = The minor's explanation
desk-explanation-none = Not taken yet. Take it, or invite it, before you decide.
desk-explanation-declined = Invited, and declined
desk-explanation-present = In the presence of: { $person }
desk-explanation-take = Take an explanation
desk-explanation-decline = Record that it was declined
desk-explanation-text = In the minor's own words
desk-explanation-text-missing = Write what the minor says
desk-explanation-who = In whose presence
desk-explanation-who-hint = Legal representative or teacher. Without one an explanation does not count.
desk-explanation-who-missing = Say who was present
desk-decisions = Decisions
desk-decide = Your decision
desk-reason = Reason
desk-reason-hint = Stays in the file. The inspector and the prosecutor read it.
desk-reason-missing = A decision needs its reason
desk-confirm = Confirm violation
desk-dismiss = No violation
desk-excuse = Excuse
desk-own-fact = You recorded this fact yourself, so somebody else decides.
desk-void-text = The records no longer support this flag. There is nothing to decide.
desk-frozen-text = The order has ended. There is nothing to decide.
desk-decided = Decided. The inspector's phone learns it at its next contact.
desk-refused = The server refused: { $reason }
desk-not-sent = Not sent: the server cannot be reached. Your words are still here.
desk-next = Next
desk-conflicting = Two decisions differ. Settle which one stands.
desk-resolve = Settle

## A welfare concern

desk-answer = What was done
desk-answer-hint = For example: called the mother, asked the juvenile police to look in.
desk-answer-missing = Say what was done
desk-answer-save = Record the response
desk-answered = Recorded

## A case

desk-age =
    { $years ->
        [one] { $years } year old
       *[other] { $years } years old
    }
desk-duties = Duties in force
desk-duties-none = No duty is in force today.
desk-duty-from = Begins { $time }
desk-duty-today = Today { $hours }
desk-timeline = Records
desk-assigned = Inspector
desk-assigned-nobody = Nobody is assigned
desk-assign = Assign
desk-assign-to = Assign to
desk-assigned-done = Assigned. The case reaches the phone at its next contact.
desk-unassign = End the assignment of { $name }
desk-unassign-ask = The case leaves this phone at its next contact. What was recorded before now is still accepted.
desk-unassigned = The assignment has ended
desk-plan = Plan a task
desk-plan-what = What
desk-plan-day = Day
desk-plan-from = From
desk-plan-until = Until
desk-plan-save = Plan
desk-planned = Planned
desk-plan-crossed = The end must come after the beginning
desk-ask = Ask for a check-in
desk-ask-text = The minor's phone gets a message that says nothing but "You have a message". With the answer comes the phone's position, once.
desk-ask-no-phone = No phone of the minor takes messages: the request is seen only when the app is opened.
desk-ask-send = Ask now
desk-ask-urgent = It cannot wait: ask now
desk-asked = Asked. The answer will stand among the records.
desk-requests = Check-ins asked
desk-request-open = Waiting for the answer until { $time }
desk-request-delivered = Reached the phone
desk-request-not-delivered = Did not reach the phone: that is not the minor's fault
desk-request-pending = Sent, not yet confirmed by the phone
desk-request-answered = Answered { $time }
desk-request-over = Not answered by { $time }
desk-invite = Invite the minor
desk-invite-text = Let the minor's phone read this picture, or send the link. It works once, until { $time }.
desk-invite-make = Make an invitation
desk-invite-again = An earlier invitation that was not used stops working.
desk-copy = Copy the link
desk-copied = Copied
desk-guardian = Legal representative
desk-not-safe = Do not call: it may put the child at risk

## The caseload

desk-search = Name or number
desk-cases-found =
    { $count ->
        [one] { $count } case
       *[other] { $count } cases
    }
desk-cases-none = Nobody found
desk-cases-none-text = Try fewer letters. Ә and ə, and Latin letters, are found alike.
desk-open-flags = To review
desk-nobody = nobody

## Statistics

desk-stats-total =
    { $count ->
        [one] minor under supervision
       *[other] minors under supervision
    }
desk-stats-by-measure = By measure
desk-stats-by-office = By office
desk-stats-office = Office
desk-stats-all = All
desk-stats-flags = Suspected violations
desk-stats-flags-text = Only confirmed ones count as violations.
desk-stats-as-of = As of { $time }

## The service's own account

desk-owed = What the service owes
desk-owed-whose = These are the service's own: nothing here counts against the child.
desk-owed-check_not_made = A planned check was not made
desk-owed-notice_not_delivered = A request did not reach the phone
desk-owed-nobody_assigned = Nobody was assigned who could have noted it
desk-owed-awaiting_contact = A record may still be on somebody's phone
desk-owed-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }

## Outside of an assignment

desk-quarantine = Quarantine
desk-quarantine-title = Recorded outside of the assignment
desk-quarantine-text = Inspectors recorded this for a case that was not theirs at that time. It counts nowhere until you decide.
desk-quarantine-empty = Nothing waits
desk-quarantine-empty-text = What is recorded outside of an assignment appears here by itself.
desk-quarantine-waiting = Waiting
desk-quarantine-choose = Choose a record
desk-quarantine-choose-text = You see what it says, by which clock, and when the assignment had ended.
desk-quarantine-ended = The assignment ended { $time }
desk-quarantine-received = Arrived { $time }
desk-quarantine-photo = Photograph kept with the record
desk-quarantine-decide = Does it go into the file?
desk-quarantine-reason-hint = Who asked for the visit, what you have checked. The reason stays with the record.
desk-admit = Admit into the file
desk-reject = Keep out of the file
desk-admitted = Admitted into the file
desk-rejected = Kept out of the file
desk-admitted-by = { $why }. Admitted by { $name }: { $reason }
desk-copies = Copies on phones
desk-copy-destroyed = Destroyed { $time }
desk-copy-not-yet = Not destroyed yet, since { $time }
desk-copy-held = Works with the case
desk-copy-contact = last contact { $time }

## The ladder

desk-ladder = The ladder
desk-ladder-count = { $counted } of { $needed } violations that ground a submission
desk-ladder-proposed = What may follow. Nothing happens by itself.
desk-ladder-violations = Violations
desk-ladder-acts = Warnings and submissions
desk-ladder-source = Source: { $source }
desk-ladder-draft = Open the draft
desk-ladder-handed = It was handed over
desk-ladder-sent = It was sent
desk-ladder-counts = Counts
desk-ladder-unheard = Child not heard: counts nowhere
desk-ladder-lapsed = Lapsed
desk-ladder-submitted = The court has it
desk-ladder-issued = Signed, not handed over
desk-ladder-served = Handed over
desk-ladder-ruled = The court has ruled
desk-ladder-fallen = Its ground has fallen
desk-ladder-own = Signed by the one who recorded it
desk-ladder-withdrawn = Withdrawn
desk-ladder-malicious = Malicious
desk-ladder-until = until { $date }
desk-ladder-served-to = { $who }, { $time }
desk-ladder-report = Report to the court
desk-rung-violation = Confirmed violation
desk-rung-warning = Written warning { $number }
desk-rung-submission = Submission to the court
desk-rung-ruling = The court rules
desk-rung-reached = reached
desk-rung-proposed = may follow
desk-rung-ahead = not reached
desk-handover-who = Handed to
desk-handover-who-missing = Say who received it
desk-handover-court = Sent to
desk-handover-present-hint = Legal representative or teacher. Without one it is not handed over.
desk-handover-refused = Would not take it
desk-ruling-enter = Enter the ruling
desk-ruling-what = What the court ruled
desk-ruling-text = In the court's words
desk-ruling-granted = Granted
desk-ruling-partly = Granted in part
desk-ruling-refused = Refused
desk-ruling-returned = Returned without a ruling
desk-paper-warning = Written warning
desk-paper-submission = Submission to the court
desk-paper-withdrawal = Withdrawal
desk-paper-report = Report to the court
desk-paper-back = To the case
desk-paper-language = Language of the paper
desk-paper-print = Print
desk-paper-text = Text
desk-paper-text-hint = A draft from the records. Read it, change it, and sign only what you stand for.
desk-paper-sign = Sign
desk-paper-signed = Signed. It stands in the case file.
desk-paper-none = Nothing to sign
desk-paper-none-text = No violation that counts waits for this step.
desk-not-heard = The child has not been heard. To confirm, take the explanation or invite it; to dismiss or excuse, you need not wait.
desk-not-heard-until = The child is invited to explain. It can be confirmed from { $time } on, or as soon as there is an explanation.
desk-unheard = This was confirmed before the child was heard, so it counts nowhere. Decide again.
desk-malicious = The violation is malicious
desk-malicious-text = Alone it may ground a submission to the court. Say in the reason why.
desk-hearing-invite = Invite an explanation
desk-hearing-told = Whom you told
desk-hearing-told-hint = The child and the legal representative: name, how, by which number.
desk-hearing-told-missing = Say whom you told
desk-hearing-waiting = Invited, waited for until { $time }
desk-hearing-over = Invited; no answer by { $time }

## The plan

desk-fortnight = Plan
desk-fortnight-text = Drawn by lot for two weeks, evenly over the inspectors. The minors do not see it.
desk-fortnight-none = Nothing is planned yet
desk-fortnight-none-text = The plan is drawn at midnight for cases that an inspector has.
desk-fortnight-choose = Choose a day of an inspector to see its tasks.
desk-task-planned = Planned
desk-task-done = Done
desk-task-missed = Not done: the service's omission
desk-task-cancelled = Cancelled
desk-task-moved = Moved by hand
desk-task-change = Move or cancel
desk-task-move = Move
desk-task-cancel = Cancel the task
