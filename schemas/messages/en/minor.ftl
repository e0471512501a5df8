### The child's own app. Plain words; no word of court, guilt or punishment.

minor-storage-closed = The app cannot open its memory
minor-storage-closed-help = Close other pages of this app and try again.

## The invitation

minor-invited = You have been invited
minor-invited-text = Choose your language and open the app. The link works only once, so open it on the phone where the app is to stay.
minor-invited-over = This link has already been used or is too old. Ask the person who gave it to you for a new one.
minor-invited-offline = There is no internet now. Connect once and try again.
minor-invited-staff = Somebody else is signed in in this browser. Sign out first, or open the link on the phone it is meant for.
minor-invited-later = It did not work just now. Wait a minute and try again.
minor-open = Open
minor-new-link = Your answers are kept here, but cannot be sent now. Ask your inspector for a new link.

## Welcome

minor-welcome = What is this?
minor-welcome-what = This app tells you what you have to do and when. Sometimes it asks where you are.
minor-welcome-place = We see where you are only at the moment when you send an answer, and what you send stays in your file. Nobody follows you.
minor-welcome-help = If something is wrong, you can ask for help here at any time.
minor-continue = Continue
minor-done = Done
minor-not-now = Not now
minor-send = Send
minor-stay = Stay

## Messages

minor-messages = Messages
minor-messages-why = We can send you a message when an answer is needed, so that you do not have to look all the time.
minor-messages-words = On the locked screen it will only say:
minor-messages-choice = Your phone will ask you now. You may say no: the app works all the same, you only have to open it yourself.
minor-messages-allow = Allow messages
minor-messages-on = Messages are on. On the locked screen it only says:
minor-messages-refused = Messages are off. The app works all the same: open it a few times a day.
minor-messages-later = To allow them later: open this page in the browser, touch the sign beside the address, then “Notifications”.
minor-messages-unsupported = This browser cannot receive messages. The app works all the same: open it a few times a day.

## The lock

minor-pin = A code of your own
minor-pin-why = If others pick up your phone, you can lock this app with six digits. You do not have to.
minor-pin-on = The app is locked with your six digits.
minor-pin-make = Make a code
minor-pin-without = Without a code
minor-pin-change = Change the code
minor-pin-old = Your present code
minor-pin-new = Choose six digits
minor-pin-again = The same six digits again
minor-pin-differ = They were not the same. Choose again.
minor-pin-made = The code is set
minor-pin-enter = Enter your code
minor-pin-wrong = This is not the code
minor-pin-wait =
    { $seconds ->
        [one] Wait { $seconds } second
       *[other] Wait { $seconds } seconds
    }
minor-pin-forgot = I forgot the code
minor-pin-forgot-text = Without the code this app cannot be opened. You can start again: everything in it is erased from this phone, also answers not yet sent. Then you need a new link.
minor-start-again = Erase and start again
minor-lock-now = Lock now

## The first screen

minor-places = Parts of the app
minor-now = Now
minor-nav-duties = Duties
minor-nav-answers = Answers
minor-duties = My duties
minor-answers = My answers
minor-hello = Hello, { $name }
minor-hello-plain = Hello
minor-asked = Where are you now?
minor-asked-until = Please answer by { $time }.
minor-minutes-left =
    { $count ->
        [one] { $count } minute left
       *[other] { $count } minutes left
    }
minor-missed = You can still answer
minor-missed-text = An answer was asked for by { $time }. A late answer is better than none; say why, if you like.
minor-nothing-asked = Nothing is asked of you now
minor-i-am-here = I am here
minor-need-help = I need help
minor-last-answer = Your last answer:
minor-today = Today
minor-waits =
    { $count ->
        [one] { $count } answer is waiting on this phone. It goes by itself when there is internet.
       *[other] { $count } answers are waiting on this phone. They go by themselves when there is internet.
    }
minor-full = This phone is full, and the answer was not saved. Delete a few photos or videos and try again.

## Answering

