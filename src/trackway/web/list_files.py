"""Files of watch lists: taken in, compared, approved; where they come from."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from trackway.model.errors import Invalid, WrongUse
from trackway.model.question import Role
from trackway.registry import SourceFile
from trackway.watch import Exactness
from trackway.watch.lists import Defaults, GivenSource, ImportAsk
from trackway.web.list_file_json import ImportOut, ListSourceOut, ReportOfFile
from trackway.web.parts import Parts, Who, need
from trackway.web.watch_lists import OFFICERS, Number

__all__ = ["routes", "uploaded"]


class ListFilesOut(BaseModel):
    """Files that were taken in, newest first."""

    imports: list[ImportOut]


class ListSourcesOut(BaseModel):
    """Where files come from by themselves."""

    sources: list[ListSourceOut]


class ListSourceBody(BaseModel):
    """An SFTP server that files of a list are fetched from. Folders are named at the command line only."""

    model_config = ConfigDict(extra="forbid")

    list_id: int = Field(ge=1, le=2**53 - 1)
    address: str = Field(max_length=500, description="sftp://HOST[:PORT]/PATH")
    file_names: str = Field(max_length=100, description="A pattern such as stolen-*.csv.")
    every_s: float = Field(ge=60, le=31 * 86_400)
    username: str = Field(max_length=100)
    host_key: str = Field(max_length=2000, description="The server's public key: ssh-ed25519 AAAA…")
    secret: Annotated[str, Field(max_length=16_000, json_schema_extra={"format": "password"})]
    is_key: bool = Field(default=False, description="The secret is a private key, not a password.")
    replaces: bool = True
    days: float | None = Field(default=None, gt=0, le=366)
    reason: str = Field(default="", max_length=1000)
    legal_basis: str = Field(default="", max_length=300)
    case_no: str = Field(default="", max_length=100)


def routes(parts: Parts) -> APIRouter:
    """``/watch/import``, ``/watch/imports`` and ``/watch/sources``."""
    router = APIRouter(prefix="/watch", tags=["watch lists"])
    _add_import(router, parts)
    _add_imports(router, parts)
    _add_sources(router, parts)
    return router


def _add_import(router: APIRouter, parts: Parts) -> None:
    @router.post("/import")
    def import_entries(
        *,
        who: Who,
        file: UploadFile,
        list_id: Annotated[int, Form(ge=1, le=2**53 - 1)],
        dry_run: Annotated[bool, Form()] = False,
        replaces: Annotated[bool, Form(description="The file is the whole list.")] = False,
        accepts_loss: Annotated[bool, Form(description="Even if more than half is gone.")] = False,
        mapping: Annotated[str, Form(max_length=10_000, description="JSON: field to column.")] = "",
        days: Annotated[float | None, Form(gt=0, le=366, description="Of rows without an end.")] = None,
        reason: Annotated[str, Form(max_length=1000)] = "",
        legal_basis: Annotated[str, Form(max_length=300)] = "",
        case_no: Annotated[str, Form(max_length=100)] = "",
        exactness: Annotated[Exactness, Form()] = Exactness.EXACT,
        asked: Annotated[str, Form(max_length=64, description="Who shall approve.")] = "",
    ) -> ReportOfFile:
        """Take a CSV, TXT or XLSX into a list; it holds when another officer has approved it."""
        need(who, *OFFICERS)
        source = uploaded(file)
        ask = ImportAsk(
            list_id,
            who.officer.username,
            Defaults(reason.strip(), legal_basis.strip(), case_no.strip(), days, exactness),
            _mapping(mapping),
            replaces=replaces,
            accepts_loss=accepts_loss,
            asked=asked,
        )
        imports = parts.watching.imports
        report = imports.dry_run(source, ask) if dry_run else imports.take(source, ask)
        if not dry_run:
            details = {
                "list": list_id,
                "import": report.batch,
                "file": report.file_name,
                "sha256": report.sha256,
                "new": report.new,
                "changed": report.changed,
                "gone": report.gone,
                "refused": report.refused,
            }
            parts.trust.note(who.officer, "list_imported", details, address=who.address)
        return ReportOfFile.of(report)


def _add_imports(router: APIRouter, parts: Parts) -> None:
    @router.get("/imports")
    def files_taken_in(who: Who) -> ListFilesOut:
        """The last hundred files that one may know of."""
        need(who, *OFFICERS)
        found = parts.watching.imports.all(who.officer.username)
        return ListFilesOut(imports=[ImportOut.of(one) for one in found])

    @router.post("/imports/{import_id}/approve")
    def approve_import(import_id: Number, who: Who) -> ImportOut:
        """Say yes to another officer's file: all of it holds from now on."""
        need(who, *OFFICERS)
        taken = parts.watching.imports.approve(import_id, who.officer.username)
        details = {"import": import_id, "list": taken.list_id, "file": taken.file_name}
        parts.trust.note(who.officer, "list_import_approved", details, address=who.address)
        return ImportOut.of(taken)

    @router.post("/imports/{import_id}/reject")
    def reject_import(import_id: Number, who: Who) -> ImportOut:
        """Say no to a file; nothing of it ever holds."""
        need(who, *OFFICERS)
        taken = parts.watching.imports.reject(import_id, who.officer.username)
        details = {"import": import_id, "list": taken.list_id, "file": taken.file_name}
        parts.trust.note(who.officer, "list_import_rejected", details, address=who.address)
        return ImportOut.of(taken)


