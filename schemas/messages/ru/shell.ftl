### Рамка приложения: вход, язык, обновления.

shell-loading = Открываем…
shell-part-missing = Этой части ещё нет на устройстве
shell-part-missing-help = Один раз подключитесь к интернету и попробуйте снова.
shell-server-trouble = На сервере неполадка. Попробуйте через минуту.

shell-sign-in = Войти
shell-sign-out = Выйти

shell-language = Язык
shell-language-unavailable = Этого языка ещё нет на устройстве. Подключитесь к интернету и попробуйте снова.
shell-theme = Оформление
shell-theme-auto = Авто
shell-theme-light = Светлое
shell-theme-dark = Тёмное

# Единственные слова на экране блокировки: ничего не выдают.
shell-push = У вас сообщение

shell-update-ready = Готова новая версия.
shell-update-now = Обновить

## Вход

shell-login-title = Вход
shell-login-again = Войдите снова
shell-login-again-help = Всё, что записано на этом устройстве, на месте.
shell-login-later = Позже
shell-login-user = Имя пользователя
shell-login-user-missing = Введите имя пользователя.
shell-login-password = Пароль
shell-login-password-missing = Введите пароль.
shell-login-show-password = Показать пароль
shell-login-hide-password = Скрыть пароль
shell-login-wrong = Неверное имя пользователя или пароль.
shell-login-throttled =
    { $seconds ->
        [one] Слишком много попыток. Повторите через { $seconds } секунду.
        [few] Слишком много попыток. Повторите через { $seconds } секунды.
       *[other] Слишком много попыток. Повторите через { $seconds } секунд.
    }
shell-login-no-network = Нет сети. Для первого входа на устройстве нужен интернет.
shell-login-unreachable = Сервер не отвечает. Проверьте интернет и попробуйте снова.
shell-login-help = Забыли пароль? Обратитесь к начальнику отдела.

## Настройки

shell-settings = Настройки
shell-version = Версия { $version }
shell-password-change = Сменить пароль
shell-password-old = Нынешний пароль
shell-password-new = Новый пароль
shell-password-hint = Не меньше 10 знаков. Несколько слов подряд запомнить легче.
shell-password-new-missing = Введите новый пароль.
shell-password-wrong = Нынешний пароль неверен.
shell-password-weak = Этот пароль легко угадать. Придумайте подлиннее.
shell-password-changed = Пароль изменён.
shell-too-often = Слишком много попыток. Подождите немного и попробуйте снова.
