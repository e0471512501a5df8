### The inspector's phone: short sentences, read at a door, in the dark, with one hand.

inspector-storage-closed = Хранилище телефона не открывается
inspector-storage-closed-help = Закройте другие вкладки приложения и попробуйте снова. Ничего не удалено.
inspector-no-name = Имя ещё не загружено

## First start: PIN and files

inspector-pin-title = Придумайте PIN-код
inspector-pin-why = Шесть цифр закрывают всё на этом телефоне; забытый код никто не восстановит.
inspector-pin-choose = Введите шесть цифр
inspector-pin-again = Те же шесть цифр ещё раз
inspector-pin-different = Цифры не совпали. Начните заново.
inspector-pin-weak = Слишком легко угадать. Выберите другие цифры.
inspector-pin-enter = Ваш PIN-код
inspector-pin-wrong = Неверный PIN-код.
inspector-pin-wait =
    { $seconds ->
        [one] Неверный PIN-код. Подождите { $seconds } секунду.
        [few] Неверный PIN-код. Подождите { $seconds } секунды.
       *[many] Неверный PIN-код. Подождите { $seconds } секунд.
    }
inspector-pin-change = Сменить PIN-код
inspector-pin-old = Нынешний PIN-код
inspector-pin-old-wrong = Нынешний PIN-код неверен.
inspector-pin-changed = PIN-код изменён

inspector-fetch-title = Загружаем ваши дела
inspector-fetch-why = После этого можно работать без сети.
inspector-fetch-asking = Спрашиваем сервер…
inspector-fetch-progress = Дела: { $done } из { $total }
inspector-fetch-interrupted = Связь прервалась. Загруженное сохранено, остальное придёт при новой попытке.
inspector-fetch-signed-out = Сервер просит войти снова.
inspector-fetch-begin = Начать с тем, что есть

inspector-install = Добавьте приложение на главный экран
inspector-install-why = Оно откроется без строки браузера, а данные на телефоне хранятся надёжнее.
inspector-install-now = Установить
inspector-install-later = Не сейчас
inspector-install-how = В меню браузера (⋮) выберите «Установить приложение» или «Добавить на главный экран».
inspector-install-how-apple = Нажмите «Поделиться», затем «На экран „Домой“».

## The strip about sending

inspector-status-complete = Всё на сервере, { $time }
inspector-status-waiting =
    { $count ->
        [one] { $count } запись только на этом телефоне
        [few] { $count } записи только на этом телефоне
       *[many] { $count } записей только на этом телефоне
    }
inspector-status-sending =
    { $count ->
        [one] Отправляем { $count } запись…
        [few] Отправляем { $count } записи…
       *[many] Отправляем { $count } записей…
    }
inspector-status-looking = Спрашиваем сервер…
inspector-status-looking-count = Загружаем: { $done } из { $total } дел
inspector-status-refused =
    { $count ->
        [one] Сервер не принял { $count } запись
        [few] Сервер не принял { $count } записи
       *[many] Сервер не принял { $count } записей
    }
inspector-status-offline = Нет сети
inspector-status-offline-complete = Нет сети. Всё отправлено, { $time }
inspector-status-offline-waiting =
    { $count ->
        [one] Нет сети. { $count } запись только на этом телефоне
        [few] Нет сети. { $count } записи только на этом телефоне
       *[many] Нет сети. { $count } записей только на этом телефоне
    }
inspector-status-failed = Сервер не отвечает. Повторим сами
inspector-status-failed-waiting =
    { $count ->
        [one] Сервер не отвечает. { $count } запись только на этом телефоне
        [few] Сервер не отвечает. { $count } записи только на этом телефоне
       *[many] Сервер не отвечает. { $count } записей только на этом телефоне
    }
inspector-status-sign-in = Войдите снова, чтобы получать изменения
inspector-status-sign-in-waiting =
    { $count ->
        [one] Войдите снова: { $count } запись только на этом телефоне
        [few] Войдите снова: { $count } записи только на этом телефоне
       *[many] Войдите снова: { $count } записей только на этом телефоне
    }
inspector-status-never = Ещё не сверено с сервером
inspector-where-server = На сервере

## Places of the app

inspector-nav = Разделы приложения
inspector-nav-today = Сегодня
inspector-nav-cases = Дела
inspector-nav-outbox = Отправка
inspector-nav-settings = Настройки
inspector-nav-unsent =
    { $count ->
        [one] { $count } запись не на сервере
        [few] { $count } записи не на сервере
       *[many] { $count } записей не на сервере
    }
inspector-to-today = Сегодня
inspector-to-case = Личное дело
inspector-look-again = Проверить снова

## Today