def _add_sources(router: APIRouter, parts: Parts) -> None:
    @router.get("/sources")
    def list_sources(who: Who) -> ListSourcesOut:
        """Where files of lists come from, and what came of looking there last."""
        need(who, *OFFICERS)
        return ListSourcesOut(sources=[ListSourceOut.of(one) for one in parts.watching.sources.all()])

    @router.post("/sources", status_code=201)
    def add_source(body: ListSourceBody, who: Who) -> ListSourceOut:
        """Ask for an SFTP server to be looked at; another officer's yes stands for every file from there."""
        need(who, Role.ADMINISTRATOR)
        if not body.address.startswith("sftp://"):
            raise Invalid("Only sftp:// can be asked for here; folders are named at the command line.")
        given = GivenSource(
            body.list_id,
            body.address,
            body.file_names,
            body.every_s,
            Defaults(body.reason.strip(), body.legal_basis.strip(), body.case_no.strip(), body.days),
            body.replaces,
            body.username,
            body.host_key.strip(),
            body.secret,
            body.is_key,
        )
        source = ListSourceOut.of(parts.watching.sources.add(given, who.officer.username))
        parts.trust.note(who.officer, "list_source_added", source.model_dump(), address=who.address)
        return source

    @router.post("/sources/{source_id}/approve")
    def approve_source(source_id: Number, who: Who) -> ListSourceOut:
        """Say yes to a source and to every file that comes from it."""
        need(who, *OFFICERS)
        source = ListSourceOut.of(parts.watching.sources.approve(source_id, who.officer.username))
        parts.trust.note(who.officer, "list_source_approved", source.model_dump(), address=who.address)
        return source

    @router.delete("/sources/{source_id}", status_code=204, response_class=Response)
    def end_source(source_id: Number, who: Who) -> None:
        """Look there no more and forget its password."""
        need(who, Role.ADMINISTRATOR)
        parts.watching.sources.end(source_id)
        parts.trust.note(who.officer, "list_source_ended", {"source": source_id}, address=who.address)


def uploaded(file: UploadFile) -> SourceFile:
    """A file that was sent, under its bare name. Raises ``Invalid`` when it is empty."""
    content = file.file.read()
    name = (file.filename or "list").replace("\\", "/").rsplit("/", 1)[-1][:200]
    if not content.strip():
        raise Invalid(f"{name} 是空的。 {name} is empty.")
    return SourceFile.of(name, content)


def _mapping(text: str) -> dict[str, str]:
    if not text.strip():
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise WrongUse(
            f'The mapping is no JSON object of field to column, like {{"plate": "車號"}}: {error}.'
        ) from None
