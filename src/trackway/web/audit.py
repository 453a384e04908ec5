"""Reading the audit."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, JsonValue

from trackway.trust import AuditRow, Origin, Outcome
from trackway.web.parts import Parts, Who

__all__ = ["routes"]


class AuditOfficerOut(BaseModel):
    """Who it was, as the account was then; empty when nobody knows."""

    username: str
    name: str


class AuditRowOut(BaseModel):
    """One act."""

    id: int
    at: str
    officer: AuditOfficerOut
    role: str | None
    action: str
    case_no: str | None
    reason: str | None
    details: dict[str, JsonValue]
    origin: Origin
    address: str
    outcome: Outcome
    rows_found: int | None
    failed: str | None = Field(description="The kind of error, when the outcome is failed.")
    finished_at: str | None

    @classmethod
    def of(cls, row: AuditRow) -> "AuditRowOut":
        """A row as JSON."""
        return cls.model_validate(
            {
                "id": row.id,
                "at": str(row.at),
                "officer": {"username": row.username, "name": row.name},
                "role": row.role,
                "action": row.action,
                "case_no": row.case_no,
                "reason": row.reason,
                "details": row.details,
                "origin": row.origin,
                "address": row.address,
                "outcome": row.outcome,
                "rows_found": row.rows_found,
                "failed": row.failed,
                "finished_at": None if row.finished is None else str(row.finished),
            }
        )


class AuditOut(BaseModel):
    """Rows, newest first; ask again with ``before`` of the last one for more."""

    rows: list[AuditRowOut]


def routes(parts: Parts) -> APIRouter:
    """``/audit``."""
    router = APIRouter(tags=["audit"])

    @router.get("/audit")
    def read_audit(
        who: Who,
        before: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        officer: Annotated[str | None, Query(max_length=100, description="A user name.")] = None,
        action: Annotated[str | None, Query(max_length=100)] = None,
    ) -> AuditOut:
        """One's own rows; auditors and administrators see everybody's. Reading leaves a row too."""
        rows = parts.trust.audit_rows(
            who.officer, before=before, limit=limit, officer=officer, action=action, address=who.address
        )
        return AuditOut(rows=[AuditRowOut.of(row) for row in rows])

    return router
