-- Comparisons of two engines over the same footage. SQLite, write-ahead log, full sync.
create table if not exists comparison ( -- one vehicle of which either engine read a plate
    camera_number integer not null check (camera_number between 1 and 65535),
    at_us integer not null,           -- of the best look, the first engine's where it read one; UTC
    ordinal integer not null check (ordinal >= 0), -- tells vehicles of one microsecond apart
    first_model text not null,        -- engine and weights whose passages are filed
    second_model text not null,       -- engine and weights that only watched
    passage_id integer,               -- the passage that was filed; null where only the second read a plate
    picture text not null,            -- digest of a picture of the vehicle
    first_text text,                  -- what the first read by itself; null: no plate
    first_confidence real,
    first_looks integer,
    second_text text,
    second_confidence real,
    second_looks integer,
    check (first_text is not null or second_text is not null),
    primary key (camera_number, at_us, ordinal, first_model, second_model)
) strict, without rowid;
create index if not exists comparison_by_passage on comparison (passage_id) where passage_id is not null;

create table if not exists stretch ( -- a piece of footage that both engines have watched
    camera_number integer not null check (camera_number between 1 and 65535),
    from_us integer not null,         -- when it begins, UTC
    first_model text not null,
    second_model text not null,
    seconds real not null check (seconds >= 0), -- of footage
    first_pictures integer not null,  -- what each was shown: regions of frames, mostly
    first_cpu_s real not null,        -- seconds of one core that it took
    second_pictures integer not null,
    second_cpu_s real not null,
    primary key (camera_number, from_us, first_model, second_model)
) strict, without rowid;
