"""Headers that every answer bears. Each says which threat it is against.

- Content-Security-Policy: a script or style that somebody managed to put into a page does not run, and a page
  cannot send what it shows anywhere but here. Scripts: only our own files, never inline. Styles: own files,
  and `style` attributes (positions on the map and the QR code's size; an attribute cannot load anything).
- X-Content-Type-Options: an attachment is never taken for a script.
- Referrer-Policy: the address of a case never travels to another site.
- Permissions-Policy: nobody but our own page asks for the position; the camera only for evidence photographs.
- Cross-Origin-Opener/Resource-Policy, frame-ancestors: no other page holds a handle on ours or frames it.
- Strict-Transport-Security, only over https (RFC 6797, 7.2): no later visit goes by plain http.
"""

from typing import Final

CSP: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_ALWAYS: Final = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
_HTTPS: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def security(*, https: bool) -> list[tuple[bytes, bytes]]:
    """List the raw headers for an answer over http or https."""
    return [*_ALWAYS, _HTTPS] if https else list(_ALWAYS)
