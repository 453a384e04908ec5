"""Files on an SFTP server (draft-ietf-secsh-filexfer-02 over SSH, RFC 4251), whose key is known beforehand.

Only the pinned host key is believed: a server that shows another is somebody else. Nothing is ever written
there, and nothing of this account (its keys, its agent, its configuration) is used.
"""

import asyncio
import stat
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import asyncssh

from trackway.model.errors import Denied, Invalid, NotFound, Unavailable
from trackway.video.addresses import Checked
from trackway.watch.lists.shelf import Laid

__all__ = ["HostKey", "SftpLogIn", "check_host_key", "check_private_key", "sftp_shelf"]

_MOST_FILES = 10_000
_ANSWER_S = 30.0
"""Connecting, logging in and each listing take a second; a server that is silent for longer is down."""
_READ_S = 600.0
"""512 MB at 1 MB/s."""
_BLOCK = 256 * 1024
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class SftpLogIn:
    """Who logs in and with what: a password, or a private key where ``is_key``."""

    username: str
    secret: str = field(repr=False)
    is_key: bool


HostKey = str
"""A public key as in ``known_hosts`` or a ``.pub`` file: ``ssh-ed25519 AAAA…``."""


def check_host_key(text: HostKey) -> None:
    """Refuse what is no public key. Raises ``Invalid``."""
    try:
        asyncssh.import_public_key(text)
    except (asyncssh.KeyImportError, ValueError) as error:
        raise Invalid(
            "The host key is no public key; paste the line of the server's .pub file, such as "
            "ssh-ed25519 AAAA… (`ssh-keyscan HOST` prints it; compare it with the server's keeper)."
        ) from error


def check_private_key(text: str) -> None:
    """Refuse what is no private key, or one behind a passphrase. Raises ``Invalid``."""
    try:
        asyncssh.import_private_key(text)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError) as error:
        raise Invalid("That is no private key without a passphrase, such as ssh-keygen makes.") from error


@contextmanager
def sftp_shelf(address: Checked, host_key: HostKey, log_in: SftpLogIn) -> Iterator["_SftpShelf"]:
    """The folder that an address names, logged in; left when the block ends."""
    with asyncio.Runner() as runner:
        connection = runner.run(_within(_connected(address, host_key, log_in), _ANSWER_S, address))
        try:
            client = runner.run(_within(_started(connection), _ANSWER_S, address))
            yield _SftpShelf(runner, client, address)
        finally:
            connection.abort()
            runner.run(connection.wait_closed())


class _SftpShelf:
    """A folder of a server."""

    def __init__(self, runner: asyncio.Runner, client: asyncssh.SFTPClient, address: Checked) -> None:
        self._runner, self._client, self._address = runner, client, address

    def look(self) -> Sequence[Laid]:
        """The files that lie there now."""
        return self._runner.run(_within(self._look(), _ANSWER_S, self._address))

    def read(self, name: str, most_bytes: int) -> bytes:
        """A file's bytes."""
        return self._runner.run(_within(self._read(name, most_bytes), _READ_S, self._address))

    async def _look(self) -> list[Laid]:
        laid: list[Laid] = []
        async for one in self._client.scandir(self._address.path):
            about, name = one.attrs, str(one.filename)
            if about.permissions is None or not stat.S_ISREG(about.permissions) or "/" in name:
                continue
            laid.append(Laid(name, about.size or 0, (about.mtime or 0) * 1_000_000))
            if len(laid) > _MOST_FILES:
                raise Invalid(f"{self._address.place} holds more than {_MOST_FILES:,} files there.")
        return laid

    async def _read(self, name: str, most_bytes: int) -> bytes:
        content = bytearray()
        async with self._client.open(f"{self._address.path.rstrip('/')}/{name}", "rb") as file:
            while block := await file.read(_BLOCK):
                content += block if isinstance(block, bytes) else block.encode()
                if len(content) > most_bytes:
                    raise Invalid(f"{name} is larger than {most_bytes >> 20} MB.")
        return bytes(content)


async def _connected(address: Checked, host_key: HostKey, log_in: SftpLogIn) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        address.ip,
        address.port,
        username=log_in.username,
        password=None if log_in.is_key else log_in.secret,
        client_keys=[asyncssh.import_private_key(log_in.secret)] if log_in.is_key else None,
        known_hosts=([asyncssh.import_public_key(host_key)], [], []),
        preferred_auth="publickey" if log_in.is_key else "password",
        agent_path=None,
        config=None,
        login_timeout=_ANSWER_S,
    )


async def _started(connection: asyncssh.SSHClientConnection) -> asyncssh.SFTPClient:
    return await connection.start_sftp_client()


async def _within(work: Coroutine[Any, Any, _Answer], seconds: float, address: Checked) -> _Answer:
    """What a server answers, its refusals in our words."""
    place = address.place
    try:
        async with asyncio.timeout(seconds):
            return await work
    except asyncssh.HostKeyNotVerifiable as error:
        raise Denied(
            f"{place} shows another host key than the one that was pinned; nothing was sent to it."
        ) from error
    except asyncssh.PermissionDenied as error:
        raise Denied(f"{place} does not accept the user name with that password or key.") from error
    except asyncssh.SFTPNoSuchFile as error:
        raise NotFound(f"{place} has nothing at {address.path}.") from error
    except asyncssh.SFTPPermissionDenied as error:
        raise Denied(f"{place} does not let this user read {address.path}.") from error
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise Unavailable(f"{place} does not answer as an SFTP server: {type(error).__name__}.") from error
