# Area inspector
