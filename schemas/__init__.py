"""What a document may say: structs, ids, checks, the rule catalogue and the message catalogues."""
