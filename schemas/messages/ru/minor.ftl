### Приложение самого подростка. Простые слова; ни слова о суде, вине и наказании.

minor-storage-closed = Приложение не может открыть свою память
minor-storage-closed-help = Закройте другие страницы этого приложения и попробуйте ещё раз.

## Приглашение

minor-invited = Тебя пригласили
minor-invited-text = Выбери язык и открой приложение. Ссылка срабатывает один раз, поэтому открывай её на том телефоне, где приложение останется.
minor-invited-over = Эта ссылка уже использована или устарела. Попроси новую у того, кто её дал.
minor-invited-offline = Сейчас нет интернета. Подключись один раз и попробуй снова.
minor-invited-later = Сейчас не получилось. Подожди минуту и попробуй снова.
minor-open = Открыть
minor-new-link = Твои ответы сохранены здесь, но отправить их сейчас нельзя. Попроси у инспектора новую ссылку.

## Знакомство

minor-welcome = Что это такое?
minor-welcome-what = Приложение говорит, что и когда тебе нужно делать. Иногда оно спрашивает, где ты.
minor-welcome-place = Мы видим, где ты, только в тот момент, когда ты отправляешь ответ. Никто за тобой не следит.
minor-welcome-help = Если что-то не так, здесь в любой момент можно попросить о помощи.
minor-continue = Дальше
minor-done = Готово
minor-not-now = Не сейчас
minor-send = Отправить
minor-stay = Остаться

## Сообщения

minor-messages = Сообщения
minor-messages-why = Мы можем прислать сообщение, когда нужен твой ответ, чтобы не приходилось всё время проверять.
minor-messages-words = На заблокированном экране будет написано только:
minor-messages-choice = Сейчас телефон спросит разрешения. Можно отказаться: приложение будет работать так же, просто открывать его придётся по памяти.
minor-messages-allow = Разрешить сообщения
minor-messages-on = Сообщения включены. На заблокированном экране написано только:
minor-messages-refused = Сообщения выключены. Приложение работает так же: открывай его несколько раз в день.
minor-messages-later = Чтобы разрешить потом: открой эту страницу в браузере, нажми на значок рядом с адресом, затем «Уведомления».
minor-messages-unsupported = Этот браузер не умеет получать сообщения. Приложение работает так же: открывай его несколько раз в день.

## Замок

minor-pin = Свой код
minor-pin-why = Если твой телефон берут другие, приложение можно закрыть шестью цифрами. Это не обязательно.
minor-pin-on = Приложение закрыто твоими шестью цифрами.
minor-pin-make = Придумать код
minor-pin-without = Без кода
minor-pin-change = Сменить код
minor-pin-old = Твой нынешний код
minor-pin-new = Придумай шесть цифр
minor-pin-again = Те же шесть цифр ещё раз
minor-pin-differ = Цифры не совпали. Придумай снова.
minor-pin-made = Код установлен
minor-pin-enter = Введи код
minor-pin-wrong = Это не тот код
minor-pin-wait =
    { $seconds ->
        [one] Подожди { $seconds } секунду
        [few] Подожди { $seconds } секунды
       *[many] Подожди { $seconds } секунд
    }
minor-pin-forgot = Я не помню код
minor-pin-forgot-text = Без кода приложение не открыть. Можно начать заново: всё, что в нём есть, сотрётся с этого телефона, и неотправленные ответы тоже. Потом понадобится новая ссылка.
minor-start-again = Стереть и начать заново
minor-lock-now = Закрыть сейчас

## Первый экран

minor-places = Части приложения
minor-now = Сейчас
minor-nav-duties = Обязанности
minor-nav-answers = Ответы
minor-duties = Мои обязанности
minor-answers = Мои ответы
minor-hello = Здравствуй, { $name }
minor-hello-plain = Здравствуй
minor-asked = Где ты сейчас?
minor-asked-until = Ответь, пожалуйста, до { $time }.
minor-minutes-left =
    { $count ->
        [one] Осталась { $count } минута
        [few] Осталось { $count } минуты
       *[many] Осталось { $count } минут
    }
minor-missed = Ответить ещё можно
minor-missed-text = Ответ ждали до { $time }. Поздний ответ лучше, чем никакого; если хочешь, напиши, почему так вышло.
minor-nothing-asked = Сейчас от тебя ничего не нужно
minor-nothing-asked-text = Но ты всегда можешь сообщить, где ты.
minor-i-am-here = Я здесь
minor-need-help = Мне нужна помощь
minor-last-answer = Твой последний ответ:
minor-today = Сегодня
minor-waits =
    { $count ->
        [one] { $count } ответ ждёт на этом телефоне. Он уйдёт сам, когда появится интернет.
        [few] { $count } ответа ждут на этом телефоне. Они уйдут сами, когда появится интернет.
       *[many] { $count } ответов ждут на этом телефоне. Они уйдут сами, когда появится интернет.
    }
