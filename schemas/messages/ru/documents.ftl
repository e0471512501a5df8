# What documents say: labels of kinds, fields and values, shared by the inspector, the desk and the minor.
# doc-<enumeration>-<value>, values exactly as in schemas/documents.py.

## Kinds

doc-kind-visit = Посещение на дому
doc-kind-curfew_check = Ночная проверка
doc-kind-sighting = Встреча в другом месте
doc-kind-attendance = Посещаемость школы
doc-kind-registration = Явка на регистрацию
doc-kind-hours = Часы общественных работ
doc-kind-session = Сеанс лечения
doc-kind-check_in = Отметка подростка
doc-kind-photo = Фотография
doc-kind-case = Личное дело
doc-kind-order = Судебный акт
doc-kind-condition = Обязанность
doc-kind-permission = Разрешение
doc-kind-excuse = Уважительная причина
doc-kind-hearing = Приглашение дать объяснение
doc-kind-serving = Вручение
doc-kind-explanation = Объяснение
doc-kind-decision = Решение начальника
doc-kind-response = Что сделал отдел
doc-kind-warning = Письменное предупреждение
doc-kind-submission = Представление в суд
doc-kind-ruling = Решение суда
doc-kind-task = Задание
doc-kind-request = Запрос отметки
doc-kind-flag = Предполагаемое нарушение
doc-kind-assignment = Закрепление
doc-newer = Записано более новой версией приложения

## Home visit

doc-visit-outcome-met = Встретились
doc-visit-outcome-not_home = Нет дома
doc-visit-outcome-refused = Отказ от встречи
doc-visit-outcome-moved_out = Здесь больше не живёт
doc-visit-outcome-wrong_address = Адрес неверный

## Curfew check

doc-result-present = Дома
doc-result-absent = Нет дома
doc-result-no_answer = Нет ответа
doc-result-refused = Отказ

doc-method-in_person = Лично
doc-method-phone = По телефону
doc-method-video = По видео

## School, office, sessions

doc-attendance-present = На уроках
doc-attendance-late = Опоздание
doc-attendance-excused = Пропуск по уважительной причине
doc-attendance-unexcused = Пропуск без уважительной причины
doc-attendance-no_class = Уроков не было

doc-registration-appeared = Явка состоялась
doc-registration-sent_home = Явка была, домой отправили мы

doc-session-attended = Сеанс состоялся
doc-session-missed = Пропуск
doc-session-excused = Пропуск по уважительной причине

## Measures, conditions, stages

doc-measure-restricted_freedom = Ограничение свободы
doc-measure-conditional_sentence = Условное осуждение
doc-measure-community_service = Общественные работы
doc-measure-correctional_work = Исправительные работы
doc-measure-deferral = Отсрочка

doc-condition-curfew = Быть дома ночью
doc-condition-residence = Не менять место жительства
doc-condition-stay_away = Запрещённые места
doc-condition-stay_within = Не выезжать без разрешения
doc-condition-school_attendance = Посещать школу
doc-condition-registration = Являться на регистрацию
doc-condition-check_in = Отвечать на запросы
doc-condition-treatment = Лечение
doc-condition-community_service = Общественные работы
doc-condition-no_contact = Не общаться
doc-condition-other = Другая обязанность

doc-stage-pre_trial = Досудебная пробация
doc-stage-sentence = Приговорная пробация
doc-stage-penitentiary = Пенитенциарная пробация
doc-stage-post_penitentiary = Постпенитенциарная пробация

doc-case-status-active = Ведётся
doc-case-status-suspended = Приостановлено
doc-case-status-closed = Закрыто

doc-task-state-planned = Запланировано
doc-task-state-done = Выполнено
doc-task-state-cancelled = Отменено

## Flags and decisions

