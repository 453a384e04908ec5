"""Acknowledgements over HTTP: a button in a message says that its officer has seen the alert.

Nobody is signed in on a locked telephone, so the message's own token is the key: good once, while the message
is of use, and for nothing but this.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from trackway.model.errors import Conflict, Denied, NotFound
from trackway.watch.alerts import AlertState
from trackway.web.parts import Parts, address_of

__all__ = ["routes"]


class AcknowledgedOut(BaseModel):
    """Which alert was acknowledged, and whether it counts as its first officer's."""

    alert: int
    is_taken: bool


def routes(parts: Parts) -> APIRouter:
    """``/acknowledgements``, open to whoever has a token."""
    router = APIRouter(tags=["channels"])

    @router.post("/acknowledgements")
    def acknowledge(token: Annotated[str, Query(max_length=100)], request: Request) -> AcknowledgedOut:
        """Say that one has seen what a message tells."""
        rooms, trust, address = parts.watching, parts.trust, address_of(request)
        delivery = rooms.outbox.acknowledging(token)
        account = trust.officers.account(delivery.member)
        if not account.is_active:
            raise Denied(f"{delivery.member} may no longer sign in.")
        officer = account.officer
        details = {"alert": delivery.alert, "delivery": delivery.id, "channel": delivery.channel_name}
        trust.note(officer, "alert_acknowledged", details, address=address)
        rooms.outbox.acknowledge(delivery, f"{officer.username} 已知悉 has seen it.")
        try:
            alert = rooms.alerts.alert(delivery.alert)
            is_taken = alert.state is AlertState.NEW
            if is_taken:
                rooms.alerts.show(alert.id, officer, alert.version)
        except (Conflict, NotFound):  # another took it first, or it is over
            is_taken = False
        return AcknowledgedOut(alert=delivery.alert, is_taken=is_taken)

    return router
