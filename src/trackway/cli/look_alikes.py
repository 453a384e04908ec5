"""`trackway look-alikes`: what a search takes for a plate too."""

from cyclopts import App

from trackway.cli.asked import Json
from trackway.cli.found import look_alike_object, look_alikes_table, print_lines, print_table
from trackway.model.errors import WrongUse
from trackway.model.likeness import MAX_LETTERS, variants
from trackway.model.pattern import parse_pattern

__all__ = ["add_look_alikes"]


def add_look_alikes(app: App) -> None:
    """Add the command."""

    @app.command(name="look-alikes")
    def look_alikes(pattern: str, *, letters: int = 1, json: Json = False) -> None:
        """易混車牌 What a search for a plate takes for it too, the likeliest first. Asks for no passages.

        Parameters
        ----------
        pattern
            A plate or part of one, such as ABC-1235 or ABC*.
        letters
            How many letters may be look-alikes at once, 1 or 2.
        """
        if not 1 <= letters <= MAX_LETTERS:
            raise WrongUse(f"{letters} letters are not between 1 and {MAX_LETTERS}.")
        found = variants(parse_pattern(pattern), letters)
        if json:
            print_lines(look_alike_object(one) for one in found)
        else:
            print_table(look_alikes_table(found))
