"""The options of a question on the command line, made from its JSON schema.

Times come as ``--from`` and ``--to`` like everywhere; a part that holds several is one option, repeated.
"""

import inspect
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from cyclopts import Parameter

from trackway.cli.found import said

__all__ = ["option", "options", "parts_of"]

_SIMPLE = {"integer": int, "number": float, "boolean": bool}
_FORMS = {
    "place": " circle:LON,LAT,METRES, rectangle:W,S,E,N, polygon:LON,LAT LON,LAT LON,LAT or camera:ID.",
    "visit": " PLACE @ FROM / TO.",
    "moment": " With its zone, such as 2026-11-22T21:00+08:00, or now-6h.",
    "band": " Such as 22:00-05:00.",
    "pattern": " ? is one unknown character, * any number.",
}
"""How a part's text is written, by the schema's format."""

_DAYS = 30
Schema = Mapping[str, Any]


def options(schema: Schema) -> Iterator[inspect.Parameter]:
    """A keyword parameter for each part of the question, two for its span."""
    required = set(schema.get("required", ()))
    for name, part in schema["properties"].items():
        one = _resolved(schema, part)
        says = " ".join(part[word] for word in ("title", "description") if word in part)
        if one.get("format") == "span":
            yield option(
                "from_", str, "", f"{says} From when: 2026-11-22T21:00+08:00, or now-6h, now-7d.", "--from"
            )
            yield option("to", str, "", "Until when; now if left out.", "--to")
            continue
        default = inspect.Parameter.empty if name in required else None
        yield option(name, _kind(schema, one), default, says + _form(schema, one, part.get("default")))


def option(name: str, kind: Any, default: object, says: str, written: str = "") -> inspect.Parameter:  # noqa: ANN401
    """One keyword parameter of a command; ``written`` where its option is not its name."""
    several = getattr(kind, "__origin__", None) is list
    marks = Parameter(
        name=written or "--" + (name.removesuffix("s") if several else name).replace("_", "-"),
        help=says,
        negative="",
        consume_multiple=False,
    )
    wanted = kind | None if default is None else kind
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[wanted, marks]
    )


def parts_of(schema: Schema, given: Mapping[str, Any]) -> dict[str, object]:
    """What was given as the question's JSON; what was left out stays out."""
    parts = {name: value for name, value in given.items() if value is not None}
    start, end = parts.pop("from_", ""), parts.pop("to", "")
    for name, part in schema["properties"].items():
        if part.get("format") == "span" and (start or end or name in schema.get("required", ())):
            parts[name] = f"{start or _since()}/{end or 'now'}"
    return parts


def _since() -> str:
    """What is asked when no time is given; said aloud, so that nobody takes it for all there is."""
    said(f"未指定起始時間，查詢最近 {_DAYS} 天。 No --from: the last {_DAYS} days.")
    return f"now-{_DAYS}d"


def _kind(schema: Schema, part: Schema) -> Any:  # noqa: ANN401  a type
    if part.get("type") == "array":
        return list[_kind(schema, _resolved(schema, part["items"]))]  # type: ignore[misc]
    return _SIMPLE.get(str(part.get("type")), str)


def _resolved(schema: Schema, part: Schema) -> Schema:
    """Past a reference, and past the ``null`` of a part that may be left out."""
    for one in part.get("anyOf", ()):
        if one.get("type") != "null":
            return _resolved(schema, one)
    if "$ref" in part:
        return _resolved(schema, schema["$defs"][part["$ref"].rpartition("/")[2]])
    return part


def _form(schema: Schema, part: Schema, default: object) -> str:
    """How the text is written, the words it may be, whether it may be repeated, and what holds without it."""
    is_several = part.get("type") == "array"
    one = _resolved(schema, part["items"]) if is_several else part
    return (
        _FORMS.get(str(one.get("format")), "")
        + (f" One of {', '.join(map(str, one['enum']))}." if "enum" in one else "")
        + (" May be repeated." if is_several else "")
        + (f" {default} if left out." if default not in (None, [], "", False) else "")
    )
