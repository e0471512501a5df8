# What documents say: labels of kinds, fields and values, shared by the inspector, the desk and the minor.
# doc-<enumeration>-<value>, values exactly as in schemas/documents.py.

## Kinds

doc-kind-visit = Home visit
doc-kind-curfew_check = Curfew check
doc-kind-sighting = Seen elsewhere
doc-kind-attendance = School attendance
doc-kind-registration = Appearance at the office
doc-kind-hours = Community service hours
doc-kind-session = Treatment session
doc-kind-check_in = Minor's check-in
doc-kind-photo = Photograph
doc-kind-case = Case file
doc-kind-order = Court order
doc-kind-condition = Condition
doc-kind-permission = Permission
doc-kind-excuse = Excuse
doc-kind-hearing = Invitation to explain
doc-kind-serving = Handing over
doc-kind-explanation = Explanation
doc-kind-decision = Supervisor's decision
doc-kind-response = What the office did
doc-kind-warning = Written warning
doc-kind-submission = Submission to the court
doc-kind-ruling = Court ruling
doc-kind-task = Task
doc-kind-request = Check-in request
doc-kind-flag = Suspected violation
doc-kind-assignment = Assignment
doc-newer = Recorded by a newer version of the app

## Home visit

doc-visit-outcome-met = Met
doc-visit-outcome-not_home = Not at home
doc-visit-outcome-refused = Refused to meet
doc-visit-outcome-moved_out = Has moved out
doc-visit-outcome-wrong_address = Wrong address

## Curfew check

doc-result-present = At home
doc-result-absent = Not at home
doc-result-no_answer = No answer
doc-result-refused = Refused

doc-method-in_person = In person
doc-method-phone = By phone
doc-method-video = By video

## School, office, sessions

doc-attendance-present = Present
doc-attendance-late = Late
doc-attendance-excused = Absent with a reason
doc-attendance-unexcused = Absent without a reason
doc-attendance-no_class = No lessons that day

doc-registration-appeared = Appeared
doc-registration-sent_home = Appeared, was sent home

doc-session-attended = Attended
doc-session-missed = Missed
doc-session-excused = Excused

## Measures, conditions, stages

doc-measure-restricted_freedom = Restricted freedom
doc-measure-conditional_sentence = Conditional sentence
doc-measure-community_service = Community service
doc-measure-correctional_work = Correctional work
doc-measure-deferral = Deferral

doc-condition-curfew = Curfew
doc-condition-residence = No change of residence
doc-condition-stay_away = Prohibited places
doc-condition-stay_within = No travel without permission
doc-condition-school_attendance = School attendance
doc-condition-registration = Appearing at the office
doc-condition-check_in = Answering check-ins
doc-condition-treatment = Treatment
doc-condition-community_service = Community service
doc-condition-no_contact = No contact
doc-condition-other = Other duty

doc-stage-pre_trial = Pre-trial
doc-stage-sentence = Sentence
doc-stage-penitentiary = Penitentiary
doc-stage-post_penitentiary = Post-penitentiary

doc-case-status-active = Active
doc-case-status-suspended = Suspended
doc-case-status-closed = Closed

doc-task-state-planned = Planned
doc-task-state-done = Done
doc-task-state-cancelled = Cancelled

## Flags and decisions

doc-flag-state-open = Waiting for review
doc-flag-state-confirmed = Violation confirmed
doc-flag-state-dismissed = No violation
doc-flag-state-excused = Excused
doc-flag-state-void = No longer stands
doc-flag-state-reopened = Back for review
doc-flag-state-frozen = Stopped: the order has ended

doc-certainty-suspected = Suspected violation
doc-certainty-inconclusive = Unclear: place or time not certain

doc-verdict-confirm = Confirmed
doc-verdict-dismiss = No violation
doc-verdict-excuse = Excused
doc-verdict-resolve_conflict = Conflict resolved

## Where a record is

doc-where-phone = On this phone only
doc-where-server = On the server, { $time }
doc-where-judged = Decided: { $verdict }
doc-where-refused = Refused by the server

## Roles

doc-role-inspector = inspector
doc-role-supervisor = supervisor
doc-role-minor = minor
doc-role-guardian = guardian
doc-role-court = court
doc-role-prosecutor = prosecutor
doc-role-police = police
doc-role-advocate = advocate
doc-role-psychologist = psychologist
doc-role-mediator = mediator
doc-role-child_rights = child-rights body
doc-role-school = school
doc-role-analyst = analyst
doc-role-operator = operator
doc-role-server = server

## Fields

doc-field-number = Register number
doc-field-name = Name
doc-field-born = Born
doc-field-sex = Sex
doc-field-sex-male = Boy
doc-field-sex-female = Girl
doc-field-language = Language
doc-field-office = Office
doc-field-guardian = Legal representative
doc-field-phone = Phone
doc-field-address = Address
doc-field-school = School
doc-field-stage = Stage
doc-field-status = Status
doc-field-measure = Measure
doc-field-article = Article
doc-field-court = Court
doc-field-term = Term
doc-field-source = Source
doc-field-inspector = Inspector
doc-field-result = Result
doc-field-outcome = Outcome
doc-field-method = How
doc-field-place = Position
doc-field-accuracy = Accuracy
doc-field-note = Note
doc-field-welfare_concern = Worry about the child
doc-field-persons_met = People met
doc-field-relation = Relation
doc-field-left_at = Left at
doc-field-date = Day
doc-field-lessons_missed = Lessons missed
doc-field-reason = Reason
doc-field-recorded_at = Recorded
doc-field-received_at = Reached the server
doc-field-recorded_by = Recorded by
doc-field-corrects = Corrects an earlier record
doc-field-corrected = Corrected by a later record
doc-field-minutes = Minutes
doc-field-help_wanted = Asks for help
doc-field-explanation = Explanation
doc-field-windows = Hours
doc-field-from = From
doc-field-until = Until

## Days of the week

doc-weekday-mon = Monday
doc-weekday-tue = Tuesday
doc-weekday-wed = Wednesday
doc-weekday-thu = Thursday
doc-weekday-fri = Friday
doc-weekday-sat = Saturday
doc-weekday-sun = Sunday
doc-weekday-short-mon = Mon
doc-weekday-short-tue = Tue
doc-weekday-short-wed = Wed
doc-weekday-short-thu = Thu
doc-weekday-short-fri = Fri
doc-weekday-short-sat = Sat
doc-weekday-short-sun = Sun

## Outside of an assignment

doc-where-apart = On the server; the head of the office decides
doc-why-after_assignment = Recorded after the assignment had ended
doc-why-between_assignments = Recorded between two assignments
doc-why-before_assignment = Recorded before the case was assigned
doc-why-clock_in_doubt = The phone’s clock is in doubt: perhaps outside of the assignment
doc-why-time_unknown = Nobody can tell when it was recorded
doc-why-too_late = Arrived long after the assignment had ended