inspector-today = Сегодня
inspector-search = Имя, номер или улица
inspector-search-clear = Очистить поиск
inspector-search-none = Никого не нашли
inspector-search-none-help = Введите только начало имени или улицу.
inspector-open-now = Проверить сейчас: { $count }
inspector-tonight = Проверить позже: { $count }
inspector-settled = Записано или разрешено: { $count }
inspector-tasks = Посещения и задания
inspector-came-back = От начальника отдела
inspector-seen-all = Прочитано
inspector-planned = По плану
inspector-planned-hours = Запланировано: { $from }–{ $until }
inspector-planned-task = { $what }: { $from } – { $until }
inspector-check-missed = По плану, не проверено
inspector-permitted-night = Разрешение на всё время
inspector-permitted-until = Разрешение до { $time }
inspector-permitted-from = Разрешение с { $time }
inspector-recorded-at = { $result }, { $time }
inspector-again-from = Ещё раз с { $time }
inspector-task-call = Позвонить: сообщение не дошло до телефона
inspector-task-from = с { $time }
inspector-task-until = до { $time }
inspector-task-overdue = срок был до { $time }
inspector-decided = { $verdict }, { $time }
inspector-nothing-due = Сейчас ничего не нужно
inspector-nothing-due-help = На сегодня нет ночных проверок и посещений.
inspector-unfinished = Не закончено: { $count }
inspector-unfinished-since = { $what }, { $time }
inspector-discard-draft = Удалить
inspector-discard-draft-ask = Незаконченная форма исчезнет с телефона. Записано по ней ничего не было.
inspector-keep = Оставить

## Cases

inspector-cases = Дела: { $count }
inspector-cases-none = Дел пока нет
inspector-cases-none-help = Их закрепляет за вами начальник отдела; они придут при следующей связи с сервером.
inspector-flags-open = Ждут решения: { $count }
inspector-case-unsent = Только на этом телефоне: { $count }
inspector-case-refused = Не принято: { $count }
inspector-case-leaving = Уже не ваше
inspector-case-leaving-help = Это дело больше не закреплено за вами. Оно исчезнет с телефона, как только сервер получит ваши записи.
inspector-case-gone = Этого дела нет на телефоне
inspector-case-gone-help = Возможно, его передали другому инспектору.

inspector-age =
    { $years ->
        [one] { $years } год
        [few] { $years } года
       *[many] { $years } лет
    }
inspector-map = Карта
inspector-call = Позвонить
inspector-unsafe-contact = Связываться небезопасно
inspector-order-until = по { $date } включительно
inspector-duties = Обязанности
inspector-duties-none = Действующих обязанностей нет.
inspector-duty-hours = Сегодня { $from }–{ $to }
inspector-duty-hours-now = Сейчас, { $from }–{ $to }
inspector-duty-not-today = Сегодня нет
inspector-duty-from = Только с { $time }
inspector-permission-now = Разрешение: { $from } – { $until }
inspector-permission-span = { $from } – { $until }
inspector-explanation-declined = Отказ объяснять
inspector-story = Что было
inspector-story-empty = Пока ничего не записано.
inspector-story-more = Показать более ранние: { $count }
inspector-flag-suspected = Предполагаемое нарушение: { $duty }
inspector-flag-inconclusive = Неясно: { $duty }
inspector-flag-is-no-violation = Предположение ещё не нарушение. Решает начальник отдела.
inspector-violation = Нарушение: { $duty }

## Recording

