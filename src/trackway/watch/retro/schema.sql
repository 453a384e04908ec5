-- Searches of past passages for entries of watch lists. Times are UTC microseconds.

create table if not exists retro_runs (
    id       integer primary key autoincrement,
    entry    integer not null,                       -- of trackway.watch.lists
    by       text not null check (by <> ''),         -- the user name of whoever it was done for
    at_us    integer not null,
    start_us integer not null,                       -- the span that was looked at, its end not included
    end_us   integer not null check (end_us > start_us),
    rows     integer not null check (rows >= 0),     -- that it reads, as estimated before
    found    integer check (found >= 0),             -- passages; null where nothing was looked at
    is_cut   integer not null default 0 check (is_cut in (0, 1)),  -- there were more than are shown
    audit    integer,                                -- the row that says who asked what and why
    refused  text not null default ''                -- why nothing was looked at
) strict;
create index if not exists retro_runs_entry on retro_runs (entry);

-- How far the lists have been followed: one row.
create table if not exists retro_followed (
    one     integer primary key check (one = 1),
    version integer not null
) strict;
insert or ignore into retro_followed (one, version) values (1, 0);
