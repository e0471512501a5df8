### Why the server did not accept a record from a phone.

gate-not_yours = The record was made in the name of another person or device.
gate-not_allowed_kind = Your role may not make records of this kind.
gate-schema = A field of the record is missing or wrong.
gate-corrects_other_kind = A record of this kind cannot take the place of that one. Make a new record.
gate-immutable = The record is on the server already and cannot be changed. To correct it, make a new record.
gate-deletion = Records cannot be deleted.
gate-server_only = Only the server writes documents of this kind.
gate-conflict = Somebody else changed the document meanwhile. Refresh and try again.
gate-design = Documents of this kind are not taken from phones.
gate-after_assignment = The record was made when the case was no longer assigned to you. It stays on the phone; tell the head of your office.
gate-photo_mismatch = The photograph was damaged on the way. Take it again.
gate-refused = The server did not accept this record. It stays on the phone; tell the head of your office.
gate-quarantined = The record was made outside of your assignment. The server keeps it; the head of the office decides on it.
gate-quarantine_full = Too many records of this case wait for the head of the office. It stays on the phone.
