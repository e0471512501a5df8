### Бөлім бастығының жұмыс орны: тексеру кезегі, ықтимал бұзушылық, іс, істер тізімі, статистика.

desk-queue = Қарау
desk-cases = Істер
desk-statistics = Статистика
desk-live = Өзгерістер бірден көрінеді
desk-not-live = Байланыс жоқ: бет ескірген болуы мүмкін
desk-waiting =
    { $count ->
        [0] Шешім күткен ештеңе жоқ
        [one] { $count } шешім күтіп тұр
       *[other] { $count } шешім күтіп тұр
    }
desk-shelf-open = Күтуде
desk-shelf-decided = Шешілгені
desk-queue-empty = Бәрі қаралды
desk-queue-empty-text = Жаңа ықтимал бұзушылық осында өзі шығады.
desk-decided-empty = Әзірге шешім жоқ
desk-choose = Сол жақтан жолды таңдаңыз
desk-choose-text = Немесе тізіммен бағыттауыш пернелер арқылы жүріңіз.
desk-loading = Жүктелуде
desk-load-failed = Серверге қосылу мүмкін емес
desk-not-found = Бөліміңізде мұндай іс жоқ
desk-new = жаңа
desk-welfare = Бала үшін алаңдау
desk-look = Қарау
desk-help-wanted = Кәмелетке толмаған көмек сұрайды

## Ықтимал бұзушылық

desk-window-from = { $day }, { $time } басталатын уақыт
desk-why = Неге негізделген
desk-recorded = Не жазылған
desk-recorded-nothing = Жазба жоқ: болмай қалған нәрсе туралы.
desk-fact-gone = Осыған негіз болған жазба істе жоқ
desk-clock-phone = Телефон сағаты { $time } көрсетті: ол { $off } { $direction ->
        [fast] озып тұрған
       *[slow] қалып тұрған
    }.
desk-clock-unknown = Телефон сағатын бірде-бір рет салыстырмаған: уақыты дәл емес.
desk-arrived = Серверге { $time } түсті
desk-arrived-late = Серверге { $time } түсті, ол кезде іс басқаға берілген еді
desk-made-here = Бөлімде енгізілген
desk-where = Қайда
desk-map-label = Карта: жазылған орын үйден { $distance } жерде, дәлдігі { $accuracy }
desk-map-label-unknown = Карта: жазылған орын үйден { $distance } жерде; телефон дәлдігін айтпаған
desk-map-home = Үй, { $radius } шегінде
desk-map-curfew = Түнгі шектеу орны, { $radius } шегінде
desk-map-fix = { $number }: орны, дәлдігі { $accuracy }
desk-map-fix-unknown = { $number }: орны, дәлдігі белгісіз
desk-map-certain = екі еселенген қателік: осы шекте орын анық саналады
desk-distance = үйден { $distance }
desk-no-place = Орны жазылмаған
desk-north = С
desk-before = Бұрын не болған
desk-before-empty = Істе әзірге басқа жазба жоқ.
desk-explanation = Кәмелетке толмағанның түсініктемесі
desk-explanation-none = Әлі алынбаған. Шешім алдында түсініктеме алыңыз немесе беруді ұсыныңыз.
desk-explanation-declined = Ұсынылды, бас тартты
desk-explanation-present = Қатысқан адам: { $person }
desk-explanation-take = Түсініктеме алу
desk-explanation-decline = Бас тартқанын жазу
desk-explanation-text = Кәмелетке толмағанның өз сөзімен
desk-explanation-text-missing = Кәмелетке толмағанның не айтқанын жазыңыз
desk-explanation-who = Кімнің қатысуымен
desk-explanation-who-hint = Заңды өкіл немесе педагог. Онсыз түсініктеменің күші жоқ.
desk-explanation-who-missing = Кім қатысқанын жазыңыз
desk-decisions = Шешімдер
desk-decide = Сіздің шешіміңіз
desk-reason = Негізі
desk-reason-hint = Істе қалады. Оны инспектор мен прокурор оқиды.
desk-reason-missing = Шешімге негіз керек
desk-confirm = Бұзушылық бар
desk-dismiss = Бұзушылық жоқ
desk-excuse = Дәлелді себеп бар
desk-own-fact = Бұл жазбаны өзіңіз жасағансыз, сондықтан басқа адам шешеді.
desk-void-text = Жазбалар мұны енді растамайды. Шешетін ештеңе жоқ.
desk-frozen-text = Үкім мерзімі аяқталған. Шешетін ештеңе жоқ.
desk-decided = Шешілді. Инспектордың телефоны келесі байланыста біледі.
desk-refused = Сервер қабылдамады: { $reason }
desk-not-sent = Жіберілмеді: серверге қосылу мүмкін емес. Жазғаныңыз экранда тұр.
desk-next = Келесі
desk-conflicting = Екі шешім сәйкес келмейді. Қайсысы күшінде қалатынын анықтаңыз.
desk-resolve = Анықтау

