"""The minor's own small database, `minor-<case>`, and the invitation that lets a child in.

A case file is not the child's to replicate. What is theirs stands in `minor-<case>`: the duties in force and
the requests to answer, kept from the case file by `refresh`; their answers are pushed there and copied to
the case file by `carry`. Both are called by the pipeline as often as it likes: done twice is done once.
"""
