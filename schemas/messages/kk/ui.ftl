# Area ui
