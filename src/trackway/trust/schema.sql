-- Officers, their sessions and purposes, and the audit. SQLite; times are UTC microseconds since 1970.
-- Every statement may be run again on a folder that has it already.

create table if not exists officers (
    id              integer primary key autoincrement,  -- never used again; 0 is the command line's
    username        text not null unique,               -- normal form: lower case, see officers.py
    name            text not null check (name <> ''),   -- as people call them, e.g. 王小明
    role            text not null check (role in ('investigator', 'administrator', 'auditor')),
    password_hash   text not null,                      -- argon2id in PHC form, salt and costs inside
    is_active       integer not null default 1 check (is_active in (0, 1)),
    created_us      integer not null,
    password_set_us integer not null
) strict;

create table if not exists sessions (
    -- SHA-256 of the cookie's token. The token itself is nowhere on this disk, so a stolen copy of the
    -- file signs nobody in. No salt or stretching: 256 random bits cannot be guessed.
    token_sha256 blob primary key check (length(token_sha256) = 32),
    officer_id   integer not null references officers (id),
    created_us   integer not null,
    seen_us      integer not null,                      -- last use, to the minute; idle expiry counts from it
    expires_us   integer not null,                      -- absolute end, whatever the use
    address      text not null                          -- where the sign-in came from
) strict, without rowid;

create index if not exists sessions_by_officer on sessions (officer_id);

create table if not exists sign_in_failures (
    username   text not null,                           -- as tried, or '' for all tries from an address
    address    text not null,
    failures   integer not null check (failures > 0),
    last_us    integer not null,
    primary key (username, address)
) strict, without rowid;

create table if not exists links (
    -- One-time links. At most one is open at a time; a spent one stays as a witness.
    token_sha256 blob primary key check (length(token_sha256) = 32),
    created_us   integer not null,
    expires_us   integer not null,
    used_us      integer
) strict, without rowid;

create table if not exists purposes (
    id         integer primary key autoincrement,
    officer_id integer not null references officers (id),
    case_no    text not null check (case_no <> ''),
    reason     text not null check (reason <> ''),
    used_us    integer not null,                        -- last time it was stated
    unique (officer_id, case_no, reason)
) strict;

create table if not exists audit (
    -- One row per act, written and on disk before the act is done. Who it was is copied into the row:
    -- it must say the same in two years, whatever became of the account.
    id         integer primary key autoincrement,
    at_us      integer not null,
    officer_id integer,                                 -- 0: command line; null: nobody known
    username   text not null,
    name       text not null,
    role       text,                                    -- the role that was used
    action     text not null check (action <> ''),
    case_no    text,                                    -- both or neither: questions have a purpose,
    reason     text,                                    -- sign-ins and the like have none
    details    text not null check (json_valid(details)),
    origin     text not null check (origin in ('web', 'cli')),
    address    text not null,                           -- of the browser; '' for the command line
    check ((case_no is null) = (reason is null))
) strict;

create index if not exists audit_by_officer on audit (username, id);

create table if not exists audit_outcomes (
    -- What came of it, appended after the act. A question without an outcome is one that was cut off.
    audit_id    integer primary key references audit (id),
    finished_us integer not null,
    rows_found  integer check (rows_found >= 0),
    failed      text check (failed <> ''),              -- kind of error, e.g. not_found; null: it went well
    check (rows_found is null or failed is null)
) strict;

-- Append only. Replacing counts as changing: SQLite's `insert or replace` fires no delete trigger.
create trigger if not exists audit_keeps before update on audit
begin select raise(abort, 'audit rows are never changed'); end;
create trigger if not exists audit_stays before delete on audit
begin select raise(abort, 'audit rows are never deleted'); end;
create trigger if not exists audit_is_new before insert on audit
when exists (select 1 from audit where id = new.id)
begin select raise(abort, 'audit rows are never replaced'); end;

create trigger if not exists audit_outcomes_keep before update on audit_outcomes
begin select raise(abort, 'audit outcomes are never changed'); end;
create trigger if not exists audit_outcomes_stay before delete on audit_outcomes
begin select raise(abort, 'audit outcomes are never deleted'); end;
create trigger if not exists audit_outcomes_are_new before insert on audit_outcomes
when exists (select 1 from audit_outcomes where audit_id = new.audit_id)
begin select raise(abort, 'audit outcomes are never replaced'); end;
