-- Questions of analyses that officers saved. SQLite, write-ahead log, full sync; times are UTC microseconds.
create table if not exists saved (
    id         integer primary key autoincrement,   -- never used again
    username   text not null,                       -- whose it is, as the account is called
    title      text not null check (title <> ''),   -- as the officer calls it
    analysis   text not null,                       -- the analysis's name
    question   text not null check (json_valid(question)),  -- its parts, times absolute
    case_no    text not null,                       -- under which case it was asked
    audit_id   integer not null,                    -- the audit row of the answer it was saved with
    digest     text not null check (length(digest) = 64),   -- SHA-256 of that answer's findings
    findings   integer not null check (findings >= 0),      -- how many that answer had
    at_us      integer not null                     -- when it was saved
) strict;
create index if not exists saved_by_officer on saved (username, id);
