"""Where others are known not to do what this suite promises: by peer, by test, and why.

A test that stands here is expected to fail with that peer, and is reported when it does not. How single
answers differ (their status and error) is in ``questions/*.departures``.
"""

_DEEP = "has no limit of nesting, and takes it or ignores it"
_FAILS = "fails with a 500 on what it cannot understand"
_HISTORY = "takes histories that no document can have"
_HEARTBEAT = "begins its heartbeats later"
_IGNORES = "ignores a parameter that makes no sense"

DEPARTURES: dict[str, dict[str, str]] = {
    "couchdb": {
        "test_malformed_json[deep nesting-/_bulk_get]": _DEEP,
        "test_malformed_json[deep nesting-/_all_docs]": _DEEP,
        "test_malformed_json[deep nesting-]": _DEEP,
        "test_malformed_json[deep in a document-/_bulk_docs]": _DEEP,
        "test_malformed_json[deep in a document-/_bulk_get]": _DEEP,
        "test_malformed_json[deep in a document-/_revs_diff]": _DEEP,
        "test_malformed_json[deep in a document-/_all_docs]": _DEEP,
        "test_malformed_json[deep in a document-]": _DEEP,
        "test_any_question_is_answered_or_refused": _FAILS,
        "test_a_malformed_document_stops_the_whole_batch[doc8-bad_request]": _FAILS,
        "test_absurd_histories_are_refused[revisions0]": _HISTORY,
        "test_absurd_histories_are_refused[revisions1]": _HISTORY,
        "test_absurd_histories_are_refused[revisions3]": _HISTORY,
        "test_absurd_histories_are_refused[revisions5]": _HISTORY,
        "test_absurd_histories_are_refused[revisions6]": _HISTORY,
        "test_absurd_histories_are_refused[revisions7]": _HISTORY,
        "test_absurd_histories_are_refused[revisions9]": _HISTORY,
        "test_bulk_get.py::test_bodies_that_are_none[body1]": _FAILS,
        "test_what_came_packed_stays_so": "packs what came packed and inline once more",
        "test_multipart_that_is_broken[multipart/related-{}]": "reads a multipart without a boundary as JSON",
        "test_absurd_revisions[1-a\\x00]": "writes what stands in a revision into a header, and breaks it",
        'test_deep_selectors_are_refused[{"$and":[{"x":1},-100000]': "takes half a minute and more over it",
        "test_of_several_leaves_the_others_stay": "counts a document of which a tombstone is left as living",
        "test_functions_of_design_documents_are_refused_in_words": "runs them",
        "test_longpoll_shows_that_it_lives": _HEARTBEAT,
        "test_continuous_ends_with_its_limit_or_its_time": "ends with an empty line",
        "test_a_heartbeat_is_not_kept_back_by_packing": _HEARTBEAT,
        "test_a_database_made_anew_is_empty": "instance_start_time counts whole seconds",
        "test_get_document.py::test_parameters_that_make_no_sense[revs=maybe]": _IGNORES,
        "test_get_document.py::test_parameters_that_make_no_sense[revs=%ff]": _IGNORES,
        "test_changes.py::test_parameters_that_make_no_sense[limit=x]": _FAILS,
        "test_changes.py::test_parameters_that_make_no_sense[timeout=-1&feed=longpoll]": _FAILS,
        "test_the_same_edit_has_the_same_name": "hashes members in the order in which they came",
        "test_revs_diff.py::test_bodies_that_are_none[body2]": _FAILS,
        "test_revs_diff.py::test_bodies_that_are_none[body3]": _FAILS,
        "test_revs_diff.py::test_bodies_that_are_none[body4]": _FAILS,
        "test_revs_diff.py::test_bodies_that_are_none[body6]": _FAILS,
    },
    "pouchdb-server": {},
}
