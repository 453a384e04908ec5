-- The imported vehicle register: what a plate's vehicle is. A file is loaded beside the one in use, which it
-- then replaces in one step.

create table if not exists vehicle_files (
    id        integer primary key autoincrement,
    file_name text    not null,
    sha256    text    not null,
    by        text    not null,
    at_us     integer not null,
    vehicles  integer not null default 0,
    refused   integer not null default 0,
    in_use    integer not null default 0 check (in_use in (0, 1))
) strict;
create unique index if not exists vehicle_files_in_use on vehicle_files (in_use) where in_use = 1;

create table if not exists vehicles (
    file_id integer not null references vehicle_files (id),
    plate   text    not null,               -- normal form
    kind    text    not null,
    colour  text    not null,
    make    text    not null,
    status  text    not null,
    primary key (file_id, plate)
) strict, without rowid;
