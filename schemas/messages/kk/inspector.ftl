### The inspector's phone: short sentences, read at a door, in the dark, with one hand.

inspector-storage-closed = Телефон жады ашылмады
inspector-storage-closed-help = Қолданбаның басқа беттерін жауып, қайталап көріңіз. Ештеңе жойылған жоқ.
inspector-no-name = Аты-жөні әлі жүктелмеді

## First start: PIN and files

inspector-pin-title = PIN-код қойыңыз
inspector-pin-why = Алты цифр осы телефондағының бәрін құлыптайды; ұмытылған кодты ешкім қалпына келтіре алмайды.
inspector-pin-choose = Алты цифр енгізіңіз
inspector-pin-again = Сол алты цифрды қайталаңыз
inspector-pin-different = Цифрлар сәйкес келмеді. Қайта таңдаңыз.
inspector-pin-weak = Табу тым оңай. Басқа цифрларды таңдаңыз.
inspector-pin-enter = PIN-кодыңыз
inspector-pin-wrong = PIN-код қате.
inspector-pin-wait =
    { $seconds ->
        [one] PIN-код қате. { $seconds } секунд күтіңіз.
       *[other] PIN-код қате. { $seconds } секунд күтіңіз.
    }
inspector-pin-change = PIN-кодты өзгерту
inspector-pin-old = Қазіргі PIN-код
inspector-pin-old-wrong = Қазіргі PIN-код қате болды.
inspector-pin-changed = PIN-код өзгертілді

inspector-fetch-title = Істеріңіз жүктелуде
inspector-fetch-why = Содан кейін желісіз жұмыс істей аласыз.
inspector-fetch-asking = Серверден сұралуда…
inspector-fetch-progress = { $total } істің ішінен { $done }
inspector-fetch-interrupted = Байланыс үзілді. Жүктелгені сақталды, қалғаны қайталағанда келеді.
inspector-fetch-signed-out = Сервер қайта кіруді сұрайды.
inspector-fetch-begin = Барымен бастау

inspector-install = Қолданбаны басты экранға қосыңыз
inspector-install-why = Ол браузер жолағынсыз ашылады, деректер телефонда сенімдірек сақталады.
inspector-install-now = Орнату
inspector-install-later = Кейін
inspector-install-how = Браузер мәзірінен (⋮) «Қолданбаны орнату» немесе «Басты экранға қосу» дегенді таңдаңыз.
inspector-install-how-apple = «Бөлісу» түймесін, сосын «Үй экранына» дегенді басыңыз.

## The strip about sending

inspector-status-complete = Бәрі серверде, { $time }
inspector-status-waiting =
    { $count ->
        [one] { $count } жазба тек осы телефонда
       *[other] { $count } жазба тек осы телефонда
    }
inspector-status-sending =
    { $count ->
        [one] { $count } жазба жіберілуде…
       *[other] { $count } жазба жіберілуде…
    }
inspector-status-looking = Серверден сұралуда…
inspector-status-looking-count = Жүктелуде: { $total } істің ішінен { $done }
inspector-status-refused =
    { $count ->
        [one] Сервер { $count } жазбаны қабылдамады
       *[other] Сервер { $count } жазбаны қабылдамады
    }
inspector-status-offline = Желі жоқ
inspector-status-offline-complete = Желі жоқ. Бәрі жіберілген, { $time }
inspector-status-offline-waiting =
    { $count ->
        [one] Желі жоқ. { $count } жазба тек осы телефонда
       *[other] Желі жоқ. { $count } жазба тек осы телефонда
    }
inspector-status-failed = Сервер жауап бермейді. Өзі қайталайды
inspector-status-failed-waiting =
    { $count ->
        [one] Сервер жауап бермейді. { $count } жазба тек осы телефонда
       *[other] Сервер жауап бермейді. { $count } жазба тек осы телефонда
    }
inspector-status-sign-in = Өзгерістерді алу үшін қайта кіріңіз
inspector-status-sign-in-waiting =
    { $count ->
        [one] Қайта кіріңіз: { $count } жазба тек осы телефонда
       *[other] Қайта кіріңіз: { $count } жазба тек осы телефонда
    }
