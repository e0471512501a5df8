### Баланың өз қолданбасы. Қарапайым сөз; сот, кінә, жаза туралы бір сөз де жоқ.

minor-storage-closed = Қолданба өз жадын аша алмай тұр
minor-storage-closed-help = Осы қолданбаның басқа беттерін жауып, қайталап көріңіз.

## Шақыру

minor-invited = Сені шақырды
minor-invited-text = Тілді таңдап, қолданбаны аш. Сілтеме бір-ақ рет ашылады, сондықтан оны қолданба тұратын телефонда аш.
minor-invited-over = Бұл сілтеме қолданылып қойған немесе ескірген. Берген адамнан жаңасын сұра.
minor-invited-offline = Қазір интернет жоқ. Бір рет қосылып, қайталап көр.
minor-invited-later = Қазір болмай тұр. Бір минут күтіп, қайталап көр.
minor-open = Ашу
minor-new-link = Жауаптарың осында сақтаулы, бірақ қазір жіберілмейді. Инспектордан жаңа сілтеме сұра.

## Танысу

minor-welcome = Бұл не?
minor-welcome-what = Қолданба не істеу керегін және қашан істеу керегін айтады. Кейде қайда екеніңді сұрайды.
minor-welcome-place = Қайда екеніңді біз жауап жіберген сәтте ғана көреміз. Сені ешкім аңдымайды.
minor-welcome-help = Бірдеңе дұрыс болмаса, осы жерден кез келген уақытта көмек сұрай аласың.
minor-continue = Әрі қарай
minor-done = Дайын
minor-not-now = Қазір емес
minor-send = Жіберу
minor-stay = Қалу

## Хабарламалар

minor-messages = Хабарламалар
minor-messages-why = Жауабың керек болғанда хабарлама жібере аламыз. Сонда қайта-қайта тексерудің қажеті жоқ.
minor-messages-words = Бұғатталған экранда мына сөз ғана шығады:
minor-messages-choice = Қазір телефон рұқсат сұрайды. Қаламасаң, рұқсат берме: қолданба бәрібір жұмыс істейді, тек оны өзің ашып отырасың.
minor-messages-allow = Хабарламаға рұқсат беру
minor-messages-on = Хабарламалар қосулы. Бұғатталған экранда мына сөз ғана шығады:
minor-messages-refused = Хабарламалар өшірулі. Қолданба бәрібір жұмыс істейді: оны күніне бірнеше рет ашып тұр.
minor-messages-later = Кейін рұқсат беру үшін: осы бетті браузерде ашып, мекенжайдың жанындағы белгіні, содан кейін «Хабарландырулар» дегенді бас.
minor-messages-unsupported = Бұл браузер хабарлама ала алмайды. Қолданба бәрібір жұмыс істейді: оны күніне бірнеше рет ашып тұр.

## Құлып

minor-pin = Өз кодың
minor-pin-why = Телефоныңды басқалар алатын болса, қолданбаны алты санмен құлыптай аласың. Міндетті емес.
minor-pin-on = Қолданба сенің алты саныңмен құлыпталған.
minor-pin-make = Код ойлап табу
minor-pin-without = Кодсыз
minor-pin-change = Кодты ауыстыру
minor-pin-old = Қазіргі кодың
minor-pin-new = Алты сан ойлап тап
minor-pin-again = Сол алты санды қайтала
minor-pin-differ = Сандар бірдей болмады. Қайта таңда.
minor-pin-made = Код қойылды
minor-pin-enter = Кодты енгіз
minor-pin-wrong = Код басқа
minor-pin-wait = { $seconds } секунд күте тұр
minor-pin-forgot = Кодты ұмытып қалдым
minor-pin-forgot-text = Кодсыз қолданба ашылмайды. Басынан бастауға болады: ішіндегінің бәрі, жіберілмеген жауаптар да осы телефоннан өшеді. Содан кейін жаңа сілтеме керек болады.
minor-start-again = Өшіріп, басынан бастау
minor-lock-now = Қазір құлыптау

## Бірінші экран

minor-places = Қолданба бөлімдері
minor-now = Қазір
minor-nav-duties = Міндеттер
minor-nav-answers = Жауаптар
minor-duties = Міндеттерім
minor-answers = Жауаптарым
minor-hello = Сәлем, { $name }
minor-hello-plain = Сәлем
minor-asked = Қазір қайдасың?
minor-asked-until = Сағат { $time } дейін жауап берші.
minor-minutes-left = { $count } минут қалды
minor-missed = Әлі де жауап беруге болады
minor-missed-text = Жауапты сағат { $time } дейін күтті. Ештен кеш жақсы; қаласаң, себебін жаз.
minor-nothing-asked = Қазір сенен ештеңе сұралып тұрған жоқ
minor-nothing-asked-text = Қаласаң, қайда екеніңді айта аласың.
minor-i-am-here = Мен осындамын
minor-need-help = Маған көмек керек
minor-last-answer = Соңғы жауабың:
minor-today = Бүгін
minor-waits = { $count } жауап осы телефонда күтіп тұр. Интернет пайда болғанда өзі кетеді.
minor-full = Телефонда орын жоқ, жауап сақталмады. Бірнеше фото не видео өшіріп, қайталап көр.