doc-flag-state-open = Ждёт решения
doc-flag-state-confirmed = Нарушение подтверждено
doc-flag-state-dismissed = Нарушения нет
doc-flag-state-excused = Уважительная причина
doc-flag-state-void = Отпало
doc-flag-state-reopened = Возвращено на решение
doc-flag-state-frozen = Остановлено: срок закончился

doc-certainty-suspected = Предполагаемое нарушение
doc-certainty-inconclusive = Неясно: место или время не точны

doc-verdict-confirm = Подтверждено
doc-verdict-dismiss = Нарушения нет
doc-verdict-excuse = Уважительная причина
doc-verdict-resolve_conflict = Противоречие разрешено

## Where a record is

doc-where-phone = Только на этом телефоне
doc-where-server = На сервере, { $time }
doc-where-judged = Решение: { $verdict }
doc-where-refused = Сервер не принял

## Roles

doc-role-inspector = инспектор
doc-role-supervisor = начальник отдела
doc-role-minor = подросток
doc-role-guardian = законный представитель
doc-role-court = суд
doc-role-prosecutor = прокурор
doc-role-police = полиция
doc-role-advocate = адвокат
doc-role-psychologist = психолог
doc-role-mediator = медиатор
doc-role-child_rights = орган по правам ребёнка
doc-role-school = школа
doc-role-analyst = аналитик
doc-role-operator = администратор
doc-role-server = сервер

## Fields

doc-field-number = Учётный номер
doc-field-name = Фамилия и имя
doc-field-born = Дата рождения
doc-field-sex = Пол
doc-field-sex-male = Мальчик
doc-field-sex-female = Девочка
doc-field-language = Язык
doc-field-office = Отдел
doc-field-guardian = Законный представитель
doc-field-phone = Телефон
doc-field-address = Адрес
doc-field-school = Школа
doc-field-stage = Вид пробации
doc-field-status = Состояние
doc-field-measure = Мера
doc-field-article = Статья
doc-field-court = Суд
doc-field-term = Срок
doc-field-source = Источник
doc-field-inspector = Инспектор
doc-field-result = Результат
doc-field-outcome = Итог
doc-field-method = Как проверено
doc-field-place = Местоположение
doc-field-accuracy = Точность
doc-field-note = Заметка
doc-field-welfare_concern = Тревога за ребёнка
doc-field-persons_met = С кем встретились
doc-field-relation = Кем приходится
doc-field-left_at = Время ухода
doc-field-date = День
doc-field-lessons_missed = Пропущено уроков
doc-field-reason = Причина
doc-field-recorded_at = Записано
doc-field-received_at = Получено сервером
doc-field-recorded_by = Кто записал
doc-field-corrects = Исправляет прежнюю запись
doc-field-corrected = Исправлено более поздней записью
doc-field-minutes = Минуты
doc-field-help_wanted = Просит о помощи
doc-field-explanation = Объяснение
doc-field-windows = Часы
doc-field-from = С
doc-field-until = До

## Days of the week

doc-weekday-mon = понедельник
doc-weekday-tue = вторник
doc-weekday-wed = среда
doc-weekday-thu = четверг
doc-weekday-fri = пятница
doc-weekday-sat = суббота
doc-weekday-sun = воскресенье
doc-weekday-short-mon = пн
doc-weekday-short-tue = вт
doc-weekday-short-wed = ср
doc-weekday-short-thu = чт
doc-weekday-short-fri = пт
doc-weekday-short-sat = сб
doc-weekday-short-sun = вс

## Outside of an assignment

doc-where-apart = На сервере; решает начальник отдела
doc-why-after_assignment = Записано после окончания закрепления
doc-why-between_assignments = Записано между двумя закреплениями
doc-why-before_assignment = Записано до закрепления дела
doc-why-clock_in_doubt = Часы телефона под сомнением: возможно, вне закрепления
doc-why-time_unknown = Когда сделана запись, установить нельзя
doc-why-too_late = Поступило спустя долгое время после окончания закрепления