## Бала үшін алаңдау

desk-answer = Не істелді
desk-answer-hint = Мысалы: анасына қоңырау шалдық, ювеналды полициядан барып көруді сұрадық.
desk-answer-missing = Не істелгенін жазыңыз
desk-answer-save = Жазып қою
desk-answered = Жазылды

## Іс

desk-age =
    { $years ->
        [one] { $years } жаста
       *[other] { $years } жаста
    }
desk-duties = Күшіндегі міндеттер
desk-duties-none = Бүгін міндет жоқ.
desk-duty-from = Басталуы: { $time }
desk-duty-today = Бүгін { $hours }
desk-timeline = Жазбалар
desk-assigned = Инспектор
desk-assigned-nobody = Ешкім бекітілмеген
desk-assign = Бекіту
desk-assign-to = Кімге бекіту
desk-assigned-done = Бекітілді. Іс келесі байланыста телефонға барады.
desk-unassign = { $name }: бекітуді тоқтату
desk-unassign-ask = Іс келесі байланыста осы телефоннан кетеді. Осы сәтке дейін жазылғаны әлі қабылданады.
desk-unassigned = Бекіту тоқтатылды
desk-plan = Тапсырма жоспарлау
desk-plan-what = Не
desk-plan-day = Күні
desk-plan-from = Басталуы
desk-plan-until = Аяқталуы
desk-plan-save = Жоспарлау
desk-planned = Жоспарланды
desk-plan-crossed = Аяқталуы басталуынан кейін болуы керек
desk-ask = Белгіленуді сұрау
desk-ask-text = Телефонға тек «Сізге хабарлама бар» деген хабар келеді. Жауаппен бірге орны бір рет жіберіледі.
desk-ask-no-phone = Баланың бірде-бір телефоны хабарлама қабылдамайды: сұрау қолданба ашылғанда ғана көрінеді.
desk-ask-send = Қазір сұрау
desk-ask-urgent = Күтуге болмайды: қазір сұрау
desk-asked = Сұралды. Жауабы жазбалардың арасында шығады.
desk-requests = Белгілену сұраулары
desk-request-open = Жауап { $time } болғанша күтіледі
desk-request-delivered = Телефонға жетті
desk-request-not-delivered = Телефонға жетпеді: бұған бала кінәлі емес
desk-request-pending = Жіберілді, телефон әлі растаған жоқ
desk-request-answered = Жауап берілді: { $time }
desk-request-over = { $time } болғанша жауап болмады
desk-invite = Кәмелетке толмағанды шақыру
desk-invite-text = Баланың телефоны осы суретті оқысын немесе сілтемені жіберіңіз. Бір рет қана, { $time } болғанша жарайды.
desk-invite-make = Шақыру жасау
desk-invite-again = Бұрынғы пайдаланылмаған шақыру жарамай қалады.
desk-copy = Сілтемені көшіру
desk-copied = Көшірілді
desk-guardian = Заңды өкіл
desk-not-safe = Қоңырау шалмаңыз: балаға зияны тиюі мүмкін

## Істер тізімі

desk-search = Аты-жөні немесе нөмірі
desk-cases-found =
    { $count ->
        [one] { $count } іс
       *[other] { $count } іс
    }
