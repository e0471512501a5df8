### Words of controls that every screen shares.

ui-try-again = Try again
ui-back = Back
ui-close = Close
ui-cancel = Cancel
ui-save = Save
ui-delete-digit = Delete the last digit
ui-pin-filled =
    { $count ->
        [one] { $count } digit of { $of } entered
       *[other] { $count } digits of { $of } entered
    }
