"""Talk: one conversation with a camera, request by request, with log-in (RFC 2326 §10, §14)."""

import asyncio
from collections.abc import Mapping

from trackway.model.errors import Denied, Invalid
from trackway.video.addresses import Checked
from trackway.video.cause import Cause
from trackway.video.digest import authorization, is_stale
from trackway.video.rtsp.messages import Message, request
from trackway.video.rtsp.wire import Wire
from trackway.video.stream import StreamAddress, StreamEnded

__all__ = ["Talk"]

_LONGEST_SESSION = 256  # characters of a session's name; RFC 2326 §3.4 wants eight at least
_USUAL_TIMEOUT_S = 60  # RFC 2326 §12.37


class Talk:
    """What is asked and answered on one wire. ``session`` is empty until the camera has given one."""

    def __init__(
        self, wire: Wire, place: Checked, address: StreamAddress, agent: str, answer_s: float
    ) -> None:
        self.session = ""
        self.timeout_s = _USUAL_TIMEOUT_S
        self._wire = wire
        self._place = place
        self._address = address
        self._agent = agent
        self._answer_s = answer_s
        self._number = 0
        self._challenges: list[str] = []
        self._counted = 0
        self._was_let_in = False

    async def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Message:
        """The camera's answer, logged in as often as it takes, whatever its status then is."""
        for _ in range(3):  # without log-in, with it, and with it again when the nonce ran out in between
            was_logged_in = bool(self._challenges)
            found = await self._once(method, url, headers or {})
            if found.status != 401:
                self._was_let_in |= was_logged_in
                return found
            offered = found.all("www-authenticate")
            if not self._address.username:
                raise StreamEnded(Cause.LOG_IN, f"{self._place.place} asks for a user name and a password.")
            if was_logged_in and not self._is_only_old(offered):
                break
            self._challenges, self._counted = offered, 0
        raise StreamEnded(Cause.LOG_IN, f"{self._place.place} does not take this user name and password.")

    async def get(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Message:
        """The camera's answer if it is what was wanted."""
        found = await self.ask(method, url, headers)
        if 200 <= found.status < 300:
            return found
        place = self._place.place
        if 300 <= found.status < 400:
            raise StreamEnded(
                Cause.REFUSED, f"{place} sends us elsewhere, which is not followed; enter the other address."
            )
        if found.status == 461:
            raise StreamEnded(
                Cause.REFUSED, f"{place} does not send over TCP; choose the transport library_udp for it."
            )
        raise StreamEnded(Cause.REFUSED, f"{place} answers {method} with {found.status} {found.reason}.")

    def tell(self, method: str, url: str) -> asyncio.Future[Message]:
        """Ask without waiting."""
        return self._sent(method, url, {})[1]

    def heard(self, found: Message) -> None:
        """Learn from an answer that nobody waited for: a new nonce."""
        offered = found.all("www-authenticate")
        if found.status == 401 and self._is_only_old(offered):
            self._challenges, self._counted = offered, 0

    def joined(self, found: Message) -> None:
        """Take the session out of the answer to SETUP (RFC 2326 §12.37)."""
        name, _, rest = found.header("session").partition(";")
        name = name.strip()
        if not name:
            return
        if len(name) > _LONGEST_SESSION:
            raise StreamEnded(Cause.UNFIT, f"{self._place.place} gives its session a name that is too long.")
        self.session = name
        key, _, value = rest.strip().partition("=")
        if key.strip().lower() == "timeout" and value.strip()[:6].isdecimal():
            self.timeout_s = int(value.strip()[:6])

    def _is_only_old(self, offered: list[str]) -> bool:
        """Whether the nonce has run out: the camera says so, or it let us in before and now has another."""
        return is_stale(offered) or (self._was_let_in and offered != self._challenges)

    async def _once(self, method: str, url: str, headers: Mapping[str, str]) -> Message:
        number, future = self._sent(method, url, headers)
        try:
            async with asyncio.timeout(self._answer_s):
                return await future
        except TimeoutError as error:
            raise StreamEnded(
                Cause.CAMERA_SILENT,
                f"{self._place.place} did not answer {method} within {self._answer_s:g} s.",
            ) from error
        finally:
            self._wire.forget(number)

    def _sent(self, method: str, url: str, headers: Mapping[str, str]) -> tuple[int, asyncio.Future[Message]]:
        self._number += 1
        lines = {"CSeq": str(self._number), "User-Agent": self._agent, **headers}
        if self.session:
            lines["Session"] = self.session
        try:
            if self._challenges:
                self._counted += 1
                lines["Authorization"] = authorization(
                    self._challenges,
                    method,
                    url,
                    self._address.username,
                    self._address.password,
                    count=self._counted,
                )
            data = request(method, url, lines)
        except Denied as error:
            raise StreamEnded(Cause.LOG_IN, f"{self._place.place}: {error}") from error
        except Invalid as error:
            raise StreamEnded(Cause.UNFIT, f"{self._place.place}: {error}") from error
        future = self._wire.answer(self._number)
        self._wire.send(data)
        return self._number, future
