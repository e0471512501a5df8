### Ережелер не айтады: міндеттер қарапайым сөзбен, белгінің себептері және түсіндірме қалай құралады.
### Параметрлер en/rules.ftl ішінде сипатталған.

duty-every-day = күн сайын
duty-on-days = { $days } күндері
duty-day-mon = дүйсенбі
duty-day-tue = сейсенбі
duty-day-wed = сәрсенбі
duty-day-thu = бейсенбі
duty-day-fri = жұма
duty-day-sat = сенбі
duty-day-sun = жексенбі
duty-area-unnamed = картада көрсетілген жер
duty-curfew = Үйде болу: { $days }, сағат { $from } мен { $to } аралығында.
duty-curfew-place = Үкімде көрсетілген жерде болу: { $days }, сағат { $from } мен { $to } аралығында.
duty-residence = Пробация бөліміне хабарламай басқа мекенжайға көшпеу.
duty-stay-away = Мына жерлерге бармау: { $areas }.
duty-stay-away-hours = Мына жерлерге бармау: { $areas }; { $days }, сағат { $from } мен { $to } аралығында.
duty-stay-within = Рұқсатсыз мына аумақтан шықпау: { $areas }.
duty-school-attendance = Сабақ бар күннің бәрінде мектепке бару. Бара алмаса, себебін растайтын анықтама әкелу.
duty-registration-weekly = Апта сайын пробация бөліміне келу: { $day } күні.
duty-registration-monthdays = Ай сайын пробация бөліміне келу, айдың мына күндері: { $monthdays }.
duty-registration-times = Пробация бөліміне айына { $times } рет келу.
duty-check-in = Хабарлама келгенде қолданбада { $minutes } минут ішінде жауап беру.
duty-treatment = Барлық сабаққа қатысу: { $provider }.
duty-treatment-any = Тағайындалған сабақтың бәріне қатысу.
duty-community-service = { $hours } сағат қоғамдық жұмыс атқару.
duty-community-service-by = { $date } күніне дейін (осы күнді қоса) { $hours } сағат қоғамдық жұмыс атқару.
duty-community-service-daily = Бір күнде { $minutes } минуттан артығы есептелмейді.
duty-no-contact = Мына адамдармен араласпау: { $text }.
duty-no-contact-any = Үкімде аталған адамдармен араласпау.
duty-other = { $text }
duty-other-any = Үкімде айтылғанды орындау.

## Себептер

because-absent =
    { $method ->
        [in_person] { $at }: үйіне барып тексергенде жасөспірім үйде болмады.
        [phone] { $at }: телефон арқылы тексергенде жасөспірім үйде болмады.
       *[video] { $at }: бейнебайланыс арқылы тексергенде жасөспірім үйде болмады.
    }
because-refused =
    { $method ->
        [in_person] { $at }: үйіне барғанда тексеруден бас тартылды.
        [phone] { $at }: телефон арқылы тексеруден бас тартылды.
       *[video] { $at }: бейнебайланыс арқылы тексеруден бас тартылды.
    }
because-no-answer =
    { $method ->
        [in_person] { $at }: есікті ешкім ашпады.
        [phone] { $at }: телефонға ешкім жауап бермеді.
       *[video] { $at }: бейнеқоңырауға ешкім жауап бермеді.
    }
