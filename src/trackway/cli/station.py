"""`trackway station`."""

from pathlib import Path

from cyclopts import App

from trackway.cli.house import House

__all__ = ["commands"]


def commands(house: House) -> App:
    """The command that runs a recorder without a centre."""
    app = App()

    @app.command
    def station(*, data: Path) -> None:
        """駐地錄影 Record the cameras on the register, without a map page, until stopped.

        Parameters
        ----------
        data
            The data folder; made when it is not there.
        """
        house.station(data)

    return app
