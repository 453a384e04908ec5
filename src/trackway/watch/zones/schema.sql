-- Restricted areas, who may be in them, and who was. Times are UTC microseconds.

create table if not exists zones (
    id          integer primary key autoincrement,   -- never used again
    plan        text not null check (json_valid(plan)),  -- everything that an officer asked for
    requester   text not null check (requester <> ''),
    added_us    integer not null,
    approved_by text check (approved_by <> requester),   -- four eyes
    approved_us integer check ((approved_us is null) = (approved_by is null)),
    emergency   integer not null default 0 check (emergency in (0, 1)),
    ended_us    integer,                             -- before its time, by somebody
    ended_by    text check ((ended_by is null) = (ended_us is null)),
    version     integer not null default 1 check (version > 0)
) strict;

create table if not exists zone_allowed (
    id         integer primary key autoincrement,
    zone       integer not null references zones (id),
    pattern    text not null check (pattern <> ''),  -- a plate in normal form, or a pattern
    kept_as    text not null,                        -- resident, works, …
    name       text not null,                        -- whose it is
    starts_us  integer not null,
    ends_us    integer check (ends_us > starts_us),
    bands      text not null default '',              -- 06:00-10:00 22:00-24:00; none: any time
    weekdays   text not null default '',             -- mon tue; none: any day
    note       text not null default '',
    added_by   text not null,
    added_us   integer not null,
    removed_us integer,                              -- no longer allowed from then on
    removed_by text
) strict;
create index if not exists zone_allowed_by_zone on zone_allowed (zone, removed_us);

-- A row each; a change of zones or allowed lists makes it grow, so that a watcher sees it at a glance.
create table if not exists zone_changes (
    one     integer primary key check (one = 1),
    version integer not null
) strict;
insert or ignore into zone_changes (one, version) values (1, 1);

create table if not exists zone_visits (
    zone       integer not null references zones (id),
    plate      text not null,
    began      integer not null,                     -- the passage with which it began
    entered_us integer not null,
    came       text not null,                        -- what that passage told
    last_us    integer not null,
    camera     integer not null,                     -- where it was seen last
    passage    blob not null,                        -- the newest there, MessagePack, without readings
    seen       integer not null check (seen > 0),
    state      text not null,
    left_us    integer,
    left_as    text not null default '',
    told       text not null check (json_valid(told)),   -- breaches that hits were made of
    primary key (zone, began, plate)
) strict, without rowid;
create index if not exists zone_visits_by_state on zone_visits (zone, state, last_us);
create index if not exists zone_visits_by_last on zone_visits (last_us);

create table if not exists zone_counts (
    zone     integer not null references zones (id),
    hour_us  integer not null,                       -- when the hour began
    came     integer not null,
    went     integer not null,
    there    integer not null,
    unsure   integer not null,
    no_plate integer not null,                       -- of these
    primary key (zone, hour_us)
) strict, without rowid;
