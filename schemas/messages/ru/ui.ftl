### Слова, общие для всех экранов.

ui-try-again = Повторить
ui-back = Назад
ui-close = Закрыть
ui-cancel = Отмена
ui-save = Сохранить
ui-delete-digit = Стереть последнюю цифру
ui-pin-filled = Введено цифр: { $count } из { $of }