minor-place-searching = Looking for your place…
minor-place-found = Your place is found
minor-place-within = Your place is found, to about { $distance }
minor-place-denied = The phone does not show us your place
minor-place-denied-help = You can send the answer without it. To allow it: touch the sign beside the address, then “Location”.
minor-place-unavailable = The phone does not find your place
minor-place-without = You can wait a little, best near a window, or send without it.
minor-place-once = Read only while this screen is open.
minor-note = Do you want to add something?
minor-note-hint = You do not have to.
minor-saved = Your answer is saved
minor-saved-here = It is only on this phone so far, and goes by itself as soon as there is internet.
minor-received-text = It has arrived. You need not do anything more.
minor-on-phone = On this phone, not sent yet
minor-received = Received { $time }
minor-refused = Not accepted
minor-refused-text = An answer that was not accepted stays here. Call your inspector and say so.

## Help

minor-help-text = Touch the button. The people who work with you will find your call at the top of their list. At night nobody may be there: if it cannot wait, call 112.
minor-help-send = Ask for help
minor-help-note = What happened?
minor-help-offline = There is no internet now. Your message stays on this phone and goes by itself. If it cannot wait, call 112 or somebody you trust.
minor-help-call = If you can, also call your inspector or an adult you trust. 111 (help for children and families) and 112 (emergency) are free, day and night. If you are in danger, go where there are people.
minor-help-saved = Your call for help is saved
minor-help-received-text = It has arrived and stands at the top of their list.

## Own answers

minor-answers-none = No answers yet
minor-answers-none-text = What you send will stand here, so that you can see that it arrived.
minor-answer-here = “I am here”, { $time }
minor-answer-help = “I need help”, { $time }
minor-answer-with-place = With your place
minor-answer-without-place = Without your place

## Leaving

minor-leave = Sign out?
minor-leave-unsent = There are answers that have not been sent. They stay on this phone, but only go when you are let in again with a new link.

## Duties

minor-duties-unclear = Is something unclear, or does it not work for you? Ask your inspector. Asking is all right.
minor-duties-none = No duties here yet
minor-duties-none-text = They come when the app has been on the internet.
minor-duty-curfew = Be at home at these hours
minor-duty-residence = Live at your address
minor-duty-residence-text = Before you move, tell your inspector.
minor-duty-stay_away = Do not go to these places
minor-duty-stay_within = Do not leave this area without permission
minor-duty-school_attendance = Go to school
minor-duty-registration = Come to the office
minor-duty-check_in = Answer when you are asked
minor-duty-check_in-text =
    { $minutes ->
        [one] You have { $minutes } minute for it.
       *[other] You have { $minutes } minutes for it.
    }
minor-duty-treatment = Go to your appointments
minor-duty-community_service = Do useful work
minor-duty-no_contact = Do not meet or write to
minor-duty-other = One more duty
minor-duty-places-unnamed = Your inspector will tell you which.
minor-duty-hours = from { $from } to { $to }
minor-home-now = Now, until { $to }
minor-home-later = Today from { $from } to { $to }
minor-home-free = Not today
minor-every-week =
    { $day ->
        [mon] Every Monday
        [tue] Every Tuesday
        [wed] Every Wednesday
        [thu] Every Thursday
        [fri] Every Friday
        [sat] Every Saturday
       *[sun] Every Sunday
    }
minor-every-month = On these days of each month: { $days }
minor-times-a-month =
    { $count ->
        [one] Once a month
        [2] Twice a month
       *[other] { $count } times a month
    }
minor-service =
    { $hours ->
        [one] { $hours } hour in all
       *[other] { $hours } hours in all
    }
minor-service-by =
    { $hours ->
        [one] { $hours } hour in all, by { $by }
       *[other] { $hours } hours in all, by { $by }
    }
minor-help-here = Your call for help is on this phone and has not been sent yet: there is no internet. It goes by itself as soon as there is. Do not wait for it if you are in danger: call.
minor-call-112 = 112, emergencies
minor-call-111 = 111, help for children

## What the office has written

minor-warning = You were given a warning
minor-warning-text = Keep to what the court asked of you. If you do not agree, you and your parents may complain, and an advocate can help you.
minor-warning-withdrawn = The warning was taken back
minor-warning-withdrawn-text = It was given without ground. It does not count.
minor-hearing = Tell us how it was
minor-hearing-text = Come with your mother, father or another adult of yours until { $time }. What you say is read before anybody decides.
