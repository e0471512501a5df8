### Рабочее место начальника отдела: очередь проверки, предполагаемое нарушение, дело, список дел, статистика.

desk-queue = Решения
desk-cases = Дела
desk-statistics = Статистика
desk-live = Изменения видны сразу
desk-not-live = Нет связи: страница могла устареть
desk-waiting =
    { $count ->
        [0] Ничего не ждёт решения
        [one] { $count } ждёт решения
        [few] { $count } ждут решения
       *[many] { $count } ждут решения
    }
desk-shelf-open = Ждут
desk-shelf-decided = Решённые
desk-queue-empty = Всё рассмотрено
desk-queue-empty-text = Новое предполагаемое нарушение появится здесь само.
desk-decided-empty = Решений пока нет
desk-choose = Выберите строку слева
desk-choose-text = Или идите по списку стрелками.
desk-loading = Загрузка
desk-load-failed = Сервер недоступен
desk-not-found = Такого дела в вашем отделе нет
desk-new = новое
desk-welfare = Тревога за ребёнка
desk-look = Посмотреть
desk-help-wanted = Несовершеннолетний просит помощи

## Предполагаемое нарушение

desk-window-from = { $day }, время с { $time }
desk-why = На чём основано
desk-recorded = Что записано
desk-recorded-nothing = Записей нет: речь о том, чего не произошло.
desk-fact-gone = Записи, на которую это опирается, нет в деле
desk-clock-phone = Часы телефона показывали { $time }: они { $direction ->
        [fast] спешили
       *[slow] отставали
    } на { $off }.
desk-clock-unknown = Телефон ни разу не сверял часы: время неточное.
desk-arrived = Поступило на сервер { $time }
desk-arrived-late = Поступило на сервер { $time }, когда дело уже передали
desk-made-here = Внесено в отделе
desk-where = Где
desk-map-label = Карта: записанное место в { $distance } от дома, с точностью до { $accuracy }
desk-map-label-unknown = Карта: записанное место в { $distance } от дома; точность телефон не сообщил
desk-map-home = Дом, в пределах { $radius }
desk-map-curfew = Место ночного запрета, в пределах { $radius }
desk-map-fix = { $number }: место с точностью до { $accuracy }
desk-map-fix-unknown = { $number }: место, точность неизвестна
desk-map-certain = удвоенная погрешность: в её пределах место считается достоверным
desk-distance = { $distance } от дома
desk-no-place = Место не записано
desk-north = С
desk-before = Что было раньше
desk-before-empty = Других записей в деле пока нет.
desk-explanation = Объяснение несовершеннолетнего
desk-explanation-none = Ещё не взято. До решения возьмите его или предложите дать.
desk-explanation-declined = Предложено дать, отказ
desk-explanation-present = В присутствии: { $person }
desk-explanation-take = Взять объяснение
desk-explanation-decline = Записать отказ от объяснения
desk-explanation-text = Слова самого несовершеннолетнего
desk-explanation-text-missing = Напишите, что говорит несовершеннолетний
desk-explanation-who = В чьём присутствии
desk-explanation-who-hint = Законный представитель или педагог. Без них объяснение не имеет силы.
desk-explanation-who-missing = Укажите, кто присутствовал
desk-decisions = Решения
desk-decide = Ваше решение
desk-reason = Основание
desk-reason-hint = Останется в деле. Его прочтут инспектор и прокурор.
desk-reason-missing = Решению нужно основание
desk-confirm = Нарушение есть
desk-dismiss = Нарушения нет
desk-excuse = Уважительная причина
desk-own-fact = Эту запись сделали вы, поэтому решает другой.
desk-void-text = Записи больше этого не подтверждают. Решать нечего.
desk-frozen-text = Срок приговора истёк. Решать нечего.
desk-decided = Решено. Телефон инспектора узнает об этом при следующей связи.
desk-refused = Сервер не принял: { $reason }
desk-not-sent = Не отправлено: сервер недоступен. Ваш текст сохранён на экране.
desk-next = Дальше
desk-conflicting = Два решения расходятся. Определите, какое остаётся в силе.
desk-resolve = Определить

## Тревога за ребёнка

desk-answer = Что сделано
desk-answer-hint = Например: позвонили матери, попросили ювенальную полицию зайти.
desk-answer-missing = Напишите, что сделано
desk-answer-save = Записать
desk-answered = Записано

## Дело

desk-age =
    { $years ->
        [one] { $years } год
        [few] { $years } года
       *[many] { $years } лет
    }
