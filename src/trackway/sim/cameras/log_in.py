"""Log-in at a camera: Basic (RFC 7617) and Digest with MD5 or SHA-256 (RFC 7616)."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["LogIn"]

_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


@dataclass(frozen=True, slots=True)
class LogIn:
    """Who may watch, and how they must say so."""

    username: str
    password: str = field(repr=False)
    way: Literal["basic", "digest-md5", "digest-sha256"] = "digest-md5"
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))

    def challenge(self) -> str:
        """The ``WWW-Authenticate`` value."""
        if self.way == "basic":
            return 'Basic realm="camera"'
        algorithm = "" if self.way == "digest-md5" else ", algorithm=SHA-256"
        return f'Digest realm="camera", nonce="{self.nonce}"{algorithm}'

    def admits(self, method: str, header: str) -> bool:
        """Whether this ``Authorization`` value is right for a request of that method."""
        scheme, _, rest = header.partition(" ")
        if self.way == "basic":
            right = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            return scheme.lower() == "basic" and hmac.compare_digest(rest.strip(), right)
        said = {key: quoted or plain for key, quoted, plain in _FIELD.findall(rest)}
        if scheme.lower() != "digest" or said.get("nonce") != self.nonce:
            return False
        secret = self._digest(f"{self.username}:camera:{self.password}")
        asked = self._digest(f"{method}:{said.get('uri', '')}")
        middle = f":{said['nc']}:{said['cnonce']}:{said['qop']}" if "qop" in said else ""
        right = self._digest(f"{secret}:{self.nonce}{middle}:{asked}")
        return said.get("username") == self.username and hmac.compare_digest(said.get("response", ""), right)

    def _digest(self, text: str) -> str:
        name = "md5" if self.way == "digest-md5" else "sha256"
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()