inspector-status-never = Сервермен әлі салыстырылмады
inspector-where-server = Серверде

## Places of the app

inspector-nav = Қолданба бөлімдері
inspector-nav-today = Бүгін
inspector-nav-cases = Істер
inspector-nav-outbox = Жіберу
inspector-nav-settings = Баптау
inspector-nav-unsent =
    { $count ->
        [one] { $count } жазба серверде жоқ
       *[other] { $count } жазба серверде жоқ
    }
inspector-to-today = Бүгін
inspector-to-case = Жеке іс
inspector-look-again = Қайта тексеру

## Today

inspector-today = Бүгін
inspector-search = Аты, нөмірі немесе көшесі
inspector-search-clear = Іздеуді тазалау
inspector-search-none = Ешкім табылмады
inspector-search-none-help = Атының басын ғана немесе көшесін теріп көріңіз.
inspector-open-now = Қазір тексеру: { $count }
inspector-tonight = Кейін тексеру: { $count }
inspector-settled = Жазылды немесе рұқсат бар: { $count }
inspector-tasks = Барулар мен тапсырмалар
inspector-came-back = Бөлім бастығынан
inspector-seen-all = Оқылды
inspector-planned = Жоспарда
inspector-planned-hours = Жоспарда: { $from }–{ $until }
inspector-planned-task = { $what }: { $from } – { $until }
inspector-check-missed = Жоспарда, тексерілмеді
inspector-permitted-night = Бүкіл уақытқа рұқсат бар
inspector-permitted-until = Рұқсат { $time } болғанша
inspector-permitted-from = Рұқсат басталады: { $time }
inspector-recorded-at = { $result }, { $time }
inspector-again-from = Келесі рет: { $time }
inspector-task-call = Қоңырау шалу: хабарлама телефонға жетпеді
inspector-task-from = басталуы: { $time }
inspector-task-until = { $time } болғанша
inspector-task-overdue = мерзімі өткен: { $time }
inspector-decided = { $verdict }, { $time }
inspector-nothing-due = Қазір жұмыс жоқ
inspector-nothing-due-help = Бүгінге түнгі тексеру де, үйге бару да жоқ.
inspector-unfinished = Аяқталмаған: { $count }
inspector-unfinished-since = { $what }, { $time }
inspector-discard-draft = Өшіру
inspector-discard-draft-ask = Аяқталмаған форма телефоннан өшеді. Онымен ештеңе жазылған жоқ.
inspector-keep = Қалдыру

## Cases

inspector-cases = Істер: { $count }
inspector-cases-none = Әзірге іс жоқ
inspector-cases-none-help = Істерді бөлім бастығы бекітеді; олар сервермен келесі байланыста келеді.
inspector-flags-open = Шешім күтуде: { $count }
inspector-case-unsent = Тек осы телефонда: { $count }
inspector-case-refused = Қабылданбады: { $count }
inspector-case-leaving = Енді сізде емес
inspector-case-leaving-help = Бұл іс енді сізге бекітілмеген. Сервер жазбаларыңызды алған соң ол телефоннан өшеді.
inspector-case-gone = Бұл іс телефонда жоқ
inspector-case-gone-help = Мүмкін, басқа инспекторға берілген.

inspector-age =
    { $years ->
        [one] { $years } жаста
       *[other] { $years } жаста
    }
inspector-map = Карта
inspector-call = Қоңырау
inspector-unsafe-contact = Хабарласу қауіпті
inspector-order-until = соңғы күні: { $date }
inspector-duties = Міндеттері
inspector-duties-none = Қолданыстағы міндет жоқ.
inspector-duty-hours = Бүгін { $from }–{ $to }
inspector-duty-hours-now = Қазір, { $from }–{ $to }
inspector-duty-not-today = Бүгін жоқ
inspector-duty-from = Басталуы: { $time }
inspector-permission-now = Рұқсат: { $from } – { $until }
inspector-permission-span = { $from } – { $until }
inspector-explanation-declined = Түсініктеме беруден бас тартты
inspector-story = Не болды
inspector-story-empty = Әзірге ештеңе жазылмаған.
inspector-story-more = Бұрынғыларын көрсету: { $count }
inspector-flag-suspected = Ықтимал бұзушылық: { $duty }
inspector-flag-inconclusive = Анық емес: { $duty }
inspector-flag-is-no-violation = Күдік әлі бұзушылық емес. Шешімді бөлім бастығы қабылдайды.
inspector-violation = Бұзушылық: { $duty }

