"""What push decides without a network or a store: whom it trusts, when it tries again, what it says."""

import datetime as dt
import json
import random
from zoneinfo import ZoneInfo

import pytest

from api.push import backoff
from api.push.endpoints import is_admitted, service, share
from api.push.keys import Keys, _made
from api.push.message import PLAINTEXT_BYTES, message_id, plaintext, topic, ttl
from api.push.outbox import Message, Outcome, acknowledged, after, failed, judge
from api.push.settings import Unusable, quiet_hours, settings
from api.push.subscriptions import SubscriptionKeys, UnusableKeys, check_keys
from tests.api.push_receiver import PushReceiver

NOW = dt.datetime(2026, 10, 5, 12, 0, tzinfo=dt.UTC)
TRUSTED = frozenset({"push.example.kz", "http://127.0.0.1:4711"})


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:DEF_-1",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQ%3d",
        "https://web.push.apple.com/QAbc",
        "https://FCM.googleapis.com:443/wp/abc",
        "https://push.example.kz/one",
        "http://127.0.0.1:4711/push/x",
    ],
)
def test_admits_push_services_and_what_the_operator_named(endpoint: str) -> None:
    """The browsers' own services over https, and the configured ones, may be posted to."""
    assert is_admitted(endpoint, TRUSTED)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com:8443/fcm/send/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://evilpush.apple.com/x",
        "https://push.apple.com.example.org/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com\\@127.0.0.1/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:4712/push/x",
        "http://push.example.kz/one",
        "https://fcm.googleapis.com/",
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\nHost: y",
        "https://fcm.googleapis.com:99999/x",
        "https://fcm.googleapis.com/" + "x" * 1_000,
        "ftp://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_refuses_everything_else(endpoint: str) -> None:
    """A subscription cannot make the server knock anywhere else, whatever its URL is dressed as."""
    assert not is_admitted(endpoint, TRUSTED)


def test_one_operators_hosts_share_a_share() -> None:
    """Hosts of one service fail together; a receiver on another port is another service."""
    assert share("https://a.notify.windows.com/w") == share("https://b.notify.windows.com/w")
    assert share("http://127.0.0.1:1/x") != share("http://127.0.0.1:2/x")
    assert service("https://fcm.googleapis.com/fcm/send/secret") == "fcm.googleapis.com"


@pytest.mark.parametrize("attempts", [1, 2, 3, 5, 9, 40])
def test_backoff_doubles_up_to_a_bound(attempts: int) -> None:
    """At least half of a doubling span, never more than the span, never more than the bound."""
    span = min(backoff.LONGEST_S, backoff.FIRST_S * 2 ** (attempts - 1))
    waits = [backoff.again(attempts, chance=random.Random(seed)).total_seconds() for seed in range(50)]
    assert all(span / 2 <= wait <= span for wait in waits)
    assert len(set(waits)) > 40


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("Mon, 05 Oct 2026 12:00:30 GMT", 30),
        ("Mon, 05 Oct 2026 11:00:00 GMT", 0),
        ("999999999", 86_400),
        ("-5", None),
        ("soon", None),
        (None, None),
    ],
)
def test_reads_retry_after(header: str | None, seconds: int | None) -> None:
    """Seconds or a date; nonsense is as good as nothing."""
    told = backoff.retry_after(header, NOW)
    assert told == (None if seconds is None else dt.timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (201, "accepted"), (200, "accepted"), (202, "accepted"), (204, "accepted"),
        (404, "gone"), (410, "gone"),
        (401, "refused"), (403, "refused"),
        (429, "wait"), (500, "wait"), (502, "wait"), (503, "wait"), (408, "wait"), (None, "wait"),
        (301, "rejected"), (307, "rejected"), (400, "rejected"), (413, "rejected"),
    ],
)  # fmt: skip
def test_judges_each_answer(status: int | None, verdict: str) -> None:
    """Only 404 and 410 end a subscription; a redirect is never followed; 5xx and silence wait."""
    assert judge(status, None, NOW).verdict == verdict


def queued(**fields: object) -> Message:
    given: dict[str, object] = {
        "id": "push:" + "0" * 32,
        "case": "c",
        "request": "request:ask:1",
        "delivery": "delivery:1",
        "subscription": "subscription:1",
        "topic": "t",
        "queued_at": NOW,
        "next_at": NOW,
        "expires_at": NOW + dt.timedelta(minutes=30),
        **fields,
    }
    return Message(**given)  # type: ignore[arg-type]  # a test's table