inspector-record = Записать
inspector-record-check = Ночная проверка
inspector-record-visit = Посещение
inspector-record-school = Школа
inspector-one-tap = Одно касание записывает.
inspector-method-in-person = Лично
inspector-method-phone = Телефон
inspector-method-video = Видео
inspector-window-open = Быть дома { $from }–{ $to }
inspector-window-not-open = Быть дома нужно { $from }–{ $to }. Отсутствие в другое время не нарушение.
inspector-window-none = Сегодня быть дома не обязательно. Отсутствие не нарушение.
inspector-photo = Фотография
inspector-photo-open = Открыть фотографию
inspector-photo-coming = Фотография загружается
inspector-photo-away = Её нет на этом телефоне; открыть можно, когда будет сеть.
inspector-clock-sure = сверено с сервером
inspector-clock-unknown = Часы телефона ещё не сверены с сервером
inspector-clock-fast = Часы телефона спешат на { $minutes } мин; время исправлено
inspector-clock-slow = Часы телефона отстают на { $minutes } мин; время исправлено
inspector-place-searching = Ищем местоположение…
inspector-place-denied = Нет доступа к местоположению. Записать всё равно можно.
inspector-place-unavailable = Местоположение не определяется. Записать всё равно можно.
inspector-place-no-home = Местоположение есть; дома нет на карте
inspector-place-here = У адреса
inspector-place-elsewhere = { $distance } от адреса
inspector-place-coarse = Слишком грубо, чтобы судить
inspector-place-accuracy = точность { $metres }
inspector-place-kept = определено в { $time }
inspector-place-not-needed = При звонке и видео ваше местоположение не записывается.
inspector-place-doubt-hint = По местоположению не видно, что вы были у адреса. Начальник увидит это как неясное.
inspector-again-hint = Одна неоткрытая дверь ничего не доказывает. Вторая попытка засчитывается с { $time }.
inspector-worry = Тревожусь за ребёнка
inspector-worry-short = Тревога
inspector-worry-help = Что вы видели или слышали? Это попадёт в начало списка начальника.
inspector-add-note = Заметка
inspector-arrived = Посещение начато в { $time }
inspector-outcome-missing = Выберите, как прошло посещение.
inspector-status-missing = Выберите одно.
inspector-now = Сейчас
inspector-person-name = Имя
inspector-add-person = Кто-то ещё
inspector-remove-person = Убрать
inspector-fewer = На один меньше
inspector-more = На один больше
inspector-other-day = День
inspector-day-future = Этот день ещё не наступил.
inspector-day-missing = Выберите день.
inspector-day-sunday = Это воскресенье. Были ли уроки?
inspector-day-known = За этот день уже записано: { $what }
inspector-source = Кто в школе это сказал
inspector-source-help = Например: классный руководитель, по телефону
inspector-save-on-phone = Сохранить на телефоне
inspector-saved = Сохранено на этом телефоне
inspector-saved-correction = Прежняя запись остаётся с пометкой «исправлено».
inspector-correct-this = Ошибка? Исправить
inspector-correct = Исправить
inspector-correcting = Вместо «{ $what }», { $time }. Прежняя запись останется с пометкой.
inspector-record-missing = Записи, которую нужно исправить, нет на телефоне.
inspector-save-failed = Не удалось сохранить. Попробуйте ещё раз.
inspector-storage-full = Память телефона заполнена. Удалите фото или приложения и попробуйте снова. Введённое не пропало.

## Sending

inspector-send-now = Отправить сейчас
inspector-send-first = Сначала отправить
inspector-outbox-complete-at = Всё было сверено: { $time }
inspector-outbox-sign-in = Сервер просит войти снова. До тех пор всё останется здесь.
inspector-outbox-waiting = Ждут: { $count }
inspector-outbox-waiting-help = Уйдут сами, как только появится сеть.
inspector-outbox-refused = Не приняты: { $count }
inspector-outbox-refused-help = Сервер не взял эти записи. Они останутся здесь, пока вы не решите.
inspector-outbox-empty = Всё на сервере
inspector-outbox-empty-help = Ничего не ждёт, отказов нет.
inspector-refused-unknown = Сервер назвал причину, которой приложение не знает: { $code }
inspector-try-again-record = Ещё раз
inspector-give-up = Удалить запись
inspector-given-up = Запись удалена с телефона
inspector-give-up-ask = Запись исчезнет с телефона, а на сервере её нет. Если она важна, сначала сохраните её в файл.
inspector-export = Сохранить в файл
inspector-export-warning = В файле имена и заметки, его прочтёт любой, у кого он есть. Передайте его в отдел сами, не отправляйте мессенджером.
inspector-export-now = Сохранить файл

## Settings

inspector-lock = Блокировка
inspector-lock-now = Заблокировать
inspector-storage = Хранение
inspector-storage-kept = Телефон не удалит данные приложения сам.
inspector-storage-not-kept = При нехватке места телефон может удалить данные приложения. Поможет установка приложения.
inspector-storage-used = Занято { $percent } места
inspector-version = Версия { $version }
inspector-out-unsent =
    { $count ->
        [one] { $count } запись не на сервере
        [few] { $count } записи не на сервере
       *[many] { $count } записей не на сервере
    }
inspector-out-unsent-help = Они останутся на этом телефоне под замком и уйдут, только когда вы снова войдёте здесь.
inspector-out-anyway = Всё равно выйти

## Outside of an assignment

inspector-status-apart = Всё на сервере. Решает начальник: { $count }
inspector-outbox-apart = У начальника отдела: { $count }
inspector-outbox-apart-help = Записано, когда дело не было закреплено за вами. Сервер запись получил; войдёт ли она в дело, решает начальник отдела.
inspector-notes = Передано
inspector-notes-help = Дело больше не ваше, его копии в телефоне нет. Остались только эти строки.
inspector-note-waiting = Получено; решает начальник
inspector-note-admitted = Принято в дело
inspector-note-rejected = В дело не принято
inspector-note-gone = Форма не была закончена за сутки и удалена.
inspector-note-draft = Незаконченная форма
inspector-note-dismiss = Убрать
inspector-unfinished-leaving = Дело больше не ваше: закончите или удалите форму в течение суток. Потом она будет удалена вместе с копией дела.

## Вручение документа

inspector-serve = Вручить предупреждение
inspector-serve-read = Прочитать документ
inspector-serve-present = Кто присутствовал
inspector-serve-present-hint = Законный представитель или педагог. Без них вручения нет.
inspector-serve-present-missing = Укажите, кто присутствовал
inspector-serve-refused = Принять отказались