## Recording

inspector-record = Жазу
inspector-record-check = Түнгі тексеру
inspector-record-visit = Үйге бару
inspector-record-school = Мектеп
inspector-one-tap = Бір рет бассаңыз, жазылады.
inspector-method-in-person = Есікте
inspector-method-phone = Телефон
inspector-method-video = Бейне
inspector-window-open = Үйде болу { $from }–{ $to }
inspector-window-not-open = Үйде болу уақыты { $from }–{ $to }. Басқа уақытта үйде болмау бұзушылық емес.
inspector-window-none = Бүгін үйде болу міндетті емес. Үйде болмау бұзушылық емес.
inspector-photo = Фотосурет
inspector-photo-open = Фотосуретті ашу
inspector-photo-coming = Фотосурет жүктелуде
inspector-photo-away = Ол бұл телефонда жоқ; желі болғанда ашуға болады.
inspector-clock-sure = сервермен салыстырылған
inspector-clock-unknown = Телефон сағаты сервермен әлі салыстырылмаған
inspector-clock-fast = Телефон сағаты { $minutes } мин алда; уақыт түзетілді
inspector-clock-slow = Телефон сағаты { $minutes } мин артта; уақыт түзетілді
inspector-place-searching = Орын анықталуда…
inspector-place-denied = Орынды білуге рұқсат жоқ. Бәрібір жаза аласыз.
inspector-place-unavailable = Орын анықталмады. Бәрібір жаза аласыз.
inspector-place-no-home = Орын анықталды; үй картада жоқ
inspector-place-here = Мекенжайда
inspector-place-elsewhere = Мекенжайдан { $distance }
inspector-place-coarse = Дәл емес, қорытынды жасауға болмайды
inspector-place-accuracy = дәлдігі { $metres }
inspector-place-kept = анықталған уақыты: { $time }
inspector-place-not-needed = Телефонмен не бейнебайланыспен тексергенде орныңыз жазылмайды.
inspector-place-doubt-hint = Орныңыз мекенжайда болғаныңызды көрсетпейді. Бастық мұны анық емес деп көреді.
inspector-again-hint = Бір рет ашылмаған есік ештеңені дәлелдемейді. Екінші рет есептелетін уақыт: { $time } және одан кейін.
inspector-worry = Бала үшін алаңдаймын
inspector-worry-short = Алаңдаймын
inspector-worry-help = Не көрдіңіз не естідіңіз? Бұл бастық тізімінің басына шығады.
inspector-add-note = Жазба
inspector-arrived = Бару басталды: { $time }
inspector-outcome-missing = Бару қалай өткенін таңдаңыз.
inspector-status-missing = Біреуін таңдаңыз.
inspector-now = Қазір
inspector-person-name = Аты-жөні
inspector-add-person = Басқа адам
inspector-remove-person = Алып тастау
inspector-fewer = Біреуге аз
inspector-more = Біреуге көп
inspector-other-day = Күні
inspector-day-future = Бұл күн әлі келген жоқ.
inspector-day-missing = Күнді таңдаңыз.
inspector-day-sunday = Бұл жексенбі. Сабақ болды ма?
inspector-day-known = Бұл күнге жазылып қойған: { $what }
inspector-source = Мектепте кім айтты
inspector-source-help = Мысалы: сынып жетекшісі, телефонмен
inspector-save-on-phone = Телефонға сақтау
inspector-saved = Осы телефонға сақталды
inspector-saved-correction = Бұрынғы жазба «түзетілген» белгісімен қалады.
inspector-correct-this = Қате ме? Түзету
inspector-correct = Түзету
inspector-correcting = «{ $what }» орнына, { $time }. Бұрынғы жазба белгімен қалады.
inspector-record-missing = Түзетілетін жазба телефонда жоқ.
inspector-save-failed = Сақталмады. Қайталап көріңіз.
inspector-storage-full = Телефон жады толды. Фото немесе қолданба өшіріп, қайталаңыз. Терген мәтініңіз орнында.