## Жауап беру

minor-place-searching = Қайда екеніңді іздеп жатырмыз…
minor-place-found = Орның табылды
minor-place-within = Орның шамамен { $distance } дәлдікпен табылды
minor-place-denied = Телефон қайда екеніңді бізге көрсетпей тұр
minor-place-denied-help = Жауапты онсыз да жіберуге болады. Рұқсат беру үшін мекенжайдың жанындағы белгіні, содан кейін «Орналасқан жер» дегенді бас.
minor-place-unavailable = Телефон қайда екеніңді таба алмай тұр
minor-place-without = Терезенің жанында сәл күтуге немесе орынсыз жіберуге болады.
minor-place-once = Тек осы экран ашық тұрғанда оқылады.
minor-note = Бірдеңе қосқың келе ме?
minor-note-hint = Міндетті емес.
minor-saved = Жауабың сақталды
minor-saved-here = Ол осы телефонда тұр, интернет пайда болғанда өзі кетеді. Басқа ештеңе істеудің қажеті жоқ.
minor-received-text = Жауабың жетті. Басқа ештеңе істеудің қажеті жоқ.
minor-on-phone = Осы телефонда, әлі жіберілген жоқ
minor-received = Жетті: { $time }
minor-refused = Қабылданбады
minor-refused-text = Қабылданбаған жауап осында қалады. Инспекторға қоңырау шалып, айт.

## Көмек

minor-help-text = Түймені бас. Сенімен жұмыс істейтін адамдар саған көмек керегін бірден көреді.
minor-help-send = Көмек сұрау
minor-help-note = Не болды?
minor-help-offline = Қазір интернет жоқ. Хабарың телефонда тұрады да, өзі кетеді. Күтуге болмаса, сенетін адамыңа қоңырау шал.
minor-help-call = Мүмкін болса, инспекторға немесе сенетін ересек адамға да қоңырау шал. Қауіп төнсе, адам бар жерге бар.
minor-help-saved = Көмек сұрағаның сақталды
minor-help-received-text = Ол жетті және олардың тізімінде бірінші тұр.

## Өз жауаптары

minor-answers-none = Әзірге жауап жоқ
minor-answers-none-text = Жібергендеріңнің бәрі осында тұрады, жеткен-жетпегені көрінеді.
minor-answer-here = «Мен осындамын», { $time }
minor-answer-help = «Маған көмек керек», { $time }
minor-answer-with-place = Орныңмен бірге
minor-answer-without-place = Орныңсыз

## Шығу

minor-leave = Шығасың ба?
minor-leave-unsent = Жіберілмеген жауаптар бар. Олар осы телефонда қалады, бірақ жаңа сілтемемен қайта кіргенде ғана кетеді.

## Міндеттер

minor-duties-unclear = Бірдеңе түсініксіз бе, әлде қолыңнан келмей ме? Инспектордан сұра. Сұраудың айыбы жоқ.
minor-duties-none = Мұнда әзірге міндет жоқ
minor-duties-none-text = Қолданба интернетке шыққанда пайда болады.
minor-duty-curfew = Мына сағаттарда үйде болу
minor-duty-residence = Өз мекенжайыңда тұру
minor-duty-residence-text = Көшпес бұрын инспекторға айт.
minor-duty-stay_away = Мына жерлерге бармау
minor-duty-stay_within = Рұқсатсыз бұл жерден кетпеу
minor-duty-school_attendance = Сабаққа бару
minor-duty-registration = Бөлімге келіп тұру
minor-duty-check_in = Сұрағанда жауап беру
minor-duty-check_in-text = Жауап беруге { $minutes } минут бар.
minor-duty-treatment = Қабылдауға барып тұру
minor-duty-community_service = Пайдалы жұмыс істеу
minor-duty-no_contact = Кездеспеу және хат жазыспау
minor-duty-other = Тағы бір міндет
minor-duty-places-unnamed = Қай жерлер екенін инспектор айтады.
minor-duty-hours = { $from }–{ $to }
minor-home-now = Қазір, { $to } дейін
minor-home-later = Бүгін { $from } мен { $to } аралығында
minor-home-free = Бүгін жоқ
minor-every-week =
    { $day ->
        [mon] Дүйсенбі сайын
        [tue] Сейсенбі сайын
        [wed] Сәрсенбі сайын
        [thu] Бейсенбі сайын
        [fri] Жұма сайын
        [sat] Сенбі сайын
       *[sun] Жексенбі сайын
    }
minor-every-month = Әр айдың мына күндері: { $days }
minor-times-a-month = Айына { $count } рет
minor-service = Барлығы { $hours } сағат
minor-service-by = Барлығы { $hours } сағат, { $by } дейін
