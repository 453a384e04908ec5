"""E-mail against a real SMTP server on this machine."""

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.notify.listening import HERE, NOON, free_port, message, picture, server_context

from trackway.model.errors import Invalid
from trackway.model.said import Said
from trackway.notify import Channel, Earlier, NotSent, Refused, Unclear
from trackway.notify.mail import KIND, MailSettings, composed

SENDER, OFFICER = "trackway@example.gov.tw", "duty@example.gov.tw"


class Post:
    """Takes mail, or answers as told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.rcpt = self.data = "250 OK"
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if self.hangs_up and server.transport:
            server.transport.close()
        return self.data


def _known(_: object, __: object, ___: object, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"duty", b"geheim"), handled=False)


@contextmanager
def office(
    post: Post,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    asks: bool = False,
    at: int = 0,
) -> Iterator[int]:
    """A mail server; its port."""
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=at or free_port(),
        ssl_context=tls,
        tls_context=starttls,
        auth_required=asks,
        authenticator=_known,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def post() -> Post:
    return Post()


def plain(port: int, clock: FakeClock) -> Channel:
    return KIND.make(MailSettings("127.0.0.1", SENDER, port, "none"), HERE, clock)


def test_carries_text_page_and_picture(post: Post, clock: FakeClock) -> None:
    shot = picture()
    text = Said("第一行\n.一個點開頭\n<b>", "One\n.dot")
    with office(post) as port:
        plain(port, clock).send(
            message(picture=shot, text=text, link="https://t/#7", earlier=(Earlier("a7-0", NOON),)), OFFICER
        )
    (letter,) = post.letters
    assert letter["Subject"] == "比中失竊車輛 Stolen vehicle seen"
    assert letter["Message-ID"] == "<trackway.a7-1-duty@example.gov.tw>"
    assert letter["References"] == "<trackway.a7-0@example.gov.tw>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == NOON.utc()
    body = letter.get_body(("plain",))
    assert body is not None
    assert (
        body.get_content().replace("\r\n", "\n") == "第一行\n.一個點開頭\n<b>\n\nOne\n.dot\n\nhttps://t/#7\n"
    )
    page = letter.get_body(("html",))
    assert page is not None
    assert "&lt;b&gt;" in page.get_content()
    assert 'src="cid:picture"' in page.get_content()
    (image,) = [part for part in letter.walk() if part.get_content_type() == "image/jpeg"]
    assert image["Content-ID"] == "<picture>"
    assert image.get_content() == shot


def test_starttls_and_log_in(tmp_path: Path, post: Post, clock: FakeClock) -> None:
    context, pem = server_context(tmp_path)
    with office(post, starttls=context, asks=True) as port:

        def send(password: str, authorities: str) -> None:
            settings = MailSettings("localhost", SENDER, port, "starttls", "duty", password, authorities)
            KIND.make(settings, HERE, clock).send(message(), OFFICER)

        send("geheim", pem)
        with pytest.raises(Refused) as caught:
            send("wrong", pem)
        assert "wrong" not in str(caught.value)
        with pytest.raises(NotSent):
            send("geheim", "")
    assert len(post.letters) == 1


def test_tls_from_the_start(tmp_path: Path, post: Post, clock: FakeClock) -> None:
    context, pem = server_context(tmp_path)
    with office(post, tls=context) as port:
        settings = MailSettings("localhost", SENDER, port, "tls", authorities=pem)
        KIND.make(settings, HERE, clock).send(message(), OFFICER)
    assert len(post.letters) == 1


def test_a_server_without_starttls_is_not_told_anything(post: Post, clock: FakeClock) -> None:
    with office(post) as port, pytest.raises(Refused):
        KIND.make(MailSettings("localhost", SENDER, port), HERE, clock).send(message(), OFFICER)
    assert post.letters == []


@pytest.mark.parametrize(
    ("rcpt", "data", "error"),
    [
        ("550 5.1.1 no such mailbox", "250 OK", Refused),
        ("450 4.2.0 greylisted", "250 OK", NotSent),
        ("250 OK", "554 5.6.0 no", Refused),
        ("250 OK", "451 4.3.0 later", NotSent),
    ],
)
def test_replies(post: Post, clock: FakeClock, rcpt: str, data: str, error: type[Exception]) -> None:
    post.rcpt, post.data = rcpt, data
    with office(post) as port, pytest.raises(error):
        plain(port, clock).send(message(), OFFICER)


def test_broken_off_behind_the_final_dot_nobody_knows(post: Post, clock: FakeClock) -> None:
    post.hangs_up = True
    with office(post) as port, pytest.raises(Unclear):
        plain(port, clock).send(message(), OFFICER)


def test_nobody_listens(clock: FakeClock) -> None:
    with pytest.raises(NotSent):
        plain(free_port(), clock).send(message(), OFFICER)


@given(
    st.text(max_size=60),
    st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), min_size=1, max_size=36),
)
def test_nothing_begins_a_header_of_its_own(title: str, key: str) -> None:
    letter = composed(message(key=key, title=Said(title, "\r\nBcc: x@y")), SENDER, OFFICER)
    read = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
    assert set(read.keys()) == set(letter.keys())
    assert "Bcc" not in read
    assert len(read.get_all("Message-ID", [])) == 1


@pytest.mark.parametrize(
    "wrong",
    ["", "a", "a@", "@b.c", "a b@c.d", "a@b.c\r\nBcc: x@y", "a..b@c.d", "值班@c.d", "<a@b.c>", "a@b.c,d@e.f"],
)
def test_mailboxes(wrong: str) -> None:
    assert KIND.check(" Duty.1@Example.GOV.tw") == "Duty.1@example.gov.tw"
    with pytest.raises(Invalid):
        KIND.check(wrong)


def test_a_password_is_never_sent_in_the_open() -> None:
    with pytest.raises(Invalid):
        MailSettings("mail.example", SENDER, security="none", username="a", password="b")
