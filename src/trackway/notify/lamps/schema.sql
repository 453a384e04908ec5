-- Warning lamps that were set up. SQLite; times are UTC microseconds since 1970.

create table if not exists lamps (
    id          integer primary key autoincrement,
    name        text not null unique check (name <> ''),
    kind        text not null check (kind <> ''),
    settings    text not null check (json_valid(settings)),  -- no secrets: these protocols have none
    groups      text not null check (json_valid(groups)),    -- names; none: every group's alerts
    stations    text not null check (json_valid(stations)),  -- of cameras; none: everywhere
    priority    integer not null check (priority between 1 and 5),  -- the least urgent that it shows
    is_enabled  integer not null check (is_enabled in (0, 1)),
    silent_to   integer not null default 0,                  -- alerts up to this number were muted here
    changed_us  integer not null,
    changed_by  text not null
) strict;
