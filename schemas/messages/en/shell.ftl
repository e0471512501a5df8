### The app's frame: signing in, languages, updates.

shell-loading = Opening…
shell-part-missing = This part is not on your device yet
shell-part-missing-help = Connect to the internet once and try again.
shell-server-trouble = The server is having trouble. Try again in a minute.

shell-sign-in = Sign in
shell-sign-out = Sign out

shell-language = Language
shell-language-unavailable = This language is not on your device yet. Connect to the internet and try again.
shell-theme = Appearance
shell-theme-auto = Automatic
shell-theme-light = Light
shell-theme-dark = Dark

# The only words on a lock screen: they reveal nothing.
shell-push = You have a message

shell-update-ready = A new version is ready.
shell-update-now = Update

## Signing in

shell-login-title = Sign in
shell-login-again = Sign in again
shell-login-again-help = Everything on this device is still here.
shell-login-later = Later
shell-login-user = User name
shell-login-user-missing = Enter your user name.
shell-login-password = Password
shell-login-password-missing = Enter your password.
shell-login-show-password = Show password
shell-login-hide-password = Hide password
shell-login-wrong = The user name or the password is wrong.
shell-login-throttled =
    { $seconds ->
        [one] Too many attempts. Try again in { $seconds } second.
       *[other] Too many attempts. Try again in { $seconds } seconds.
    }
shell-login-no-network = No network. The first sign-in on a device needs the internet.
shell-login-unreachable = The server does not answer. Check the internet and try again.
shell-login-help = Forgotten your password? Ask the head of your office.

## Settings

shell-settings = Settings
shell-version = Version { $version }
shell-password-change = Change password
shell-password-old = Present password
shell-password-new = New password
shell-password-hint = At least 10 characters. A few words in a row are easy to remember.
shell-password-new-missing = Enter a new password.
shell-password-wrong = The present password is wrong.
shell-password-weak = This password is too easy to guess. Choose a longer one.
shell-password-changed = The password has been changed.
shell-too-often = Too many attempts. Wait a little and try again.
