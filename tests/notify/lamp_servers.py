"""A PATLITE tower and a Modbus/TCP relay on this machine, which keep what they show for tests to look at."""

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice
from tests.notify.faulty import Faulty, exactly
from tests.notify.text_gateways import read_request


@dataclass
class PatliteServer(Faulty):
    """Tiers 1 to 5 and a buzzer; HTTP and PNS on ports of their own."""

    tiers: str = "00000"
    buzzer: str = "0"
    calls: int = 0
    is_pressed: bool = False
    fails: bool = False

    def __post_init__(self) -> None:
        Faulty.__init__(self)
        self.pns = _Pns(self)

    def serve(self, sock: socket.socket) -> None:
        request = read_request(sock)
        if request is None:
            return
        said = b"Success." if self._done(request.path, request.query) else b"Error."
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(said)}\r\n\r\n"
        self.answer(sock, head.encode() + said, self.fault())

    def close(self) -> None:
        self.pns.close()
        super().close()

    def _done(self, path: str, query: str) -> bool:
        asked = dict(parse_qsl(query))
        digits = asked.pop("alert", "")
        if self.fails or path != "/api/control" or asked or len(digits) != 6:
            return False
        if set(digits[:5]) - set("0129") or digits[5] not in "01239":
            return False
        self.calls += 1
        self.tiers = "".join(old if new == "9" else new for old, new in zip(self.tiers, digits, strict=False))
        self.buzzer = self.buzzer if digits[5] == "9" else digits[5]
        return True


class _Pns(Faulty):
    def __init__(self, tower: PatliteServer) -> None:
        self._tower = tower
        super().__init__()

    def serve(self, sock: socket.socket) -> None:
        while len(head := exactly(sock, 6)) == 6:
            exactly(sock, int.from_bytes(head[4:6], "big"))
            if head[:4] != b"AB\x47\x00":
                sock.sendall(b"\x15")
                continue
            tower = self._tower
            inputs = bytes((int(tower.is_pressed),)) + bytes(7)
            sock.sendall(inputs + b"\0" + bytes(map(int, tower.tiers)) + bytes((int(tower.buzzer),)))


@dataclass
class RelayServer:
    """Eight coils and inputs behind one unit id, by pymodbus' own server. ``power_fails`` as relays do it:
    all coils off, connections cut."""

    unit: int = 1
    coils: dict[int, bool] = field(default_factory=lambda: dict.fromkeys(range(8), False))
    inputs: dict[int, bool] = field(default_factory=lambda: dict.fromkeys(range(8), False))
    stuck: set[int] = field(default_factory=set)
    exception: ExcCodes | None = None
    writes: int = 0

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(30)

    def power_fails(self) -> None:
        self.stop()
        self.coils = dict.fromkeys(range(8), False)

    def power_returns(self) -> None:
        self._ready.clear()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        if self._thread.is_alive():
            ended = self._server.shutdown()  # type: ignore[no-untyped-call]
            asyncio.run_coroutine_threadsafe(ended, self._loop).result(30)
            self._thread.join(30)

    def close(self) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        bits = [SimData(0, values=[False] * 8, datatype=DataType.BITS)]
        registers = [SimData(0, values=0, datatype=DataType.REGISTERS)]
        device = SimDevice(
            id=self.unit, simdata=(bits, list(bits), registers, list(registers)), action=self._act
        )
        self._server = ModbusTcpServer(device, address=("127.0.0.1", self.port), trace_packet=self._heard)
        await self._server.serve_forever(background=True)
        self.port = self._server.transport.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        self._ready.set()
        await self._server.serving

    def _heard(self, is_sent: bool, data: bytes) -> bytes:
        """Relays say nothing to other unit ids."""
        return data if is_sent or data[6:7] == bytes((self.unit,)) else b""

    async def _act(  # noqa: PLR0917  as pymodbus calls it
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        if self.exception is not None:
            return self.exception
        if function == 5 and values is not None:
            self.writes += 1
            if address in self.stuck:
                values[0] = self.coils[address]
            self.coils[address] = bool(values[0])
        if function == 2:
            registers[0] = sum(is_on << i for i, is_on in self.inputs.items())
        return None
