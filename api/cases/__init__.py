"""Case files as people meet them: the page of one, decisions on its flags, tasks, who works with it."""
