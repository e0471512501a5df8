### Қолданба жақтауы: кіру, тіл, жаңарту.

shell-loading = Ашылуда…
shell-part-missing = Бұл бөлім құрылғыда әлі жоқ
shell-part-missing-help = Интернетке бір рет қосылып, қайталап көріңіз.
shell-server-trouble = Серверде ақау бар. Бір минуттан кейін қайталап көріңіз.

shell-sign-in = Кіру
shell-sign-out = Шығу

shell-language = Тіл
shell-language-unavailable = Бұл тіл құрылғыда әлі жоқ. Интернетке қосылып, қайталап көріңіз.
shell-theme = Көрінісі
shell-theme-auto = Автоматты
shell-theme-light = Ашық
shell-theme-dark = Қараңғы

# Бұғатталған экрандағы жалғыз сөз: ештеңені ашпайды.
shell-push = Сізге хабарлама бар

shell-update-ready = Жаңа нұсқа дайын.
shell-update-now = Жаңарту

## Кіру

shell-login-title = Кіру
shell-login-again = Қайта кіріңіз
shell-login-again-help = Осы құрылғыда жазылғанның бәрі сақтаулы.
shell-login-later = Кейінірек
shell-login-user = Пайдаланушы аты
shell-login-user-missing = Пайдаланушы атын енгізіңіз.
shell-login-password = Құпиясөз
shell-login-password-missing = Құпиясөзді енгізіңіз.
shell-login-show-password = Құпиясөзді көрсету
shell-login-hide-password = Құпиясөзді жасыру
shell-login-wrong = Пайдаланушы аты немесе құпиясөз қате.
shell-login-throttled = Кіру әрекеті тым көп болды. { $seconds } секундтан кейін қайталаңыз.
shell-login-no-network = Желі жоқ. Құрылғыда алғаш кіру үшін интернет керек.
shell-login-unreachable = Сервер жауап бермей тұр. Интернетті тексеріп, қайталап көріңіз.
shell-login-help = Құпиясөзді ұмыттыңыз ба? Бөлім бастығына хабарласыңыз.

## Баптаулар

shell-settings = Баптаулар
shell-version = { $version } нұсқасы
shell-password-change = Құпиясөзді ауыстыру
shell-password-old = Қазіргі құпиясөз
shell-password-new = Жаңа құпиясөз
shell-password-hint = Кемінде 10 таңба. Бірнеше сөзден тұратын тіркес есте жақсы сақталады.
shell-password-new-missing = Жаңа құпиясөзді енгізіңіз.
shell-password-wrong = Қазіргі құпиясөз қате.
shell-password-weak = Бұл құпиясөзді табу оңай. Ұзағырағын таңдаңыз.
shell-password-changed = Құпиясөз ауыстырылды.
shell-too-often = Тым көп рет қате енгізілді. Сәл күтіп, қайталап көріңіз.
