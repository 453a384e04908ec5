-- Holds, and what was destroyed. SQLite, write-ahead log, full sync; times are UTC microseconds since 1970.

create table if not exists holds (
    id          integer primary key autoincrement,  -- never used again; its copies lie in the database held_ID
    case_no     text not null check (case_no <> ''),
    reason      text not null check (reason <> ''),
    username    text not null,                      -- who ordered it, as the account was then
    name        text not null,
    approver    text not null check (approver <> ''),  -- who approved it: somebody else
    audit_id    integer not null,                   -- the audit row of the order
    plates      text not null,                      -- JSON list of normal forms; []: any
    cameras     text not null,                      -- JSON list of camera numbers; []: any
    passages    text not null,                      -- JSON list of identities; []: any
    first_us    integer not null,
    end_us      integer not null,
    until_us    integer not null,                   -- when it lapses unless released before
    made_us     integer not null,
    released_us integer,                            -- null: it holds
    released_by text,
    check (end_us > first_us),
    check ((released_us is null) = (released_by is null))
) strict;

create table if not exists deletions (
    id         integer primary key,
    kind       text not null check (kind in ('expiry', 'release')),
    rule       text not null,                       -- why, in words
    before_us  integer not null,                    -- expiry: what was made before this; release: as of then
    hold       integer references holds (id),       -- release: which one
    started_us integer not null,
    lots       text not null,                       -- JSON: day, table, rows, digest; before the first was deleted
    others     text not null default '{}',          -- JSON: what else was destroyed, by name
    held       text not null default '{}',          -- JSON: passages kept apart, by hold
    pictures   integer not null default 0,
    finished_us integer,                            -- null: broken off, to be gone on with
    sha256     text,                                -- of the proof
    check ((kind = 'release') = (hold is not null)),
    check ((finished_us is null) = (sha256 is null))
) strict;

create table if not exists doomed (                 -- pictures that a deletion may leave unreferred to
    deletion integer not null references deletions (id),
    digest   text not null,
    primary key (deletion, digest)
) strict, without rowid;
