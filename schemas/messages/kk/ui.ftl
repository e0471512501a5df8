### Барлық экранға ортақ сөздер.

ui-try-again = Қайталау
ui-back = Артқа
ui-close = Жабу
ui-cancel = Бас тарту
ui-save = Сақтау
ui-delete-digit = Соңғы цифрды өшіру
ui-pin-filled = { $of } цифрдың { $count } енгізілді
