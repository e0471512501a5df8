# What documents say: labels of kinds, fields and values, shared by the inspector, the desk and the minor.
# doc-<enumeration>-<value>, values exactly as in schemas/documents.py.

## Kinds

doc-kind-visit = Үйге бару
doc-kind-curfew_check = Түнгі тексеру
doc-kind-sighting = Басқа жерде көрінді
doc-kind-attendance = Сабаққа қатысу
doc-kind-registration = Тіркелуге келу
doc-kind-hours = Қоғамдық жұмыс сағаттары
doc-kind-session = Емделу сеансы
doc-kind-check_in = Жасөспірімнің жауабы
doc-kind-photo = Фотосурет
doc-kind-case = Жеке іс
doc-kind-order = Сот актісі
doc-kind-condition = Міндет
doc-kind-permission = Рұқсат
doc-kind-excuse = Дәлелді себеп
doc-kind-hearing = Түсініктеме беруге шақыру
doc-kind-serving = Тапсыру
doc-kind-explanation = Түсініктеме
doc-kind-decision = Бөлім бастығының шешімі
doc-kind-response = Бөлім не істеді
doc-kind-warning = Жазбаша ескерту
doc-kind-submission = Сотқа ұсыным
doc-kind-ruling = Сот шешімі
doc-kind-task = Тапсырма
doc-kind-request = Белгілену сұрауы
doc-kind-flag = Ықтимал бұзушылық
doc-kind-assignment = Бекіту
doc-newer = Қолданбаның жаңа нұсқасында жазылған

## Home visit

doc-visit-outcome-met = Кездестік
doc-visit-outcome-not_home = Үйде жоқ
doc-visit-outcome-refused = Кездесуден бас тартты
doc-visit-outcome-moved_out = Көшіп кеткен
doc-visit-outcome-wrong_address = Мекенжайы қате

## Curfew check

doc-result-present = Үйде
doc-result-absent = Үйде жоқ
doc-result-no_answer = Жауап жоқ
doc-result-refused = Бас тартты

doc-method-in_person = Үйіне барып
doc-method-phone = Телефонмен
doc-method-video = Бейнебайланыспен

## School, office, sessions

doc-attendance-present = Қатысты
doc-attendance-late = Кешікті
doc-attendance-excused = Себепті болмады
doc-attendance-unexcused = Себепсіз болмады
doc-attendance-no_class = Сабақ болған жоқ

doc-registration-appeared = Келді
doc-registration-sent_home = Келді, үйіне қайтарылды

doc-session-attended = Қатысты
doc-session-missed = Келмеді
doc-session-excused = Себепті келмеді

## Measures, conditions, stages

doc-measure-restricted_freedom = Бас бостандығын шектеу
doc-measure-conditional_sentence = Шартты түрде соттау
doc-measure-community_service = Қоғамдық жұмыстар
doc-measure-correctional_work = Түзеу жұмыстары
doc-measure-deferral = Жазаны кейінге қалдыру

doc-condition-curfew = Түнде үйде болу
doc-condition-residence = Тұрғылықты жерін ауыстырмау
doc-condition-stay_away = Баруға тыйым салынған жерлер
doc-condition-stay_within = Рұқсатсыз кетпеу
doc-condition-school_attendance = Сабаққа қатысу
doc-condition-registration = Тіркелуге келу
doc-condition-check_in = Сұрауға жауап беру
doc-condition-treatment = Емделу
doc-condition-community_service = Қоғамдық жұмыстар
doc-condition-no_contact = Араласпау
doc-condition-other = Басқа міндет

doc-stage-pre_trial = Сотқа дейінгі пробация
doc-stage-sentence = Үкімдік пробация
doc-stage-penitentiary = Пенитенциарлық пробация
doc-stage-post_penitentiary = Постпенитенциарлық пробация

doc-case-status-active = Жүріп жатыр
doc-case-status-suspended = Тоқтатыла тұрды
doc-case-status-closed = Жабылды

doc-task-state-planned = Жоспарланған
doc-task-state-done = Орындалды
doc-task-state-cancelled = Болдырылмады

## Flags and decisions

