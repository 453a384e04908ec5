"""`trackway serve` and `trackway demo`."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.house import House

__all__ = ["commands"]

Port = Annotated[int, Parameter(help="TCP port to listen on.")]
Host = Annotated[str, Parameter(help="Address to listen on; the default answers this machine only.")]


def commands(house: House) -> App:
    """The two commands that run a centre."""
    app = App()

    @app.command
    def serve(*, data: Path, host: Host = "127.0.0.1", port: Port = 8080) -> None:
        """啟動中心 Run the centre: the map page, the API and the store, until stopped.

        Parameters
        ----------
        data
            The data folder; made when it is not there.
        """
        house.serve(data, host=host, port=port)

    @app.command
    def demo(
        *,
        data: Path = Path(".demo"),
        host: Host = "127.0.0.1",
        port: Port = 8080,
        once: bool = False,
    ) -> None:
        """示範 Build a whole small county from the simulator and open its map.

        Parameters
        ----------
        data
            Where the demonstration lives; built once, then reused.
        once
            Build it, print a summary and exit.
        """
        house.demo(data, host=host, port=port, once=once)

    return app