desk-duties = Действующие обязанности
desk-duties-none = Сегодня обязанностей нет.
desk-duty-from = Начинается { $time }
desk-duty-today = Сегодня { $hours }
desk-timeline = Записи
desk-assigned = Инспектор
desk-assigned-nobody = Никто не закреплён
desk-assign = Закрепить
desk-assign-to = Закрепить за
desk-assigned-done = Закреплено. Дело придёт на телефон при следующей связи.
desk-unassign = Снять закрепление: { $name }
desk-unassign-ask = Дело уйдёт с этого телефона при следующей связи. То, что записано до этой минуты, ещё будет принято.
desk-unassigned = Закрепление снято
desk-plan = Запланировать задание
desk-plan-what = Что
desk-plan-day = День
desk-plan-from = С
desk-plan-until = До
desk-plan-save = Запланировать
desk-planned = Запланировано
desk-plan-crossed = Окончание должно быть позже начала
desk-ask = Попросить отметиться
desk-ask-text = На телефон придёт только «У вас сообщение». Вместе с ответом один раз придёт местоположение.
desk-ask-no-phone = Ни один телефон ребёнка не принимает сообщения: просьбу увидят, только открыв приложение.
desk-ask-send = Попросить сейчас
desk-ask-urgent = Ждать нельзя: попросить сейчас
desk-asked = Отправлено. Ответ появится среди записей.
desk-requests = Просьбы отметиться
desk-request-open = Ждём ответа до { $time }
desk-request-delivered = Дошло до телефона
desk-request-not-delivered = До телефона не дошло: вины ребёнка в этом нет
desk-request-pending = Отправлено, телефон ещё не подтвердил
desk-request-answered = Ответ { $time }
desk-request-over = До { $time } ответа не было
desk-invite = Пригласить несовершеннолетнего
desk-invite-text = Пусть телефон ребёнка считает эту картинку, или отправьте ссылку. Сработает один раз, до { $time }.
desk-invite-make = Создать приглашение
desk-invite-again = Прежнее неиспользованное приглашение перестанет работать.
desk-copy = Скопировать ссылку
desk-copied = Скопировано
desk-guardian = Законный представитель
desk-not-safe = Не звонить: это может навредить ребёнку

## Список дел

desk-search = Имя или номер
desk-cases-found =
    { $count ->
        [one] { $count } дело
        [few] { $count } дела
       *[many] { $count } дел
    }
desk-cases-none = Никто не найден
desk-cases-none-text = Попробуйте меньше букв. Ә и ə, а также латинские буквы находятся одинаково.
desk-open-flags = Ждут решения
desk-nobody = нет

## Статистика

desk-stats-total =
    { $count ->
        [one] несовершеннолетний на учёте
       *[other] несовершеннолетних на учёте
    }
desk-stats-by-measure = По мерам
desk-stats-by-office = По отделам
desk-stats-office = Отдел
desk-stats-all = Всего
desk-stats-flags = Предполагаемые нарушения
desk-stats-flags-text = Нарушениями считаются только подтверждённые.
desk-stats-as-of = На { $time }

desk-owed = За службой
desk-owed-whose = Это упущения самой службы: ничто здесь не говорит против подростка.
desk-owed-check_not_made = Запланированная проверка не проведена
desk-owed-notice_not_delivered = Запрос не дошёл до телефона
desk-owed-nobody_assigned = Никто не был закреплён, чтобы это записать
desk-owed-awaiting_contact = Запись ещё может быть на чьём-то телефоне
desk-owed-more = и ещё { $count }

## Outside of an assignment

desk-quarantine = Карантин
desk-quarantine-title = Записано вне закрепления
desk-quarantine-text = Инспекторы записали это по делу, которое в то время не было за ними закреплено. Пока вы не решите, оно нигде не учитывается.
desk-quarantine-empty = Ничего не ждёт
desk-quarantine-empty-text = Записанное вне закрепления появится здесь само.
desk-quarantine-waiting = Ждут
desk-quarantine-choose = Выберите запись
desk-quarantine-choose-text = Вы увидите, что в ней, по каким часам и когда закончилось закрепление.
desk-quarantine-ended = Закрепление закончилось { $time }
desk-quarantine-received = Поступило { $time }
desk-quarantine-photo = Фотография к записи
desk-quarantine-decide = Принять в дело?
desk-quarantine-reason-hint = Кто поручил, что вы проверили. Причина останется при записи.
desk-admit = Принять в дело
desk-reject = Не принимать в дело
desk-admitted = Принято в дело
desk-rejected = Не принято в дело
desk-admitted-by = { $why }. Принял(а) { $name }: { $reason }
desk-copies = Копии в телефонах
desk-copy-destroyed = Уничтожена { $time }
desk-copy-not-yet = Не уничтожена с { $time }
desk-copy-held = Работает с делом
desk-copy-contact = последняя связь { $time }

