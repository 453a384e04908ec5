-- Alerts, the hits they are of, and every step of them. Times are UTC microseconds since 1970.
-- Numbers grow by random steps, so that a missing one tells nobody that there is something covert.

create table if not exists alert_scopes (
    -- Whose hits are covert: a rule and the groups it is told to. Who may see them is asked of the rule anew
    -- each time, for groups change. 0 is no scope: everybody may.
    id       integer primary key autoincrement,
    rule     text not null,
    groups   text not null check (json_valid(groups)),
    unique (rule, groups)
) strict;

create table if not exists alerts (
    id              integer primary key autoincrement,
    state           text not null check (state in ('new', 'shown', 'verified', 'dispatched', 'closed', 'rejected',
                                                   'expired')),
    origin          text not null check (origin in ('live', 'late', 'retro', 'drill')),
    strand          text not null check (strand in ('live', 'retro', 'drill')),  -- only hits of one strand join
    rule            text not null,
    plate           text not null,                  -- normal form; '' for none
    category        text not null,
    priority        integer not null check (priority between 1 and 5),
    scope           integer not null default 0,     -- of alert_scopes, 0 unless covert
    list_id         integer,
    camera          integer not null,               -- of the first hit's passage
    engine          text not null,                  -- what read it
    hit_key         text not null,                  -- the first hit's
    hits            integer not null check (hits > 0),
    newest          integer not null,               -- passage of the last hit
    opened_us       integer not null,
    taken_us        integer not null,               -- when the last hit came
    changed_us      integer not null,
    version         integer not null check (version > 0),
    acted           integer not null default 0,     -- the version that an officer's last act made
    level           integer not null default 0,
    holder          text not null default '',
    acknowledged_us integer,                        -- the first act of an officer
    escalates_us    integer,                        -- null: no more
    expires_us      integer not null,
    conflicts       blob not null,                  -- MessagePack, of all hits
    answers         text not null default '' check (answers = '' or length(answers) = 3),  -- of y and n
    overridden      integer not null default 0 check (overridden in (0, 1)),
    outcome         text not null default '',
    rejection       text not null default ''
) strict;

create index if not exists alerts_by_rule on alerts (rule, plate, id);
create index if not exists alerts_by_state on alerts (state, priority, opened_us);
create index if not exists alerts_by_time on alerts (opened_us);
create index if not exists alerts_to_escalate on alerts (escalates_us) where escalates_us is not null;

create table if not exists alert_hits (
    key      text primary key check (key <> ''),
    alert    integer not null references alerts (id),
    passage  integer not null,
    taken_us integer not null,
    packed   blob not null                          -- MessagePack: see packing.py
) strict, without rowid;

create index if not exists alert_hits_by_alert on alert_hits (alert, taken_us);

create table if not exists alert_events (
    id    integer primary key autoincrement,
    alert integer not null references alerts (id),
    kind  text not null check (kind <> ''),
    at_us integer not null,
    by    text not null,                            -- a user name; '' for the watch itself
    says  text not null,
    level integer not null
) strict;

create index if not exists alert_events_by_alert on alert_events (alert, id);

-- Appended only; rows go when their alerts do, a year later, and not otherwise.
create trigger if not exists alert_events_keep before update on alert_events
begin select raise(abort, 'steps of alerts are never changed'); end;
create trigger if not exists alert_events_are_new before insert on alert_events
when exists (select 1 from alert_events where id = new.id)
begin select raise(abort, 'steps of alerts are never replaced'); end;