because-no-answer-twice = Бір уақыт аралығында екі рет ешкім жауап бермеді, арасы кемінде { $minutes } минут.
because-present = { $at }: тексергенде жасөспірім орнында болды.
because-elsewhere = { $at }: жасөспірімнің бұл уақытта болуға тиіс жерде болмағаны анық.
because-perhaps-elsewhere = { $at }: жасөспірімнің бұл уақытта болуға тиіс жерде болмауы мүмкін.
because-at-home = { $at }: жасөспірімнің бұл уақытта болуға тиіс жерде болғаны анық.
because-no-fix = Тексерудің координатасы жоқ, сондықтан дәл сол есік пе, белгісіз.
because-coarse-fix = Координата тым дәл емес, ештеңені шешпейді.
because-fix-elsewhere = Тексерудің жасөспірім болуға тиіс жерде жүргізілмегені анық.
because-place-unknown = Жасөспірім болуға тиіс жердің координатасы жеке істе жоқ.
because-inside-area = { $at }: жасөспірімнің тыйым салынған жерде болғаны анық.
because-perhaps-inside-area = { $at }: жасөспірімнің тыйым салынған жерде болуы мүмкін.
because-outside-area = { $at }: жасөспірімнің тыйым салынған жерлерден тыс болғаны анық.
because-outside-areas = { $at }: жасөспірімнің рұқсат етілген аумақтан тыс болғаны анық.
because-perhaps-outside-areas = { $at }: жасөспірімнің рұқсат етілген аумақтан тыс болуы мүмкін.
because-within-areas = { $at }: жасөспірімнің рұқсат етілген аумақта болғаны анық.
because-area-unmapped = Рұқсат етілген жерлердің бәрі картаға әлі түсірілмеген: жасөспірімнің солардың бірінде болуы мүмкін.
because-moved-out = { $at }: үйіне барғанда жасөспірімнің көшіп кеткені анықталды.
because-met-at-home = { $at }: үйіне барғанда отбасы үйде болды.
because-absent-from-school = { $date }: сабаққа себепсіз келмегені жазылған.
because-school-tolerance = { $per_days } күн ішінде себепсіз келмеген күндер саны: { $counted }; үкім бойынша рұқсат етілгені: { $days }.
because-session-missed = { $date }: сабаққа келмеді.
because-work-refused = { $date }: қоғамдық жұмыстан бас тартылды.
because-hours-short = { $date } күніне қарай { $hours } сағаттан { $minutes } минут есептелді.
because-not-registered = { $date } күнгі тіркелу туралы жазба жоқ; мерзімі { $until } бітті.
because-registered-too-few = { $date } күні біткен айда келгені: { $times } реттен { $counted }.
because-registration-in-doubt = Тіркелу жазылған, бірақ телефон сағатына қарағанда қашан екені белгісіз: { $first } мен { $last } аралығында.
because-sent-home = { $at }: жасөспірім келді, бірақ үйіне қайтарылды.
because-request-not-answered = { $due } уақытындағы сұрау жеткізілді, { $until } болғанша жауап болмады.
because-answered-late = Жауап кешігіп келді: { $at }.
because-answer-in-doubt = Жауап бар, бірақ телефон сағатына қарағанда қашан екені белгісіз: { $first } мен { $last } аралығында.
because-nobody-holds-a-record = Жазба сақталуы мүмкін құрылғылардың бәрі содан бері байланысқа шықты; соңғысы { $at }.
because-time-for-records-over = { $deadline } мерзімінен кейін { $hours } сағат ішінде жазба келмеді.
because-permission-part-of-day = Рұқсат { $date } күнінің бір бөлігін қамтиды.
because-clock-in-doubt = Телефонның сағаты күмән тудырады: бұл { $first } мен { $last } аралығында болды.
because-conflicting-facts = Бір уақыт туралы екі жазба бір-біріне қайшы.

## Түсіндірме қалай құралады

explain-condition = { $label }. { $duty }
explain-fix = Координата: радиусы { $radius_m } м жердің ортасынан { $distance_m } м, дәлдігі { $accuracy_m } м.
explain-fix-unknown-accuracy = Координата: радиусы { $radius_m } м жердің ортасынан { $distance_m } м; дәлдігі белгісіз.
explain-phone-clock = Телефонның өз сағаты { $shown } көрсетті; қателігі ескерілді.
explain-suspected = Жазбалар бір-біріне сәйкес және жеткілікті дәл. Бұл – ықтимал бұзушылық: бөлім бастығы растамайынша бұзушылық емес.
explain-inconclusive = Жазбалар күмән қалдырады, бұзушылықты дәлелдемейді. Бөлім бастығы шешеді.
explain-state-open = Шешім әлі жоқ.
explain-state-confirmed = Бөлім бастығы растады.
explain-state-dismissed = Бөлім бастығы бұзушылық жоқ деп шешті.
explain-state-excused = Себебі дәлелді деп танылды.
explain-state-void = Фактілер мұны енді растамайды: есепке алынбайды.
explain-state-reopened = Шешім болған, бірақ кейін жағдай өзгерді: бөлім бастығы қайта қарауға тиіс.
explain-state-frozen = Үкімнің мерзімі бітті; бұдан былай салдары жоқ.
explain-source = Негізі: { $source }.
