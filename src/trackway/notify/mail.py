"""E-mail by SMTP (RFC 5321): text and HTML with the picture inside, one message a call.

What a server says before the text was sent leaves no doubt; when it breaks off behind the final dot nobody
knows (RFC 5321 §4.5.5), so the phases are walked one by one here.
"""

import contextlib
import re
import smtplib
import socket
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Annotated, Literal

from pydantic import Field

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.notify.channel import ChannelKind, NotSent, Receipt, Refused, Unclear
from trackway.notify.message import Message
from trackway.notify.peer import connected, tls, why
from trackway.notify.reach import host_and_port
from trackway.notify.urls import check_host
from trackway.notify.words import full_text, heading, marked, plain_key
from trackway.video.addresses import Networks

__all__ = ["KIND", "Mail", "MailSettings"]

_PATIENCE_S = 45.0
"""Servers that look through a message before they take it need seconds; a call must end in a minute."""
_BOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])")
"""Mailboxes in ASCII (RFC 5322 §3.4.1 without quoting); what is not is refused by half of all servers."""


def _mailbox(written: str) -> str:
    wanted = written.strip()
    if not _BOX.fullmatch(wanted) or ".." in wanted or wanted.startswith(".") or ".@" in wanted:
        raise Invalid(f"{wanted[:100]!r} is no mailbox; write one like duty@example.gov.tw.")
    local, _, domain = wanted.rpartition("@")
    return f"{local}@{domain.lower()}"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server that takes outgoing mail, and in whose name it is sent."""

    host: Annotated[str, Field(title="郵件伺服器", description="Host name of the SMTP server.")]
    sender: Annotated[str, Field(title="寄件信箱", description="Mailbox that messages come from.")]
    port: Annotated[
        int, Field(title="連接埠", description="587 or 25 with STARTTLS, 465 with TLS.", ge=1, le=65535)
    ] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(
            title="加密方式",
            description="How the connection is encrypted; none only inside one's own network.",
        ),
    ] = "starttls"
    username: Annotated[str, Field(title="帳號", description="User name; empty where none is asked for.")] = (
        ""
    )
    password: Annotated[str, Field(title="密碼", description="Password.")] = ""
    authorities: Annotated[
        str, Field(title="憑證機構", description="PEM certificates trusted besides the machine's own.")
    ] = ""

    def __post_init__(self) -> None:
        check_host(self.host)
        _mailbox(self.sender)
        if self.username and self.security == "none":
            raise Invalid("A mail password is never sent unencrypted; choose STARTTLS or TLS.")


class Mail:
    """Sends through one server; a connection for each message."""

    def __init__(self, settings: MailSettings, networks: Networks, clock: Clock) -> None:
        self._settings, self._networks = settings, networks
        del clock  # mail keeps no time of its own: the server says how long it tries

    def send(self, message: Message, address: str) -> Receipt:
        """Hand it to the server."""
        given = self._settings
        content = composed(message, given.sender, address).as_bytes()
        is_encrypted = given.security != "none"
        target = host_and_port(given.host, given.port, self._networks, is_encrypted=is_encrypted)
        context = tls(given.host, given.authorities)
        direct = context if given.security == "tls" else None
        with connected(target, direct, _PATIENCE_S) as sock, _Session(sock) as session:
            try:
                session.need(session.getreply(), wanted=220)
                if given.security == "starttls":
                    session.need(session.starttls(context=context), wanted=220)
                session.ehlo_or_helo_if_needed()
                if given.username:
                    session.login(given.username, given.password)
                session.need(session.mail(given.sender))
                session.need(session.rcpt(address))
                session.need(session.docmd("DATA"), wanted=354)
            except smtplib.SMTPNotSupportedError as error:
                raise Refused(f"{given.host} does not offer what is set up here: {error}") from error
            except smtplib.SMTPAuthenticationError as error:
                said = f"{given.host} refuses the log-in ({error.smtp_code})."
                raise (Refused if error.smtp_code >= 500 else NotSent)(said) from error
            except OSError as error:  # every error of smtplib is one
                raise NotSent(f"{given.host} broke off before the message: {_said(error)}.") from error
            return session.handed_over(content, given.host)

    def close(self) -> None:
        """Nothing is kept open."""


class _Session(smtplib.SMTP):
    """A session over a connection that exists."""

    def __init__(self, sock: socket.socket) -> None:
        ours = str(sock.getsockname()[0])
        # An address literal, for our own name may be known to nobody (RFC 5321 §4.1.3).
        super().__init__(local_hostname=f"[IPv6:{ours}]" if ":" in ours else f"[{ours}]")
        self.sock = sock

    def __exit__(self, *given: object) -> None:
        """Close; that was said before, where it could be."""
        self.close()

    def need(self, reply: tuple[int, bytes], wanted: int = 250) -> None:
        """Go on when the reply is what is wanted. Raises ``Refused`` for good, ``NotSent`` for now."""
        code, words = reply
        if code == wanted or (wanted == 250 and code == 251):  # 251: it will forward
            return
        said = f"The mail server answers {code}: {' '.join(words.decode('utf-8', 'replace').split())[:200]}"
        raise Refused(said) if code >= 500 else NotSent(said)

    def handed_over(self, content: bytes, host: str) -> Receipt:
        """Send the text and hear whether it was taken."""
        try:
            self.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        except OSError as error:  # without the final dot nothing was taken
            raise NotSent(f"{host} broke off in the middle of the message: {_said(error)}.") from error
        try:
            code, words = self.getreply()
        except OSError as error:
            raise Unclear(f"{host} had the whole message and gave no answer: {_said(error)}.") from error
        self.need((code, words))
        with contextlib.suppress(OSError):
            self.docmd("QUIT")  # it has the message; how it parts does not matter
        return Receipt(says=f"{code} {words.decode('utf-8', 'replace')}"[:200])


def composed(message: Message, sender: str, address: str) -> EmailMessage:
    """The message as e-mail. Nothing in it can begin a header of its own."""
    domain = sender.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = _number(message.key, domain)
    if message.earlier:
        thread = [_number(one.key, domain) for one in message.earlier]
        mail["In-Reply-To"] = thread[-1]
        mail["References"] = " ".join(thread)
    local, _, host = sender.rpartition("@")
    mail["From"] = Address("車行軌跡 Trackway", local, host)
    mail["To"] = address
    mail["Subject"] = "".join(c for c in heading(message) if c.isprintable())
    mail["Date"] = format_datetime(message.made.taipei())
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail["Importance"] = "high" if message.priority <= 2 else "normal"
    mail.set_content(full_text(message))
    mail.add_alternative(_html(message), subtype="html")
    if message.picture:
        page = mail.get_payload()[1]  # type: ignore[index]
        page.add_related(  # type: ignore[union-attr]
            message.picture, "image", "jpeg", cid="<picture>", filename="alert.jpg", disposition="inline"
        )
    return mail


def _html(message: Message) -> str:
    text = marked(message, message.text)
    parts = [f"<h2>{escape(heading(message))}</h2>"]
    if message.picture:
        parts.append('<p><img src="cid:picture" alt="照片 Picture" style="max-width:100%"></p>')
    parts += [f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in (text.zh, text.en) if one]
    if message.link:
        parts.append(f'<p><a href="{escape(message.link)}">開啟警示 Open the alert</a></p>')
    return f'<!doctype html><html lang="zh-TW"><meta charset="utf-8"><body>{"".join(parts)}</body></html>'


def _number(key: str, domain: str) -> str:
    """A Message-ID that is the same for the same key."""
    return f"<trackway.{plain_key(key)}@{domain}>"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPException):
        return "it closed the connection or speaks no SMTP"
    return why(error)


KIND = ChannelKind(
    name="mail",
    title=Said("電子郵件", "E-mail"),
    settings=MailSettings,
    address=Said("信箱", "The mailbox"),
    check=_mailbox,
    make=Mail,
    secrets=frozenset({"password"}),
)
