# Area rules