doc-flag-state-open = Шешім күтуде
doc-flag-state-confirmed = Бұзушылық расталды
doc-flag-state-dismissed = Бұзушылық жоқ
doc-flag-state-excused = Дәлелді себеп
doc-flag-state-void = Негізі жойылды
doc-flag-state-reopened = Қайта қаралады
doc-flag-state-frozen = Тоқтатылды: мерзім аяқталған

doc-certainty-suspected = Ықтимал бұзушылық
doc-certainty-inconclusive = Анық емес: орны немесе уақыты дәл емес

doc-verdict-confirm = Расталды
doc-verdict-dismiss = Бұзушылық жоқ
doc-verdict-excuse = Дәлелді себеп
doc-verdict-resolve_conflict = Қайшылық шешілді

## Where a record is

doc-where-phone = Тек осы телефонда
doc-where-server = Серверде, { $time }
doc-where-judged = Шешім: { $verdict }
doc-where-refused = Сервер қабылдамады

## Roles

doc-role-inspector = инспектор
doc-role-supervisor = бөлім бастығы
doc-role-minor = жасөспірім
doc-role-guardian = заңды өкіл
doc-role-court = сот
doc-role-prosecutor = прокурор
doc-role-police = полиция
doc-role-advocate = адвокат
doc-role-psychologist = психолог
doc-role-mediator = медиатор
doc-role-child_rights = бала құқықтары органы
doc-role-school = мектеп
doc-role-analyst = талдаушы
doc-role-operator = әкімші
doc-role-server = сервер

## Fields

doc-field-number = Есептік нөмірі
doc-field-name = Аты-жөні
doc-field-born = Туған күні
doc-field-sex = Жынысы
doc-field-sex-male = Ұл
doc-field-sex-female = Қыз
doc-field-language = Тілі
doc-field-office = Бөлім
doc-field-guardian = Заңды өкілі
doc-field-phone = Телефоны
doc-field-address = Мекенжайы
doc-field-school = Мектебі
doc-field-stage = Пробация сатысы
doc-field-status = Жағдайы
doc-field-measure = Шарасы
doc-field-article = Бабы
doc-field-court = Сот
doc-field-term = Мерзімі
doc-field-source = Дереккөз
doc-field-inspector = Инспектор
doc-field-result = Нәтижесі
doc-field-outcome = Қорытындысы
doc-field-method = Қалай тексерілді
doc-field-place = Орны
doc-field-accuracy = Дәлдігі
doc-field-note = Жазба
doc-field-welfare_concern = Бала үшін алаңдау
doc-field-persons_met = Кіммен кездестік
doc-field-relation = Кім болып келеді
doc-field-left_at = Кеткен уақыт
doc-field-date = Күні
doc-field-lessons_missed = Қалдырған сабақ саны
doc-field-reason = Себебі
doc-field-recorded_at = Жазылды
doc-field-received_at = Серверге жетті
doc-field-recorded_by = Кім жазды
doc-field-corrects = Бұрынғы жазбаны түзетеді
doc-field-corrected = Кейінгі жазбамен түзетілген
doc-field-minutes = Минут
doc-field-help_wanted = Көмек сұрайды
doc-field-explanation = Түсініктеме
doc-field-windows = Сағаттары
doc-field-from = Басталуы
doc-field-until = Аяқталуы

## Days of the week

doc-weekday-mon = дүйсенбі
doc-weekday-tue = сейсенбі
doc-weekday-wed = сәрсенбі
doc-weekday-thu = бейсенбі
doc-weekday-fri = жұма
doc-weekday-sat = сенбі
doc-weekday-sun = жексенбі
doc-weekday-short-mon = дс
doc-weekday-short-tue = сс
doc-weekday-short-wed = ср
doc-weekday-short-thu = бс
doc-weekday-short-fri = жм
doc-weekday-short-sat = сб
doc-weekday-short-sun = жс

## Outside of an assignment

doc-where-apart = Серверде; бөлім бастығы шешеді
doc-why-after_assignment = Бекіту аяқталған соң жазылған
doc-why-between_assignments = Екі бекітудің арасында жазылған
doc-why-before_assignment = Іс бекітілгенге дейін жазылған
doc-why-clock_in_doubt = Телефон сағаты күмәнді: бекітуден тыс болуы мүмкін
doc-why-time_unknown = Жазба қашан жасалғанын анықтау мүмкін емес
doc-why-too_late = Бекіту аяқталғаннан кейін көп уақыт өткен соң түсті