desk-cases-none = Ешкім табылмады
desk-cases-none-text = Азырақ әріп жазып көріңіз. Ә мен ə, латын әріптері де бірдей ізделеді.
desk-open-flags = Шешім күтуде
desk-nobody = жоқ

## Статистика

desk-stats-total =
    { $count ->
        [one] кәмелетке толмаған есепте тұр
       *[other] кәмелетке толмаған есепте тұр
    }
desk-stats-by-measure = Шара бойынша
desk-stats-by-office = Бөлім бойынша
desk-stats-office = Бөлім
desk-stats-all = Барлығы
desk-stats-flags = Ықтимал бұзушылықтар
desk-stats-flags-text = Расталғандары ғана бұзушылық болып саналады.
desk-stats-as-of = { $time } жағдайы бойынша

desk-owed = Қызметтің мойнындағысы
desk-owed-whose = Бұл – қызметтің өз кемшілігі: мұнда ештеңе жасөспірімге қарсы есептелмейді.
desk-owed-check_not_made = Жоспарланған тексеру жүргізілмеді
desk-owed-notice_not_delivered = Сұрау телефонға жетпеді
desk-owed-nobody_assigned = Мұны жазатын ешкім бекітілмеген
desk-owed-awaiting_contact = Жазба әлі біреудің телефонында болуы мүмкін
desk-owed-more = және тағы { $count }

## Outside of an assignment

desk-quarantine = Карантин
desk-quarantine-title = Бекітуден тыс жазылған
desk-quarantine-text = Инспекторлар мұны сол кезде өздеріне бекітілмеген іс бойынша жазған. Сіз шешпейінше ол еш жерде есепке алынбайды.
desk-quarantine-empty = Күтіп тұрған ештеңе жоқ
desk-quarantine-empty-text = Бекітуден тыс жазылғандар осында өзі пайда болады.
desk-quarantine-waiting = Күтуде
desk-quarantine-choose = Жазбаны таңдаңыз
desk-quarantine-choose-text = Онда не жазылғанын, қай сағат бойынша екенін және бекіту қашан аяқталғанын көресіз.
desk-quarantine-ended = Бекіту { $time } аяқталды
desk-quarantine-received = Түсті: { $time }
desk-quarantine-photo = Жазбаға тіркелген фотосурет
desk-quarantine-decide = Іске енгізілсін бе?
desk-quarantine-reason-hint = Кім тапсырды, не тексердіңіз. Себеп жазбамен бірге сақталады.
desk-admit = Іске енгізу
desk-reject = Іске енгізбеу
desk-admitted = Іске енгізілді
desk-rejected = Іске енгізілмеді
desk-admitted-by = { $why }. Енгізген { $name }: { $reason }
desk-copies = Телефондардағы көшірмелер
desk-copy-destroyed = { $time } жойылды
desk-copy-not-yet = { $time } бері әлі жойылмаған
desk-copy-held = Іспен жұмыс істейді
desk-copy-contact = соңғы байланыс { $time }

## Шаралар сатысы

