-- Who is told of alerts: people and how they are reached, groups, and who of them is on duty when.

create table if not exists duty_people (
    username text primary key check (username <> ''),
    name     text not null
) strict, without rowid;

create table if not exists duty_contacts (
    username text not null references duty_people (username) on delete cascade,
    position integer not null,
    channel  integer not null,                      -- of the outbox's channels
    address  text not null check (address <> ''),
    quiet    text not null default '',              -- bands, as 22:00-07:00, with commas; '' for none
    primary key (username, position)
) strict, without rowid;

create table if not exists duty_groups (
    id         integer primary key autoincrement,
    name       text not null unique check (name <> ''),
    next_name  text not null default '',            -- the group that is told when nobody here answers; '' for none
    is_default integer not null check (is_default in (0, 1))       -- told of what names no group
) strict;

create table if not exists duty_members (
    group_id integer not null references duty_groups (id) on delete cascade,
    position integer not null,
    username text not null references duty_people (username) on delete cascade,
    primary key (group_id, position),
    unique (group_id, username)
) strict, without rowid;

create table if not exists duty_machines (
    -- Addresses of machines and screens: told whoever is on duty.
    group_id integer not null references duty_groups (id) on delete cascade,
    position integer not null,
    channel  integer not null,
    address  text not null check (address <> ''),
    primary key (group_id, position)
) strict, without rowid;

create table if not exists duty_shifts (
    id       integer primary key autoincrement,
    group_id integer not null references duty_groups (id) on delete cascade,
    username text not null,
    weekdays text not null,                         -- mon,tue …; '' for every day
    band     text not null                          -- 08:00-20:00, of the day on which it begins
) strict;

create index if not exists duty_shifts_of_group on duty_shifts (group_id, id);

create table if not exists duty_substitutions (
    id       integer primary key autoincrement,
    group_id integer not null references duty_groups (id) on delete cascade,
    day      text not null check (day glob '????-??-??'),
    away     text not null,                         -- user name of whose shifts of that day are taken over
    instead  text not null                          -- by whom
) strict;

create unique index if not exists duty_substitutions_once on duty_substitutions (group_id, day, away);
