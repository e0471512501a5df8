### Шаралар сатысы: түсініктеме, ескерту, ұсыным; не ұсынылады және бөлім бастығы қол қоятын жобалар.

## Не ұсынылады және неге

ladder-step-hear = Жасөспірімнен түсініктеме алу немесе беруді ұсыну
ladder-step-decide_again = Түсініктемені біле отырып, қайта шешу
ladder-step-warn =
    { $number ->
        [1] Бірінші жазбаша ескерту жасауға болады
        [2] Екінші жазбаша ескерту жасауға болады
       *[other] № { $number } жазбаша ескерту жасауға болады
    }
ladder-step-submit = Сотқа ұсыным жіберуге болады
ladder-step-serve = Заңды өкілдің қатысуымен тапсыру
ladder-step-send = Сотқа жіберу
ladder-step-withdraw = Қайтарып алу
ladder-step-tell_court = Негізі жойылғанын сотқа хабарлау

ladder-why-undecided = Шешім қабылдамас бұрын жасөспірімді тыңдайды.
ladder-why-confirmed_unheard = Жасөспірімді тыңдамай расталған. Бұл түзетілгенше еш жерде есепке алынбайды.
ladder-why-confirmed_before_hearing = Жасөспірімді тыңдағанға дейін расталған. Қайта шешілгенше еш жерде есепке алынбайды.
ladder-why-first_violation = Бұзушылық расталды, жасөспірім тыңдалды.
ladder-why-again = Тағы бір бұзушылық расталды.
ladder-why-again_after_warning = Тапсырылған ескертуден кейін тағы бір бұзушылық болды.
ladder-why-malicious = Бөлім бастығы бұзушылықты қасақана деп таныды.
ladder-why-issued = Қол қойылған, бірақ әлі ешкімге тапсырылмаған.
ladder-why-withdrawn = Қайтарып алынды, бірақ оны алған адам әлі білмейді.
ladder-why-fallen = Негізіндегі бұзушылық енді расталмайды. Осы сәттен бастап еш жерде есепке алынбайды.
ladder-why-own_fact = Фактіні жазған адамның өзі қол қойған. Еш жерде есепке алынбайды.

## Жобалар

ladder-warning-title =
    { $number ->
        [1] Жазбаша ескерту (бірінші)
        [2] Жазбаша ескерту (екінші)
       *[other] № { $number } жазбаша ескерту
    }
ladder-submission-title = Сотқа ұсыным
ladder-withdrawal-title = Қайтарып алу
ladder-report-title = Сотқа арналған анықтама
ladder-to = Кімге: { $name }, туған күні { $born }. Жеке іс № { $number }.
ladder-to-unborn = Кімге: { $name }. Жеке іс № { $number }.
ladder-about = Кім туралы: { $name }, туған күні { $born }. Жеке іс № { $number }.
ladder-about-unborn = Кім туралы: { $name }. Жеке іс № { $number }.
ladder-order = Сот актісі: { $measure }, { $from } бастап { $until } дейін.
ladder-order-open = Сот актісі: { $measure }, { $from } бастап.
ladder-violations-head = Расталған бұзушылықтар
ladder-violations-none = Есепке алынатын расталған бұзушылық жоқ.
ladder-violation = { $place }. { $text }
ladder-explained = Жасөспірімнің түсініктемесі, қатысқан адам: { $present }: «{ $text }»
ladder-declined = Жасөспірімге түсініктеме беру ұсынылды, қатысқан адам: { $present }; ол бас тартты.
ladder-invited = Жасөспірімге түсініктеме беру ұсынылды ({ $told }); { $until } дейін жауап болмады.
ladder-decided = { $at } шешім: { $reason }
ladder-malicious = Бөлім бастығы бұзушылықты қасақана деп таныды.
ladder-warning-effect = Сот белгілеген міндеттерді сақтауыңызды сұраймыз. Келесі бұзушылық туралы сотқа хабарлануы мүмкін.
ladder-warning-rights = Сіз және заңды өкіліңіз бұл ескертуге прокурорға немесе сотқа шағым бере аласыз, адвокаттың көмегіне жүгіне аласыз.
ladder-submission-effect = Соттан жоғарыда айтылғанды қарауды сұраймыз. Бұдан кейін не болатынын тек сот шешеді.
ladder-withdrawal-text = { $what } ({ $at }) қайтарып алынады: негізі енді расталмайды. Оның салдары жоқ.
ladder-warnings-head = Жазбаша ескертулер
ladder-warnings-none = Күші бар жазбаша ескерту жоқ.
ladder-warned = { $at } ескерту; { $served } тапсырылды ({ $to }), қатысқан адам: { $present }.
ladder-warned-unserved = { $at } ескерту; әлі тапсырылмаған.
ladder-service-head = Қызметтің өзі істемегені
ladder-service-none = Қызметтің істемей қалғаны туралы жазба жоқ.
ladder-service-check_not_made = Жоспарланған, бірақ жасалмаған тексеру немесе бару саны: { $count }.
ladder-service-nobody_assigned = Міндеттің орындалуын бақылайтын адам бекітілмеген жағдай саны: { $count }.
ladder-service-notice_not_delivered = Жасөспірімнің телефонына жетпеген сұрау саны: { $count }.
ladder-service-other = Істелмей қалған басқа іс саны: { $count }.
ladder-good-head = Жасөспірім сақтағаны
ladder-good = Бәрі дұрыс болған жазба саны: { $all } жазбадан { $count }.
ladder-as-of = { $at } жағдай бойынша. Шешім қабылданбаған ықтимал бұзушылықтар бұл мәтінде жоқ.
ladder-signed = Қолы, күні
