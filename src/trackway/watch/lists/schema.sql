-- Watch lists and their entries. Nothing is ever deleted here: what ends says when and by whom.

create table if not exists lists_version (
    one     integer primary key check (one = 1),
    version integer not null                        -- grows with every change of anything below
) strict;

insert or ignore into lists_version (one, version) values (1, 0);

create table if not exists watch_lists (
    id               integer primary key autoincrement,
    name             text    not null unique check (length(name) between 1 and 100),
    kind             text    not null check (kind in ('watch', 'ignore')),
    owner            text    not null,              -- whose list it is, in words: a unit, an agency
    terms            text    not null,              -- JSON; of entries that say nothing else
    refreshed_us     integer not null,              -- when its entries were last known to be right
    refresh_within_s real,                          -- how old that may be; null: kept by hand
    sound            text    not null default '',
    colour           text    not null default '',
    leased_us        integer not null default 0,    -- end of its entries that bring none of their own
    made_by          text    not null,
    made_us          integer not null
) strict;

-- One file taken into a list. Its entries count once it is whole (ready) and hold once it is approved.
create table if not exists list_imports (
    id          integer primary key autoincrement,
    list_id     integer not null references watch_lists (id),
    source_id   integer,                            -- list_sources.id of a scheduled one
    file_name   text    not null,
    sha256      text    not null,
    requester   text    not null,
    asked       text    not null default '',        -- who was asked to approve
    added_us    integer not null,
    approver    text check (approver <> requester), -- four eyes
    approved_us integer check ((approved_us is null) = (approver is null)),
    rejected_us integer,
    is_ready    integer not null default 0,
    leased_us   integer,                            -- what approving it makes the list's leased_us
    version     integer not null default 0,         -- of what it last changed for all its entries at once
    fresh       integer not null default 0,         -- entries that were not there
    changed     integer not null default 0,
    gone        integer not null default 0,
    same        integer not null default 0,
    refused     integer not null default 0
) strict;
create index if not exists list_imports_version on list_imports (version);
create index if not exists list_imports_list on list_imports (list_id);

create table if not exists list_entries (
    id           integer primary key autoincrement,
    list_id      integer not null references watch_lists (id),
    pattern      text    not null,                  -- normal form
    exactness    integer not null check (exactness between 0 and 2),
    start_us     integer not null,
    end_us       integer check (end_us > start_us), -- null: as long as the list's lease
    requester    text    not null,
    added_us     integer not null,
    asked        text    not null default '',       -- who was asked to approve, and so may see a covert one
    approver     text check (approver <> requester),-- four eyes
    approved_us  integer check ((approved_us is null) = (approver is null)),
    is_emergency integer not null default 0,
    withdrawn_us integer,
    withdrawn_by text,
    supersedes   integer references list_entries (id),  -- the entry that ends when this one is approved
    is_covert    integer not null default 0,
    recipients   text    not null default '[]',     -- JSON array of group names; empty: the list's
    case_no      text    not null default '',
    source_ref   text    not null default '',
    import_id    integer references list_imports (id),
    leaves_by    integer references list_imports (id),  -- the import, when approved, that ends it
    version      integer not null,
    body         blob    not null                   -- JSON of the rest
) strict;
create index if not exists list_entries_version on list_entries (version);
create index if not exists list_entries_import on list_entries (import_id) where import_id is not null;
create index if not exists list_entries_leaves on list_entries (leaves_by) where leaves_by is not null;
create index if not exists list_entries_supersedes on list_entries (supersedes) where supersedes is not null;
create index if not exists list_entries_list on list_entries (list_id, id);

-- Entries as they count: with what their import and their list say for all at once.
create view if not exists list_rows as
select
    e.id, e.list_id, e.pattern, e.exactness, e.start_us,
    coalesce(e.end_us, max(l.leased_us, e.start_us + 1)) as end_us,
    e.end_us is null as is_leased,
    e.requester, e.added_us,
    case when e.asked <> '' then e.asked else coalesce(i.asked, '') end as asked,
    coalesce(e.approver, i.approver) as approver,
    coalesce(e.approved_us, i.approved_us) as approved_us,
    e.is_emergency,
    coalesce(e.withdrawn_us, i.rejected_us) as withdrawn_us,
    e.withdrawn_by, e.supersedes, e.is_covert,
    case when e.recipients = '[]' then l.terms ->> '$.recipients' else e.recipients end as recipients,
    e.case_no, e.source_ref, e.import_id,
    max(e.version, coalesce(i.version, 0)) as version,
    e.body, l.kind as list_kind, l.name as list_name
from list_entries as e
join watch_lists as l on l.id = e.list_id
left join list_imports as i on i.id = e.import_id
where i.id is null or i.is_ready;

-- Where files of a list are fetched from by themselves. One counts once another officer has approved it: his
-- yes stands for every file that comes from there.
create table if not exists list_sources (
    id          integer primary key autoincrement,
    list_id     integer not null references watch_lists (id),
    address     text    not null,                   -- folder:/PATH or sftp://HOST:PORT/PATH
    file_names  text    not null,                   -- a pattern, such as stolen-*.csv
    every_s     real    not null check (every_s >= 60),
    username    text    not null default '',
    host_key    text    not null default '',        -- the only one that is believed
    sealed      blob,                               -- password or private key
    is_key      integer not null default 0,         -- a private key is sealed, not a password
    replaces    integer not null,
    defaults    text    not null,                   -- JSON
    requester   text    not null,
    added_us    integer not null,
    approver    text check (approver <> requester), -- four eyes
    approved_us integer check ((approved_us is null) = (approver is null)),
    ended_us    integer,
    looked_us   integer,                            -- when it was last looked at
    outcome     text    not null default '',        -- what came of that, in a sentence
    is_failed   integer not null default 0
) strict;

-- Files that were had from a source: each content once.
create table if not exists list_source_files (
    source_id integer not null references list_sources (id),
    sha256    text    not null,
    file_name text    not null,
    at_us     integer not null,
    import_id integer,                              -- null: it was refused
    outcome   text    not null,
    primary key (source_id, sha256)
) strict, without rowid;
