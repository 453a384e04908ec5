-- The ledger of imported footage: one row per file, camera and start. SQLite, write-ahead log, full sync.
create table if not exists recordings (
    id integer primary key,
    sha256 text not null,             -- of the file's bytes; "reel:" and a digest of its files' facts; "path:" where it cannot be read
    camera_number integer not null check (camera_number between 1 and 65535),
    start_us integer not null,        -- of the first frame, UTC, corrected
    camera_id text not null,          -- as it was called then, for people
    path text not null,               -- where it was read last
    bytes integer not null,
    model text not null,              -- engine and weights
    state text not null check (state in ('reading', 'stopped', 'done', 'damaged', 'failed')),
    total_s real,                     -- footage in the file, if it says
    done_s real not null default 0,   -- the checkpoint: all passages before it are in the store
    memory blob,                      -- what the reader remembers there (JSON); null: nothing was read yet
    passages integer not null default 0,   -- up to the checkpoint
    with_plate integer not null default 0,
    cpu_s real not null default 0,
    error text,                       -- the sentence that says what is wrong with it
    changed_us integer not null,      -- when this row last changed, by the importer's clock
    unique (sha256, camera_number, start_us)
) strict;
create index if not exists recordings_by_change on recordings (changed_us);
