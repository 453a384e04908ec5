-- Roads that are watched for speed and races. Times are UTC microseconds.

create table if not exists road_watches (
    id          integer primary key autoincrement,       -- never used again
    plan        text not null check (json_valid(plan)),  -- everything that an officer asked for
    requester   text not null check (requester <> ''),
    added_us    integer not null,
    approved_by text check (approved_by <> requester),   -- four eyes
    approved_us integer check ((approved_us is null) = (approved_by is null)),
    emergency   integer not null default 0 check (emergency in (0, 1)),
    ended_us    integer,                                 -- before its time, by somebody
    ended_by    text check ((ended_by is null) = (ended_us is null))
) strict;

-- A change of any makes it grow, so that a watcher sees it at a glance.
create table if not exists road_watch_changes (
    one     integer primary key check (one = 1),
    version integer not null
) strict;
insert or ignore into road_watch_changes (one, version) values (1, 1);
