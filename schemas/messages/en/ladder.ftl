### The ladder: hearing, warnings, submission; what is proposed, and the drafts that a supervisor signs.

## What is proposed, and why

ladder-step-hear = Take the child's explanation, or invite it
ladder-step-decide_again = Decide again, knowing the explanation
ladder-step-warn =
    { $number ->
        [1] A first written warning may follow
        [2] A second written warning may follow
       *[other] Written warning no. { $number } may follow
    }
ladder-step-submit = A submission to the court may follow
ladder-step-serve = Hand it over before a legal representative
ladder-step-send = Send it to the court
ladder-step-withdraw = Withdraw it
ladder-step-tell_court = Tell the court that its ground has fallen

ladder-why-undecided = Before anybody decides, the child is heard.
ladder-why-confirmed_unheard = It was confirmed without hearing the child. Until that is made good it counts nowhere.
ladder-why-confirmed_before_hearing = It was confirmed before the child was heard. Until somebody decides again it counts nowhere.
ladder-why-first_violation = A violation is confirmed, and the child was heard.
ladder-why-again = Another violation is confirmed.
ladder-why-again_after_warning = Another violation after a warning that was handed over.
ladder-why-malicious = A supervisor found the violation malicious.
ladder-why-issued = It is signed, and nobody has received it yet.
ladder-why-withdrawn = It is withdrawn, and whoever received it does not know yet.
ladder-why-fallen = A violation it rests on is no longer confirmed. It counts nowhere from now on.
ladder-why-own_fact = It was signed by somebody who recorded the fact. It counts nowhere.

## Drafts

ladder-warning-title =
    { $number ->
        [1] Written warning (first)
        [2] Written warning (second)
       *[other] Written warning no. { $number }
    }
ladder-submission-title = Submission to the court
ladder-withdrawal-title = Withdrawal
ladder-report-title = Report to the court
ladder-to = To: { $name }, born { $born }. Case file no. { $number }.
ladder-to-unborn = To: { $name }. Case file no. { $number }.
ladder-about = About: { $name }, born { $born }. Case file no. { $number }.
ladder-about-unborn = About: { $name }. Case file no. { $number }.
ladder-order = Court act: { $measure }, from { $from } to { $until }.
ladder-order-open = Court act: { $measure }, from { $from }.
ladder-violations-head = Confirmed violations
ladder-violations-none = There is no confirmed violation that counts.
ladder-violation = { $place }. { $text }
ladder-explained = The child's explanation, given before { $present }: “{ $text }”
ladder-declined = The child was invited to explain before { $present } and did not wish to.
ladder-invited = The child was invited to explain ({ $told }); nobody answered by { $until }.
ladder-decided = Decided on { $at }: { $reason }
ladder-malicious = The supervisor found the violation malicious.
ladder-warning-effect = You are asked to keep to the duties that the court has set. Another violation may be reported to the court.
ladder-warning-rights = You and your legal representative may complain about this warning to the prosecutor or the court, and may have an advocate's help.
ladder-submission-effect = The court is asked to consider the above. What follows is for the court alone to decide.
ladder-withdrawal-text = { $what } of { $at } is withdrawn: what it rested on is no longer confirmed. It has no consequences.
ladder-warnings-head = Written warnings
ladder-warnings-none = No written warning stands.
ladder-warned = Warning of { $at }; handed to { $to } on { $served }, before { $present }.
ladder-warned-unserved = Warning of { $at }; not handed over yet.
ladder-service-head = What the service itself has not done
ladder-service-none = Nothing is recorded that the service has left undone.
ladder-service-check_not_made =
    { $count ->
        [one] { $count } planned check or visit was not made.
       *[other] { $count } planned checks or visits were not made.
    }
ladder-service-nobody_assigned =
    { $count ->
        [one] In { $count } case nobody was assigned who could have looked after a duty.
       *[other] In { $count } cases nobody was assigned who could have looked after a duty.
    }
ladder-service-notice_not_delivered =
    { $count ->
        [one] { $count } request did not reach the child's phone.
       *[other] { $count } requests did not reach the child's phone.
    }
ladder-service-other =
    { $count ->
        [one] { $count } other omission.
       *[other] { $count } other omissions.
    }
ladder-good-head = What the child has kept
ladder-good = Records that found the child in order: { $count } of { $all }.
ladder-as-of = As of { $at }. Suspected violations that nobody has decided on are not in this text.
ladder-signed = Signature, date
