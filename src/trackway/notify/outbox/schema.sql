-- Channels that were set up, and what is to be told by them. SQLite; times are UTC microseconds since 1970.

create table if not exists channels (
    id               integer primary key autoincrement,  -- never given twice: old deliveries name it
    name             text not null unique check (name <> ''),
    kind             text not null check (kind <> ''),
    settings         text not null check (json_valid(settings)),   -- without its secrets
    secrets          text not null check (json_valid(secrets)),    -- their names: shown even when the key is lost
    sealed           blob,                               -- the secrets, as trust.Seal seals them; null for none
    is_enabled       integer not null check (is_enabled in (0, 1)),
    is_plate_allowed integer not null check (is_plate_allowed in (0, 1)),
    version          integer not null check (version > 0),         -- grows with every change
    changed_us       integer not null,
    changed_by       text not null,
    trouble          text not null default '',           -- why it cannot be opened; '' where it can
    credit_left      real,                               -- what the gateway said is left; null: it does not say
    credit_zh        text not null default '',
    credit_en        text not null default '',
    credit_us        integer not null default 0
) strict;

create table if not exists messages (
    -- What was to be told; one for all it goes to whose channels may carry the same words.
    id            integer primary key autoincrement,
    key           text not null unique check (key <> ''),
    alert         integer not null,                      -- 0 for a test
    priority      integer not null check (priority between 1 and 5),
    stage         text not null,
    drill         integer not null check (drill in (0, 1)),
    made_us       integer not null,
    good_until_us integer not null,
    texts         text not null check (json_valid(texts)),         -- title, brief, text: each in two languages
    link          text not null,
    place         text not null,
    area          text not null,                         -- as the command line writes it; '' for none
    picture       blob not null                          -- JPEG; empty for none
) strict;

create index if not exists messages_by_alert on messages (alert, id);

create table if not exists deliveries (
    id              integer primary key autoincrement,
    key             text not null unique,                -- of message, channel and address: none is made twice
    message         integer not null references messages (id),
    channel         integer not null,                    -- of channels; it may be gone by now
    channel_name    text not null,
    address         text not null,
    member          text not null,                       -- user name; '' for a machine or a test
    priority        integer not null,
    alert           integer not null,
    state           text not null check (state in ('queued', 'sending', 'accepted', 'delivered', 'failed', 'refused',
                                                   'unclear', 'expired', 'acknowledged')),
    tries           integer not null default 0,
    queued_us       integer not null,
    due_us          integer not null,                    -- not sent before
    good_until_us   integer not null,
    changed_us      integer not null,
    accepted_us     integer,                             -- when the gateway took it
    asks_us         integer,                             -- when its fate is asked for next; null: no more
    asked           integer not null default 0,
    number          text not null default '',            -- the gateway's own for it
    says            text not null default '',            -- what was said last of it
    acknowledged_us integer
) strict;

create index if not exists deliveries_due on deliveries (channel, priority, id) where state = 'queued';
create index if not exists deliveries_asking on deliveries (channel, asks_us) where asks_us is not null;
create index if not exists deliveries_by_alert on deliveries (alert, id);
create index if not exists deliveries_by_channel on deliveries (channel, changed_us);
create index if not exists deliveries_by_time on deliveries (queued_us);

create table if not exists tries (
    -- Everything that was tried, and what came of it, in order.
    id       integer primary key autoincrement,
    delivery integer not null references deliveries (id),
    at_us    integer not null,
    came_of  text not null,                              -- the state it was in afterwards
    says     text not null
) strict;

create index if not exists tries_of_delivery on tries (delivery, id);

create table if not exists readers (
    -- How far those are who put things here: moved in the transaction that puts them.
    name     text primary key check (name <> ''),
    position integer not null check (position >= 0)
) strict, without rowid;

create table if not exists house (
    -- What tells this house's keys from another's with the same gateway, and signs its acknowledgements.
    one  integer primary key check (one = 1),
    mark text not null,
    key  blob not null check (length(key) = 32)
) strict;

insert or ignore into house (one, mark, key) values (1, lower(hex(randomblob(3))), randomblob(32));
