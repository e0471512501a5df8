# Area minor
