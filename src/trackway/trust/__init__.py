"""Trust: who is signed in, what they ask and why, and the audit of it.

Nothing is asked of the passages without a ``Permit``, and a ``Permit`` is made here alone, after the
row that says who asked what and why is on disk::

    with trust.asking(purpose, "search", {"pattern": "ABC*"}) as asked:
        answer = store.find(asked.permit, question)
        asked.found(len(answer.rows))

Actions in use: ``search``, ``view``, ``trail``, ``correct``, ``hold``, ``held``, ``release``, ``export``,
``footage``, ``live``, ``hold_footage``, ``held_footage``, ``release_footage``,
``zone_visits``, ``zone_preview``, ``false_alerts``, ``retro_estimate``, ``retro_search``,
``alert_opened``, ``alert_show``, ``alert_verify``, ``alert_override``, ``alert_dispatch``, ``alert_close``,
``alert_reject``, ``alert_note``, ``alert_drill`` (with a purpose);
``sign_in``, ``sign_in_failed``, ``sign_out``, ``link_opened``,
``first_administrator``, ``officer_added``, ``officer_changed``, ``cameras_imported``, ``cameras_exported``,
``camera_ground_saved``, ``camera_ground_cleared``, ``stream_set``, ``stream_removed``, ``streams_imported``,
``stream_passwords_forgotten``, ``stream_tried``, ``cameras_sought``, ``camera_looked_at``, ``camera_added``,
``passages_destroyed``, ``footage_destroyed``, ``passages_imported``, ``backed_up``, ``restored``,
``zone_added``, ``zone_changed``, ``zone_approved``, ``zone_ended``, ``zone_allowed_added``,
``zone_allowed_removed``, ``zone_allowed_read``, ``zone_allowed_exported``,
``channel_added``, ``channel_changed``, ``channel_removed``, ``channel_tested``,
``channel_secrets_forgotten``, ``duty_person_changed``, ``duty_person_removed``, ``duty_group_added``,
``duty_group_changed``, ``duty_group_removed``, ``duty_substituted``, ``duty_substitution_removed``,
``duty_roster_imported``, ``alert_acknowledged``, ``alerts_listed``, ``alerts_followed``,
``list_made``, ``list_changed``, ``list_exported``, ``list_imported``, ``list_import_approved``,
``list_import_rejected``, ``list_source_added``, ``list_source_approved``, ``list_source_ended``,
``entries_seen``, ``entry_seen``, ``entry_added``, ``entry_changed``, ``entry_approved``, ``entry_withdrawn``,
``vehicles_imported``, ``audit_read`` (without).
"""

from trackway.trust.audit import Asked, AuditRow, Origin, Outcome
from trackway.trust.links import LinkSpent
from trackway.trust.officers import Account, Officers, WrongPassword
from trackway.trust.passwords import Passwords, UnfitPassword
from trackway.trust.purposes import Purposes, StatedPurpose
from trackway.trust.seal import CAMERA_PASSWORDS, KeyLost, Seal, Secrets
from trackway.trust.sessions import SessionLife
from trackway.trust.throttle import TooManyTries
from trackway.trust.trust import SignedIn, Trust

__all__ = [
    "CAMERA_PASSWORDS",
    "Account",
    "Asked",
    "AuditRow",
    "KeyLost",
    "LinkSpent",
    "Officers",
    "Origin",
    "Outcome",
    "Passwords",
    "Purposes",
    "Seal",
    "Secrets",
    "SessionLife",
    "SignedIn",
    "StatedPurpose",
    "TooManyTries",
    "Trust",
    "UnfitPassword",
    "WrongPassword",
]
