### Что говорят правила: обязанности простыми словами, причины отметки и как из них складывается объяснение.
### Параметры описаны в en/rules.ftl.

duty-every-day = каждый день
duty-on-days = по { $days }
duty-day-mon = понедельникам
duty-day-tue = вторникам
duty-day-wed = средам
duty-day-thu = четвергам
duty-day-fri = пятницам
duty-day-sat = субботам
duty-day-sun = воскресеньям
duty-area-unnamed = место, отмеченное на карте
duty-curfew = Быть дома { $days } с { $from } до { $to }.
duty-curfew-place = Быть в месте, указанном в приговоре, { $days } с { $from } до { $to }.
duty-residence = Не переезжать на другой адрес, не сообщив об этом в отдел пробации.
duty-stay-away = Не посещать: { $areas }.
duty-stay-away-hours = Не посещать: { $areas }, { $days } с { $from } до { $to }.
duty-stay-within = Не выезжать без разрешения за пределы: { $areas }.
duty-school-attendance = Ходить в школу каждый день, когда есть уроки. Если не получается, принести справку с причиной.
duty-registration-weekly = Приходить в отдел пробации каждую неделю, по { $day }.
duty-registration-monthdays = Приходить в отдел пробации каждый месяц по числам: { $monthdays }.
duty-registration-times =
    { $times ->
        [one] Приходить в отдел пробации { $times } раз в месяц.
        [few] Приходить в отдел пробации { $times } раза в месяц.
       *[other] Приходить в отдел пробации { $times } раз в месяц.
    }
duty-check-in = Когда придёт сообщение, ответить на него в приложении в течение { $minutes } мин.
duty-treatment = Посещать все занятия: { $provider }.
duty-treatment-any = Посещать все назначенные занятия.
duty-community-service = Отработать { $hours } ч общественных работ.
duty-community-service-by = Отработать { $hours } ч общественных работ до { $date } включительно.
duty-community-service-daily = За один день засчитывается не больше { $minutes } мин.
duty-no-contact = Не общаться: { $text }.
duty-no-contact-any = Не общаться с людьми, указанными в приговоре.
duty-other = { $text }
duty-other-any = Выполнять то, что сказано в приговоре.

## Причины

because-absent =
    { $method ->
        [in_person] { $at }: при проверке на месте подростка дома не оказалось.
        [phone] { $at }: при проверке по телефону подростка дома не оказалось.
       *[video] { $at }: при проверке по видеосвязи подростка дома не оказалось.
    }
because-refused =
    { $method ->
        [in_person] { $at }: на месте от проверки отказались.
        [phone] { $at }: по телефону от проверки отказались.
       *[video] { $at }: по видеосвязи от проверки отказались.
    }
because-no-answer =
    { $method ->
        [in_person] { $at }: дверь никто не открыл.
        [phone] { $at }: на телефонный звонок никто не ответил.
       *[video] { $at }: на видеозвонок никто не ответил.
    }
because-no-answer-twice = В одном промежутке времени дважды никто не ответил, с разницей не меньше { $minutes } мин.
because-present = { $at }: при проверке подросток был на месте.
because-elsewhere = { $at }: подросток точно был не там, где должен быть в эти часы.
because-perhaps-elsewhere = { $at }: возможно, подросток был не там, где должен быть в эти часы.
because-at-home = { $at }: подросток точно был там, где должен быть в эти часы.
because-no-fix = У проверки нет координат, поэтому неясно, у той ли двери она была.
because-coarse-fix = Координаты слишком неточны, чтобы что-то решить.
because-fix-elsewhere = Проверка проведена точно не там, где подросток должен быть в эти часы.
because-place-unknown = В личном деле нет координат места, где подросток должен быть в эти часы.
because-inside-area = { $at }: подросток точно находился в запрещённом месте.
because-perhaps-inside-area = { $at }: возможно, подросток находился в запрещённом месте.
because-outside-area = { $at }: подросток точно находился вне запрещённых мест.
because-outside-areas = { $at }: подросток точно находился за пределами разрешённой территории.
because-perhaps-outside-areas = { $at }: возможно, подросток находился за пределами разрешённой территории.
because-within-areas = { $at }: подросток точно находился на разрешённой территории.
because-area-unmapped = Не все разрешённые места нанесены на карту: возможно, подросток был в одном из них.
because-moved-out = { $at }: при посещении выяснилось, что подросток выехал.
because-met-at-home = { $at }: при посещении семью застали дома.
because-absent-from-school = { $date }: записан пропуск школы без уважительной причины.
because-school-tolerance = Пропущенных без причины дней за { $per_days } дн.: { $counted }; приговор допускает: { $days }.
because-session-missed = { $date }: занятие пропущено.
because-work-refused = { $date }: отказ от общественных работ.
because-hours-short = К { $date } засчитано { $minutes } мин из { $hours } ч.
because-not-registered = Нет записи о явке на регистрацию за { $date }; срок истёк { $until }.
because-registered-too-few = За месяц, который закончился { $date }, явок: { $counted } из { $times }.
because-registration-in-doubt = Явка записана, но из-за часов телефона неясно когда: между { $first } и { $last }.
because-sent-home = { $at }: подросток пришёл, но его отправили домой.
because-request-not-answered = Запрос { $due } доставлен, ответа до { $until } не было.
because-answered-late = Ответ пришёл позже: { $at }.
because-answer-in-doubt = Ответ есть, но из-за часов телефона неясно когда: между { $first } и { $last }.
because-nobody-holds-a-record = Все устройства, где могла быть запись, с тех пор выходили на связь; последнее { $at }.
because-time-for-records-over = За { $hours } ч после { $deadline } записи не поступило.
because-permission-part-of-day = Разрешение охватывает часть дня { $date }.
because-clock-in-doubt = Часы телефона вызывают сомнение: это было между { $first } и { $last }.
because-conflicting-facts = Две записи об одном и том же времени противоречат друг другу.

## Как складывается объяснение

explain-condition = { $label }. { $duty }
explain-fix = Координаты: { $distance_m } м от центра места радиусом { $radius_m } м, точность { $accuracy_m } м.
explain-fix-unknown-accuracy = Координаты: { $distance_m } м от центра места радиусом { $radius_m } м; точность неизвестна.
explain-phone-clock = Часы самого телефона показывали { $shown }; их погрешность учтена.
explain-suspected = Записи согласуются и достаточно точны. Это предполагаемое нарушение: нарушением оно станет, только если его подтвердит начальник отдела.
explain-inconclusive = Записи оставляют сомнение и нарушения не доказывают. Решает начальник отдела.
explain-state-open = Решения пока нет.
explain-state-confirmed = Начальник отдела подтвердил нарушение.
explain-state-dismissed = Начальник отдела решил, что нарушения нет.
explain-state-excused = Причина признана уважительной.
explain-state-void = Факты этого больше не подтверждают: это не учитывается.
explain-state-reopened = Решение было, но затем картина изменилась: начальник отдела должен рассмотреть снова.
explain-state-frozen = Срок приговора истёк; никаких последствий больше нет.
explain-source = Основание: { $source }.
