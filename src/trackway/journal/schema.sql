-- The journal of one machine. SQLite; times are UTC microseconds since 1970.

create table if not exists pages (
    -- Passages as they were appended together. The last one's number is the position after the page.
    last        integer primary key,
    passages    integer not null check (passages > 0),
    appended_us integer not null,
    packed      blob not null               -- LZ4 frame of MessagePack: see packing.py
) strict;

create index if not exists pages_by_time on pages (appended_us);

create table if not exists tally (
    -- The position after the newest passage, kept apart so that it never goes back when pages are destroyed.
    one integer primary key check (one = 1),
    end integer not null check (end >= 0)
) strict;

insert or ignore into tally (one, end) values (1, 0);

create table if not exists readers (
    name     text primary key check (name <> ''),
    position integer not null check (position >= 0)
) strict, without rowid;
