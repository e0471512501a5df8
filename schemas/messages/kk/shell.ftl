# Area shell
