### Слова, общие для всех экранов.

ui-try-again = Повторить
ui-back = Назад
ui-close = Закрыть
ui-cancel = Отмена
ui-save = Сохранить
ui-delete-digit = Стереть последнюю цифру
ui-pin-filled = Введено цифр: { $count } из { $of }

## Даты и время: не каждый браузер знает казахский, поэтому слова свои на всех трёх языках.

ui-date = { $day } { $month }
ui-date-year = { $day } { $month } { $year } г.
ui-date-weekday = { $weekday }, { $date }
ui-month-1 = января
ui-month-2 = февраля
ui-month-3 = марта
ui-month-4 = апреля
ui-month-5 = мая
ui-month-6 = июня
ui-month-7 = июля
ui-month-8 = августа
ui-month-9 = сентября
ui-month-10 = октября
ui-month-11 = ноября
ui-month-12 = декабря
ui-weekday-1 = понедельник
ui-weekday-2 = вторник
ui-weekday-3 = среда
ui-weekday-4 = четверг
ui-weekday-5 = пятница
ui-weekday-6 = суббота
ui-weekday-7 = воскресенье
ui-just-now = только что
ui-minutes-ago = { $count } мин назад
ui-in-minutes = через { $count } мин
ui-hours-ago = { $count } ч назад
ui-in-hours = через { $count } ч
ui-days-ago =
    { $count ->
        [1] вчера
        [one] { $count } день назад
        [few] { $count } дня назад
       *[many] { $count } дней назад
    }
ui-in-days =
    { $count ->
        [1] завтра
        [one] через { $count } день
        [few] через { $count } дня
       *[many] через { $count } дней
    }
ui-lasts-seconds = { $count } с
ui-lasts-minutes = { $count } мин
ui-lasts-hours = { $count } ч
