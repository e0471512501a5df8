"""One attempt to hand one message to a push service, in a thread of its own.

Encryption and signature are `pywebpush`'s (aes128gcm, VAPID). Here is what it leaves to us: no redirect is
followed, nothing waits for ever, at most so many are on their way, and one service that hangs holds no more
than its share of the threads.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import msgspec
import requests
from pywebpush import WebPushException, webpush

from api.clock import Clock, utc_now
from api.push import message as shape
from api.push.endpoints import is_admitted, service, share
from api.push.keys import Keys
from api.push.outbox import Message, Outcome, judge
from api.push.settings import PushSettings
from api.push.subscriptions import Subscription

log = logging.getLogger("qadam.push")
# At its debug level urllib3 writes each address it calls: here that is a secret, at whatever level we log.
logging.getLogger("urllib3").setLevel(logging.INFO)


class _Straight(requests.Session):
    """Goes where it is sent and nowhere else: a redirect is an answer, not a way."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class Sender:
    """Sends messages; `close` when the process ends."""

    def __init__(self, keys: Keys, settings: PushSettings, clock: Clock = utc_now) -> None:
        self._keys = keys
        self._settings = settings
        self._clock = clock
        self._threads = ThreadPoolExecutor(settings.at_once, thread_name_prefix="push")
        self._at_once = asyncio.Semaphore(settings.at_once)
        self._shares: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(settings.at_once_per_service)
        )
        self._local = threading.local()

    async def send(self, message: Message, subscription: Subscription) -> Outcome | None:
        """Try once. None: its window was over before its turn came.

        Never raises for what a push service does or fails to do.
        """
        if not is_admitted(subscription.endpoint, self._settings.trusted):
            return Outcome("rejected")
        # The service's share first: messages that wait behind a dead service must not hold a place of all.
        async with self._shares[share(subscription.endpoint)], self._at_once:
            if message.expires_at <= self._clock():
                return None
            loop = asyncio.get_running_loop()
            outcome = await loop.run_in_executor(self._threads, self._post, message, subscription)
        if outcome.verdict == "refused":
            log.error(
                "push service %s refuses our VAPID signature (%s): check the clock and the keys",
                service(subscription.endpoint),
                outcome.status,
            )
        elif outcome.verdict == "rejected":
            log.error("push service %s rejects a message: %s", service(subscription.endpoint), outcome.status)
        return outcome

    def close(self) -> None:
        """Begin nothing new; what is on its way ends by its own timeout."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _post(self, message: Message, subscription: Subscription) -> Outcome:
        now = self._clock()
        try:
            response = webpush(
                {"endpoint": subscription.endpoint, "keys": msgspec.to_builtins(subscription.keys)},
                shape.plaintext(message.key),
                vapid_private_key=self._keys.vapid,
                vapid_claims={"sub": self._settings.contact},
                content_encoding="aes128gcm",
                timeout=self._settings.timeout_s,
                ttl=shape.ttl(message.expires_at, now),
                headers={"Topic": message.topic, "Urgency": shape.URGENCY},
                requests_session=self._session(),
            )
        except WebPushException as error:
            # Never log the exception itself: it quotes the service's answer.
            return judge(error.status_code, error.retry_after, now) if error.response is not None else _ours()
        except requests.RequestException:
            return judge(None, None, now)
        except ValueError:  # keys that are on no curve: admitted by an older version, or damaged
            return _ours()
        return judge(response.status_code, None, now)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = _Straight()
        session: requests.Session = self._local.session
        return session


def _ours() -> Outcome:
    return Outcome("rejected")