def test_retry_after_is_a_floor() -> None:
    """The service's own word is never undercut, and our backoff is never shortened by it."""
    waits = after(queued(), Outcome("wait", 429, dt.timedelta(seconds=90)), NOW)
    assert waits.state == "queued"
    assert waits.next_at - NOW >= dt.timedelta(seconds=90)
    waits = after(queued(attempts=8), Outcome("wait", 429, dt.timedelta(seconds=1)), NOW)
    assert waits.next_at - NOW >= dt.timedelta(seconds=100)


def test_acknowledged_stays_acknowledged() -> None:
    """The phone may answer before the push service does: proof is not undone by what comes later."""
    proved = acknowledged(queued(), NOW)
    assert after(proved, Outcome("accepted", 201), NOW).state == "acknowledged"
    assert failed(proved, "expired") == proved
    later = acknowledged(proved, NOW + dt.timedelta(hours=1))
    assert later.acknowledged_at == NOW


def test_a_vapid_refusal_is_tried_again_slowly() -> None:
    """A wrong clock is mended by the operator in minutes: the message waits for that, not in a hurry."""
    refused = after(queued(), Outcome("refused", 403), NOW)
    assert refused.state == "queued"
    assert refused.next_at - NOW >= dt.timedelta(seconds=backoff.REFUSED_S / 2)


def test_the_plaintext_says_an_id_and_nothing_else_at_constant_length() -> None:
    """Length tells nothing either."""
    own = Keys(_made()["private"], _made()["secret"])
    ids = [message_id(own, "c", f"request:{n}", "subscription:1") for n in range(20)]
    assert len(set(ids)) == 20
    for key in ids:
        text = plaintext(key)
        assert len(text.encode()) == PLAINTEXT_BYTES
        assert json.loads(text) == {"m": key}


def test_a_topic_is_url_safe_stable_and_tells_nothing() -> None:
    """The same case and kind give the same topic here, and another one on another installation."""
    own, other = (Keys(_made()["private"], _made()["secret"]) for _ in range(2))
    told = topic(own, "0f0e", "request")
    assert len(told) == 32
    assert told.replace("-", "").replace("_", "").isalnum()
    assert told == topic(own, "0f0e", "request")
    assert (
        len(
            {
                told,
                topic(own, "0f0e", "other"),
                topic(own, "0f0f", "request"),
                topic(other, "0f0e", "request"),
            }
        )
        == 4
    )


def test_ttl_is_the_rest_of_the_window() -> None:
    """Never beyond the window, never negative."""
    assert ttl(NOW + dt.timedelta(seconds=90.9), NOW) == 90
    assert ttl(NOW, NOW + dt.timedelta(seconds=1)) == 0


@pytest.mark.parametrize(
    ("hours", "local", "quiet"),
    [
        ("21:00-08:00", "21:00", True),
        ("21:00-08:00", "20:59", False),
        ("21:00-08:00", "03:00", True),
        ("21:00–08:00", "08:00", False),
        ("13:00-14:00", "13:30", True),
        ("13:00-14:00", "14:00", False),
    ],
)
def test_quiet_hours_by_the_offices_clock(hours: str, local: str, quiet: bool) -> None:
    """Over midnight too; the begin is inside, the end is not."""
    zone = ZoneInfo("Asia/Almaty")
    at = dt.datetime.combine(dt.date(2026, 10, 5), dt.time.fromisoformat(local), zone).astimezone(dt.UTC)
    read = quiet_hours(hours)
    assert read is not None
    assert read.cover(at, zone) is quiet


def test_settings_come_from_the_catalogue_and_the_environment() -> None:
    """Defaults are the catalogue's; what cannot be read is one sentence for the operator."""
    told = settings({})
    assert told.quiet == quiet_hours("21:00-08:00")
    assert told.fallback_part == 0.5
    assert settings({"QADAM_QUIET_HOURS": "none"}).quiet is None
    assert settings({"QADAM_PUSH_HOSTS": " HTTP://127.0.0.1:1/ ,push.example.kz"}).trusted == {
        "http://127.0.0.1:1",
        "push.example.kz",
    }
    for name, value in [("QADAM_QUIET_HOURS", "night"), ("QADAM_PUSH_CONTACT", "operator@example.org")]:
        with pytest.raises(Unusable):
            settings({name: value})


def test_unusable_keys_are_named() -> None:
    """A key that is on no curve, or an auth secret of another length, is refused at the door."""
    with PushReceiver() as receiver:
        good = receiver.phone().subscription["keys"]
    check_keys(SubscriptionKeys(**good))
    for field, value in [
        ("p256dh", "BA" + "A" * 85),
        ("p256dh", "no base64!"),
        ("auth", "AAAA"),
        ("auth", "%"),
    ]:
        with pytest.raises(UnusableKeys) as caught:
            check_keys(SubscriptionKeys(**{**good, field: value}))
        assert caught.value.field == field
