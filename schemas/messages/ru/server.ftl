# Area server
