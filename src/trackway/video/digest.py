"""Log-in to cameras: the ``Authorization`` that answers a ``WWW-Authenticate``, for RTSP and HTTP alike.

Basic (RFC 7617) and Digest with MD5 or SHA-256, with ``qop=auth`` or the older form without (RFC 2617,
RFC 7616; RTSP takes both over, RFC 2326 §14). Of several ways the strongest that both sides know is taken.
Cameras write their challenges in many ways that the grammar forbids; what can be understood is.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from trackway.model.errors import Denied

__all__ = ["Challenge", "authorization", "challenges", "is_stale"]

_DIGESTS = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
_LONGEST = 4096  # characters of one header; digests need some 300
_MOST = 8  # challenges: three are usual at most
_SCHEME = re.compile(r"[\s,]*([A-Za-z][A-Za-z0-9_-]*)(?=\s|$|,)(?!\s*=)")
_PARAMETER = re.compile(
    r"""[\s,;]*([A-Za-z][A-Za-z0-9_*-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|'([^']*)'|([^\s,;"']*))""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to log in that the camera offers: ``scheme`` and names in lower case, values unquoted."""

    scheme: str
    parameters: dict[str, str]

    @property
    def algorithm(self) -> str:
        """MD5 or SHA-256, with ``-SESS`` behind it where the camera asks for sessions."""
        return self.parameters.get("algorithm", "MD5").upper()

    @property
    def strength(self) -> int:
        """3 for SHA-256, 2 for MD5, 1 for Basic, 0 for what is not known here."""
        if self.scheme == "basic":
            return 1
        if self.scheme != "digest" or not self.parameters.get("nonce"):
            return 0
        if self.parameters.get("qop") and "auth" not in _offered(self.parameters["qop"]):
            return 0
        return {"MD5": 2, "SHA-256": 3}.get(self.algorithm.removesuffix("-SESS"), 0)


def challenges(headers: Sequence[str]) -> tuple[Challenge, ...]:
    """What the ``WWW-Authenticate`` headers offer; several may stand in one. What is no challenge is left."""
    found: list[Challenge] = []
    for header in headers[:_MOST]:
        text, at = header[:_LONGEST], 0
        while len(found) < _MOST and (scheme := _SCHEME.match(text, at)):
            parameters: dict[str, str] = {}
            at = scheme.end()
            while one := _PARAMETER.match(text, at):
                name, quoted, single, bare = one.groups()
                value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else single or bare or ""
                parameters.setdefault(name.lower(), value)
                at = one.end()
            found.append(Challenge(scheme.group(1).lower(), parameters))
    return tuple(found)


def is_stale(headers: Sequence[str]) -> bool:
    """Whether the camera refuses only because its nonce has run out: log in once more with the new one."""
    return any(one.parameters.get("stale", "").lower() == "true" for one in challenges(headers))


def authorization(
    headers: Sequence[str], method: str, uri: str, username: str, password: str, *, count: int = 1
) -> str:
    """The value of ``Authorization`` for one request. ``uri`` is exactly what stands in the request line.

    ``count`` is how often this nonce was answered, with this request: cameras that keep to RFC 7616 §3.4
    refuse one that came before. Raises ``Denied`` when no way to log in is known on both sides; no message
    holds the password.
    """
    offered = challenges(headers)
    best = max(offered, key=lambda one: one.strength, default=Challenge("", {}))
    if not best.strength:
        names = ", ".join(sorted({one.scheme for one in offered})) or "none"
        raise Denied(f"The camera asks for a log-in that is not known here (offered: {names[:80]}).")
    if any(ord(c) < 0x20 or ord(c) == 0x7F for c in username + password + uri):
        raise Denied("The camera's user name or password holds a character that cannot be sent.")
    if best.scheme == "basic":
        if ":" in username:
            raise Denied("A user name with a colon cannot log in here: the camera knows Basic log-in only.")
        return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
    return _digest(best, (method, uri), (username, password), count)


def _digest(challenge: Challenge, request: tuple[str, str], who: tuple[str, str], count: int) -> str:
    """The answer of RFC 7616 §3.4 to one challenge, for a method and URI, of a user with a password."""
    (method, uri), (username, password) = request, who
    given = challenge.parameters
    digest = _DIGESTS[challenge.algorithm.removesuffix("-SESS")]

    def hashed(text: str) -> str:
        return digest(text.encode()).hexdigest()

    realm, nonce = given.get("realm", ""), given["nonce"]
    cnonce, counted = secrets.token_hex(8), f"{count:08x}"
    secret = hashed(f"{username}:{realm}:{password}")
    if challenge.algorithm.endswith("-SESS"):
        secret = hashed(f"{secret}:{nonce}:{cnonce}")
    asked = hashed(f"{method}:{uri}")
    has_qop = bool(given.get("qop"))
    middle = f"{nonce}:{counted}:{cnonce}:auth" if has_qop else nonce
    fields = {
        "username": _quoted(username),
        "realm": _quoted(realm),
        "nonce": _quoted(nonce),
        "uri": _quoted(uri),
        "response": _quoted(hashed(f"{secret}:{middle}:{asked}")),
    }
    if "algorithm" in given:
        fields["algorithm"] = _token(given["algorithm"])
    if has_qop:
        fields |= {"qop": "auth", "nc": counted}
    if has_qop or challenge.algorithm.endswith("-SESS"):
        fields["cnonce"] = _quoted(cnonce)
    if "opaque" in given:
        fields["opaque"] = _quoted(given["opaque"])
    return "Digest " + ", ".join(f"{name}={value}" for name, value in fields.items())


def _offered(qop: str) -> set[str]:
    return {one.strip().lower() for one in re.split(r"[\s,;]+", qop)}


def _quoted(text: str) -> str:
    """As a quoted-string (RFC 9110 §5.6.4); what the camera sent with control characters in it loses them."""
    plain = "".join(c for c in text if c >= " " and c != "\x7f")
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _token(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "", text)
