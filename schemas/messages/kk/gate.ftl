# Area gate