desk-ladder = Шаралар сатысы
desk-ladder-count = Ұсынымға негіз болатын бұзушылық: { $needed } ішінен { $counted }
desk-ladder-proposed = Не болуы мүмкін. Өздігінен ештеңе жасалмайды.
desk-ladder-violations = Бұзушылықтар
desk-ladder-acts = Ескертулер мен ұсынымдар
desk-ladder-source = Негізі: { $source }
desk-ladder-draft = Жобаны ашу
desk-ladder-handed = Тапсырылды
desk-ladder-sent = Жіберілді
desk-ladder-counts = Есепке алынады
desk-ladder-unheard = Жасөспірім тыңдалмаған: есепке алынбайды
desk-ladder-lapsed = Мерзімі өтті
desk-ladder-submitted = Сотта
desk-ladder-issued = Қол қойылды, тапсырылмады
desk-ladder-served = Тапсырылды
desk-ladder-ruled = Сот шешті
desk-ladder-fallen = Негізі жойылды
desk-ladder-own = Жазбаны жасаған адам қол қойған
desk-ladder-withdrawn = Қайтарып алынды
desk-ladder-malicious = Қасақана
desk-ladder-until = { $date } дейін
desk-ladder-served-to = { $who }, { $time }
desk-ladder-report = Сотқа арналған анықтама
desk-rung-violation = Расталған бұзушылық
desk-rung-warning = Жазбаша ескерту { $number }
desk-rung-submission = Сотқа ұсыным
desk-rung-ruling = Сот шешімі
desk-rung-reached = бар
desk-rung-proposed = болуы мүмкін
desk-rung-ahead = жеткен жоқ
desk-handover-who = Кімге тапсырылды
desk-handover-who-missing = Кім алғанын жазыңыз
desk-handover-court = Қайда жіберілді
desk-handover-present-hint = Заңды өкіл немесе педагог. Онсыз тапсырылды деп саналмайды.
desk-handover-refused = Алудан бас тартты
desk-ruling-enter = Сот шешімін енгізу
desk-ruling-what = Сот не шешті
desk-ruling-text = Соттың сөзімен
desk-ruling-granted = Қанағаттандырылды
desk-ruling-partly = Ішінара қанағаттандырылды
desk-ruling-refused = Бас тартылды
desk-ruling-returned = Қаралмай қайтарылды
desk-paper-warning = Жазбаша ескерту
desk-paper-submission = Сотқа ұсыным
desk-paper-withdrawal = Қайтарып алу
desk-paper-report = Сотқа арналған анықтама
desk-paper-back = Іске
desk-paper-language = Құжаттың тілі
desk-paper-print = Басып шығару
desk-paper-text = Мәтіні
desk-paper-text-hint = Жоба жазбалардан құралды. Оқып, түзетіп, тек өзіңіз жауап беретінге қол қойыңыз.
desk-paper-sign = Қол қою
desk-paper-signed = Қол қойылды. Құжат істе тұр.
desk-paper-none = Қол қоятын ештеңе жоқ
desk-paper-none-text = Бұл қадамды күтіп тұрған бұзушылық жоқ.
desk-not-heard = Жасөспірім тыңдалмаған. Растау үшін түсініктеме алыңыз немесе беруді ұсыныңыз; пайдасына шешу үшін күтудің қажеті жоқ.
desk-not-heard-until = Жасөспірімге түсініктеме беру ұсынылды. { $time } бастап немесе түсініктеме алынғанда растауға болады.
desk-unheard = Бұл жасөспірім тыңдалмай расталған, сондықтан еш жерде есепке алынбайды. Қайта шешіңіз.
desk-malicious = Бұзушылық қасақана
desk-malicious-text = Соның өзі ғана сотқа ұсыным жіберуге негіз бола алады. Себебін жазыңыз.
desk-hearing-invite = Түсініктеме беруді ұсыну
desk-hearing-told = Кімге хабарладыңыз
desk-hearing-told-hint = Жасөспірімге және заңды өкілге: аты, қалай, қай нөмірмен.
desk-hearing-told-missing = Кімге хабарлағаныңызды жазыңыз
desk-hearing-waiting = Ұсынылды, { $time } дейін күтеміз
desk-hearing-over = Ұсынылды; { $time } дейін жауап болмады

## Жоспар

desk-fortnight = Жоспар
desk-fortnight-text = Екі аптаға жеребе бойынша, инспекторларға тең бөлінген. Жасөспірімдер көрмейді.
desk-fortnight-none = Әзірге ештеңе жоспарланбаған
desk-fortnight-none-text = Жоспар инспектор бекітілген істерге түн ортасында жасалады.
desk-fortnight-choose = Тапсырмаларын көру үшін инспектордың күнін таңдаңыз.
desk-task-planned = Жоспарланған
desk-task-done = Жасалды
desk-task-missed = Жасалмады: қызметтің кемшілігі
desk-task-cancelled = Тоқтатылды
desk-task-moved = Қолмен ауыстырылды
desk-task-change = Ауыстыру немесе тоқтату
desk-task-move = Ауыстыру
desk-task-cancel = Тапсырманы тоқтату
