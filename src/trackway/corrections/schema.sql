-- What officers said of passages' plates. SQLite, write-ahead log, full sync; times are UTC microseconds.
create table if not exists corrections (
    id         integer primary key autoincrement,   -- never used again, even after forgetting
    passage    integer not null check (passage > 0),  -- the passage's identity: time and camera are in it
    camera     integer not null check (camera between 1 and 65535),  -- the camera in the identity
    at_us      integer not null,                    -- when it was said
    username   text not null,                       -- who said it, as the account was then
    name       text not null,
    audit_id   integer not null,                    -- the audit row: case number and reason
    kind       text not null check (kind in ('plate', 'confirmed', 'unreadable', 'withdrawn')),
    plate      text,                                -- normal form
    split      integer not null default 0,          -- characters before the hyphen, 0: not told
    read       text not null,                       -- what the engine had read by itself; '' for nothing
    engine     text not null,                       -- its fingerprint
    check ((plate is not null) = (kind in ('plate', 'confirmed')))
) strict;
create index if not exists corrections_by_passage on corrections (passage, id);
create index if not exists corrections_by_camera on corrections (camera, id);

-- Appended only; rows go when their passages do, and not otherwise.
create trigger if not exists corrections_keep before update on corrections
begin select raise(abort, 'corrections are never changed'); end;
create trigger if not exists corrections_are_new before insert on corrections
when exists (select 1 from corrections where id = new.id)
begin select raise(abort, 'corrections are never replaced'); end;
