"""Asking a minor for a check-in, and telling the phone by Web Push that there is something to open.

The way of one request: `requests` writes the `request` document into the case file and copies it to the
minor's database; `deliveries` notes in `registry` what was promised (proof by half of the window, or the
inspector calls; proof by its end, or `delivered` is false); `outbox` documents carry one message for each
subscription; `worker` sends them and keeps the promises, also over a restart; `acks` takes the proof.
"""