## Sending

inspector-send-now = Қазір жіберу
inspector-send-first = Алдымен жіберу
inspector-outbox-complete-at = Соңғы толық салыстыру: { $time }
inspector-outbox-sign-in = Сервер қайта кіруді сұрайды. Оған дейін бәрі осында қалады.
inspector-outbox-waiting = Күтуде: { $count }
inspector-outbox-waiting-help = Желі пайда болғанда өздері кетеді.
inspector-outbox-refused = Қабылданбаған: { $count }
inspector-outbox-refused-help = Сервер бұл жазбаларды алмады. Сіз шешкенше осында қалады.
inspector-outbox-empty = Бәрі серверде
inspector-outbox-empty-help = Күтіп тұрған да, қабылданбаған да жоқ.
inspector-refused-unknown = Сервер қолданбаға белгісіз себеп айтты: { $code }
inspector-try-again-record = Қайталау
inspector-give-up = Жазбаны өшіру
inspector-given-up = Жазба телефоннан өшірілді
inspector-give-up-ask = Жазба телефоннан өшеді, ал серверде ол жоқ. Маңызды болса, алдымен файлға сақтаңыз.
inspector-export = Файлға сақтау
inspector-export-warning = Файлда аты-жөндер мен жазбалар бар, оны қолына түскен кез келген адам оқи алады. Бөлімге өзіңіз беріңіз, мессенджермен жібермеңіз.
inspector-export-now = Файлды сақтау

## Settings

inspector-lock = Құлып
inspector-lock-now = Қазір құлыптау
inspector-storage = Сақтау
inspector-storage-kept = Телефон қолданба деректерін өздігінен өшірмейді.
inspector-storage-not-kept = Орын жетпесе, телефон қолданба деректерін өшіруі мүмкін. Қолданбаны орнату көмектеседі.
inspector-storage-used = Орынның { $percent } толған
inspector-version = Нұсқа { $version }
inspector-out-unsent =
    { $count ->
        [one] { $count } жазба серверде жоқ
       *[other] { $count } жазба серверде жоқ
    }
inspector-out-unsent-help = Олар осы телефонда құлыптаулы қалады, тек осында қайта кіргеннен кейін жіберіледі.
inspector-out-anyway = Бәрібір шығу

## Outside of an assignment

inspector-status-apart = Бәрі серверде. Бастық шешеді: { $count }
inspector-outbox-apart = Бөлім бастығында: { $count }
inspector-outbox-apart-help = Іс сізге бекітілмеген кезде жазылған. Сервер алды; іске енгізуді бөлім бастығы шешеді.
inspector-notes = Тапсырылды
inspector-notes-help = Іс енді сізде емес, көшірмесі телефоннан жойылды. Тек осы жолдар қалды.
inspector-note-waiting = Қабылданды; бастық шешеді
inspector-note-admitted = Іске енгізілді
inspector-note-rejected = Іске енгізілмеді
inspector-note-gone = Пішін бір тәулікте аяқталмады және өшірілді.
inspector-note-draft = Аяқталмаған пішін
inspector-note-dismiss = Алып тастау
inspector-unfinished-leaving = Іс енді сізде емес: пішінді бір тәулік ішінде аяқтаңыз немесе өшіріңіз. Содан кейін ол істің көшірмесімен бірге жойылады.

## Құжатты тапсыру

inspector-serve = Ескертуді тапсыру
inspector-serve-read = Құжатты оқу
inspector-serve-present = Кім қатысты
inspector-serve-present-hint = Заңды өкіл немесе педагог. Онсыз тапсырылды деп саналмайды.
inspector-serve-present-missing = Кім қатысқанын жазыңыз
inspector-serve-refused = Алудан бас тартты