minor-full = На телефоне нет места, ответ не сохранён. Удали несколько фото или видео и попробуй снова.

## Ответ

minor-place-searching = Ищем, где ты…
minor-place-found = Место найдено
minor-place-within = Место найдено с точностью около { $distance }
minor-place-denied = Телефон не показывает нам, где ты
minor-place-denied-help = Ответ можно отправить и так. Чтобы разрешить: нажми на значок рядом с адресом, затем «Местоположение».
minor-place-unavailable = Телефон не может найти, где ты
minor-place-without = Можно немного подождать, лучше у окна, или отправить без места.
minor-place-once = Место читается, только пока открыт этот экран.
minor-note = Хочешь что-нибудь добавить?
minor-note-hint = Это не обязательно.
minor-saved = Твой ответ сохранён
minor-saved-here = Он на этом телефоне и уйдёт сам, как только появится интернет. Больше ничего делать не нужно.
minor-received-text = Ответ дошёл. Больше ничего делать не нужно.
minor-on-phone = На этом телефоне, ещё не отправлено
minor-received = Получено { $time }
minor-refused = Не принято
minor-refused-text = Непринятый ответ остаётся здесь. Позвони инспектору и скажи об этом.

## Помощь

minor-help-text = Нажми кнопку. Люди, которые с тобой работают, сразу увидят, что тебе нужна помощь.
minor-help-send = Попросить о помощи
minor-help-note = Что случилось?
minor-help-offline = Сейчас нет интернета. Сообщение останется на телефоне и уйдёт само. Если ждать нельзя, позвони тому, кому доверяешь.
minor-help-call = Если можешь, позвони ещё инспектору или взрослому, которому доверяешь. Если тебе грозит опасность, иди туда, где есть люди.
minor-help-saved = Твоя просьба о помощи сохранена
minor-help-received-text = Она дошла и стоит первой в их списке.

## Свои ответы

minor-answers-none = Ответов пока нет
minor-answers-none-text = Здесь будет всё, что ты отправишь, и будет видно, что оно дошло.
minor-answer-here = «Я здесь», { $time }
minor-answer-help = «Мне нужна помощь», { $time }
minor-answer-with-place = С местом
minor-answer-without-place = Без места

## Выход

minor-leave = Выйти?
minor-leave-unsent = Есть неотправленные ответы. Они останутся на этом телефоне, но уйдут только тогда, когда ты войдёшь снова по новой ссылке.

## Обязанности

minor-duties-unclear = Что-то непонятно или не получается? Спроси инспектора. Спрашивать можно.
minor-duties-none = Обязанностей здесь пока нет
minor-duties-none-text = Они появятся, когда приложение побывает в интернете.
minor-duty-curfew = Быть дома в эти часы
minor-duty-residence = Жить по своему адресу
minor-duty-residence-text = Прежде чем переехать, сообщи инспектору.
minor-duty-stay_away = Не ходить в эти места
minor-duty-stay_within = Не уезжать отсюда без разрешения
minor-duty-school_attendance = Ходить на занятия
minor-duty-registration = Приходить в отдел
minor-duty-check_in = Отвечать, когда тебя спрашивают
minor-duty-check_in-text =
    { $minutes ->
        [one] На ответ есть { $minutes } минута.
        [few] На ответ есть { $minutes } минуты.
       *[many] На ответ есть { $minutes } минут.
    }
minor-duty-treatment = Ходить на приёмы
minor-duty-community_service = Делать полезную работу
minor-duty-no_contact = Не встречаться и не переписываться
minor-duty-other = Ещё одна обязанность
minor-duty-places-unnamed = Какие именно, скажет инспектор.
minor-duty-hours = с { $from } до { $to }
minor-home-now = Сейчас, до { $to }
minor-home-later = Сегодня с { $from } до { $to }
minor-home-free = Сегодня нет
minor-every-week =
    { $day ->
        [mon] Каждый понедельник
        [tue] Каждый вторник
        [wed] Каждую среду
        [thu] Каждый четверг
        [fri] Каждую пятницу
        [sat] Каждую субботу
       *[sun] Каждое воскресенье
    }
minor-every-month = По этим числам каждого месяца: { $days }
minor-times-a-month =
    { $count ->
        [one] { $count } раз в месяц
        [few] { $count } раза в месяц
       *[many] { $count } раз в месяц
    }
minor-service =
    { $hours ->
        [one] Всего { $hours } час
        [few] Всего { $hours } часа
       *[many] Всего { $hours } часов
    }
minor-service-by =
    { $hours ->
        [one] Всего { $hours } час, до { $by }
        [few] Всего { $hours } часа, до { $by }
       *[many] Всего { $hours } часов, до { $by }
    }