## Лестница мер

desk-ladder = Лестница мер
desk-ladder-count = Нарушений для представления: { $counted } из { $needed }
desk-ladder-proposed = Что может последовать. Само ничего не происходит.
desk-ladder-violations = Нарушения
desk-ladder-acts = Предупреждения и представления
desk-ladder-source = Основание: { $source }
desk-ladder-draft = Открыть черновик
desk-ladder-handed = Вручено
desk-ladder-sent = Отправлено
desk-ladder-counts = Учитывается
desk-ladder-unheard = Подросток не выслушан: не учитывается
desk-ladder-lapsed = Срок прошёл
desk-ladder-submitted = У суда
desk-ladder-issued = Подписано, не вручено
desk-ladder-served = Вручено
desk-ladder-ruled = Суд решил
desk-ladder-fallen = Основание отпало
desk-ladder-own = Подписал тот, кто сделал запись
desk-ladder-withdrawn = Отозвано
desk-ladder-malicious = Злостное
desk-ladder-until = до { $date }
desk-ladder-served-to = { $who }, { $time }
desk-ladder-report = Справка для суда
desk-rung-violation = Подтверждённое нарушение
desk-rung-warning = Письменное предупреждение { $number }
desk-rung-submission = Представление в суд
desk-rung-ruling = Решение суда
desk-rung-reached = есть
desk-rung-proposed = возможно
desk-rung-ahead = не дошло
desk-handover-who = Кому вручено
desk-handover-who-missing = Укажите, кто получил
desk-handover-court = Куда отправлено
desk-handover-present-hint = Законный представитель или педагог. Без них вручения нет.
desk-handover-refused = Принять отказались
desk-ruling-enter = Внести решение суда
desk-ruling-what = Что решил суд
desk-ruling-text = Словами суда
desk-ruling-granted = Удовлетворено
desk-ruling-partly = Удовлетворено частично
desk-ruling-refused = Отказано
desk-ruling-returned = Возвращено без рассмотрения
desk-paper-warning = Письменное предупреждение
desk-paper-submission = Представление в суд
desk-paper-withdrawal = Отзыв
desk-paper-report = Справка для суда
desk-paper-back = К делу
desk-paper-language = Язык документа
desk-paper-print = Печать
desk-paper-text = Текст
desk-paper-text-hint = Черновик составлен по записям. Прочтите, исправьте и подпишите только то, за что отвечаете.
desk-paper-sign = Подписать
desk-paper-signed = Подписано. Документ в деле.
desk-paper-none = Подписывать нечего
desk-paper-none-text = Нет нарушений, которые ждут этого шага.
desk-not-heard = Подросток не выслушан. Чтобы подтвердить, возьмите объяснение или предложите его дать; решить в пользу подростка можно сразу.
desk-not-heard-until = Подростку предложено дать объяснение. Подтвердить можно с { $time } или как только объяснение будет.
desk-unheard = Это подтвердили, не выслушав подростка, поэтому нигде не учитывается. Решите заново.
desk-malicious = Нарушение злостное
desk-malicious-text = Оно одно может стать основанием для представления в суд. Объясните почему.
desk-hearing-invite = Предложить дать объяснение
desk-hearing-told = Кому сообщили
desk-hearing-told-hint = Подростку и законному представителю: имя, как, по какому номеру.
desk-hearing-told-missing = Укажите, кому сообщили
desk-hearing-waiting = Предложено, ждём до { $time }
desk-hearing-over = Предложено; ответа до { $time } не было

## План

desk-fortnight = План
desk-fortnight-text = Составлен по жребию на две недели, поровну между инспекторами. Подростки его не видят.
desk-fortnight-none = Пока ничего не запланировано
desk-fortnight-none-text = План составляется в полночь для дел, за которыми закреплён инспектор.
desk-fortnight-choose = Выберите день инспектора, чтобы увидеть задания.
desk-task-planned = Запланировано
desk-task-done = Сделано
desk-task-missed = Не сделано: упущение службы
desk-task-cancelled = Отменено
desk-task-moved = Перенесено вручную
desk-task-change = Перенести или отменить
desk-task-move = Перенести
desk-task-cancel = Отменить задание
