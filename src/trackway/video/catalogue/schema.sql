-- The catalogue of footage. SQLite, write-ahead log, full sync; times are UTC microseconds since 1970 by the
-- station's clock, durations of footage are ticks of 1/90,000 s.

create table if not exists volumes (                -- disks or folders that hold footage
    id       text primary key check (length(id) = 32),  -- as written in its volume.json
    root     text not null,                         -- where it was last; disks may take turns at one place
    added_us integer not null,
    bytes    integer not null default 0             -- of the segments on it; the triggers below keep it
) strict, without rowid;

create table if not exists streams (                -- every stream that was ever recorded, or tried
    id         integer primary key,
    camera     integer not null check (camera between 1 and 65535),
    role       text not null check (role in ('main', 'sub')),
    runs       integer not null default 0,          -- runs begun; their numbers are never used again
    head       text not null default '',            -- SHA-256 of the newest closed segment, destroyed or not
    first_us   integer,                             -- before this nobody asked for it; null: nothing is known yet
    usual_size integer not null default 0,          -- bytes of its last closed segment: what the next will need
    unique (camera, role)
) strict;

create table if not exists segments (               -- files of footage, some 60 s each
    id         integer primary key autoincrement,   -- never used again: addresses of footage hold it
    stream     integer not null references streams (id),
    volume     text not null references volumes (id),
    path       text not null,                       -- below the volume's root
    run        integer not null,                    -- an unbroken stretch: same parameters, times that follow on
    start_us   integer not null,
    end_us     integer not null,                    -- durable up to here
    first_ticks integer not null,                   -- where its first fragment stands in the run
    ticks      integer not null default 0,          -- how long it is
    size       integer not null,                    -- durable bytes of the file
    init_bytes integer not null,
    state      text not null default 'open' check (state in ('open', 'whole', 'adopted', 'missing', 'garbage')),
    sha256     text not null default '',            -- of all its bytes
    previous   text not null,                       -- sha256 of the stream's segment before; '': none, or unknown
    codecs     text not null,                       -- RFC 6381
    width      integer not null,
    height     integer not null,
    retention  text not null check (retention in ('ordinary', 'important', 'brief')),  -- as it was promised
    camera_delta_us integer,                        -- camera's clock minus ours at its start
    lost       integer not null default 0,          -- RTP packets that never came
    kept_apart integer not null default 0 check (kept_apart in (0, 1)),  -- its time is over: only for who holds it
    -- 20 bytes a fragment, see fragments.py. As rows of their own they would be some 134 million a month at a
    -- station of 50 cameras with two streams (100 streams x 1,440 segments x 30 fragments x 31 days) and 5 GB
    -- with their index, all of it written one by one; so they are 4.5 million segments of 1.2 kB in all. The last
    -- column: a question that does not need it never reads its pages.
    fragments  blob not null default x'',
    unique (volume, path),
    check (end_us > start_us or ticks = 0),
    check (end_us >= start_us and ticks >= 0 and size >= init_bytes and init_bytes >= 0),
    -- An hour bounds how far back a question must look for a segment that reaches into its time. Segments are
    -- 60 s; only footage adopted from elsewhere may be longer.
    check (end_us - start_us <= 3600000000),
    check (state not in ('whole', 'adopted') or length(sha256) = 64)
) strict;
create index if not exists segments_by_time on segments (stream, start_us, end_us);
-- With their sizes: what is due, and how much lies on a volume, is answered from the index alone.
create index if not exists segments_by_age on segments (volume, retention, kept_apart, end_us, state, size);
create index if not exists segments_kept_apart on segments (stream, start_us) where kept_apart = 1;
create index if not exists segments_unfinished on segments (state, stream) where state in ('open', 'garbage', 'missing');

create trigger if not exists segment_fills after insert on segments
begin
    update volumes set bytes = bytes + new.size where id = new.volume;
end;
create trigger if not exists segment_grows after update of size, volume on segments
begin
    update volumes set bytes = bytes - old.size where id = old.volume;
    update volumes set bytes = bytes + new.size where id = new.volume;
end;
create trigger if not exists segment_frees after delete on segments
begin
    update volumes set bytes = bytes - old.size where id = old.volume;
end;

create table if not exists gaps (                   -- stretches without footage, and why
    id       integer primary key,
    stream   integer not null references streams (id),
    start_us integer not null,
    end_us   integer,                               -- null while it lasts
    cause    text not null,
    says     text not null default '',
    check (end_us is null or end_us > start_us)
) strict;
create index if not exists gaps_by_time on gaps (stream, start_us, end_us);
create index if not exists gaps_by_end on gaps (stream, end_us);
create unique index if not exists gaps_lasting on gaps (stream) where end_us is null;   -- one at a time

create table if not exists transitions (            -- what became of the recording of a stream, and when
    id     integer primary key,
    stream integer not null references streams (id),
    at_us  integer not null,
    state  text not null,
    says   text not null default ''
) strict;
create index if not exists transitions_by_time on transitions (stream, at_us);
create index if not exists transitions_by_age on transitions (at_us);

create table if not exists holds (                  -- what outlives its time, for which case
    id          integer primary key autoincrement,
    case_no     text not null check (case_no <> ''),
    reason      text not null check (reason <> ''),
    username    text not null,                      -- who ordered it, as the account was then
    name        text not null,
    approver    text not null check (approver <> ''),  -- who approved it: somebody else
    audit_id    integer not null,                   -- the audit row of the order
    cameras     text not null check (json_valid(cameras)),  -- camera numbers; all their streams are held
    first_us    integer not null,
    end_us      integer not null,
    until_us    integer not null,                   -- when it lapses unless released before
    made_us     integer not null,
    released_us integer,                            -- null: it holds
    released_by text,
    check (end_us > first_us),
    check ((released_us is null) = (released_by is null))
) strict;

create table if not exists held (                   -- the cameras of holds that stand
    camera integer not null,
    hold   integer not null references holds (id),
    first_us integer not null,
    end_us   integer not null,
    primary key (camera, hold)
) strict, without rowid;

create table if not exists lots (                   -- what was destroyed, summed up until its proof is written
    id       integer primary key,
    on_day   text not null,                         -- the day (Taipei) of destroying
    cause    text not null check (cause in ('expired', 'evicted')),
    camera   integer not null,
    role     text not null,
    day      text not null,                         -- the day (Taipei) it was recorded
    segments integer not null,
    bytes    integer not null,
    first_us integer not null,
    end_us   integer not null,
    sha256   text not null,                         -- over the lot's digest before and the segment's, hex
    proof    text not null default '',              -- SHA-256 of the file that proves it; '' until it is written
    unique (on_day, cause, camera, role, day)
) strict;
create index if not exists lots_unproven on lots (on_day) where proof = '';

create table if not exists marks (                  -- when something was noticed first
    name  text primary key,
    at_us integer not null
) strict, without rowid;
