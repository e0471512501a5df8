### Барлық экранға ортақ сөздер.

ui-try-again = Қайталау
ui-back = Артқа
ui-close = Жабу
ui-cancel = Бас тарту
ui-save = Сақтау
ui-delete-digit = Соңғы цифрды өшіру
ui-pin-filled = { $of } цифрдан енгізілгені: { $count }

## Күн мен уақыт: қазақшаны кез келген браузер біле бермейді, сондықтан сөздер үш тілде де өзіміздікі.

ui-date = { $day } { $month }
ui-date-year = { $year } ж. { $day } { $month }
ui-date-weekday = { $date }, { $weekday }
ui-month-1 = қаңтар
ui-month-2 = ақпан
ui-month-3 = наурыз
ui-month-4 = сәуір
ui-month-5 = мамыр
ui-month-6 = маусым
ui-month-7 = шілде
ui-month-8 = тамыз
ui-month-9 = қыркүйек
ui-month-10 = қазан
ui-month-11 = қараша
ui-month-12 = желтоқсан
ui-weekday-1 = дүйсенбі
ui-weekday-2 = сейсенбі
ui-weekday-3 = сәрсенбі
ui-weekday-4 = бейсенбі
ui-weekday-5 = жұма
ui-weekday-6 = сенбі
ui-weekday-7 = жексенбі
ui-just-now = жаңа ғана
ui-minutes-ago = { $count } мин бұрын
ui-in-minutes = { $count } минуттан кейін
ui-hours-ago = { $count } сағат бұрын
ui-in-hours = { $count } сағаттан кейін
ui-days-ago =
    { $count ->
        [1] кеше
       *[other] { $count } күн бұрын
    }
ui-in-days =
    { $count ->
        [1] ертең
       *[other] { $count } күннен кейін
    }
ui-lasts-seconds = { $count } с
ui-lasts-minutes = { $count } мин
ui-lasts-hours = { $count } сағ
