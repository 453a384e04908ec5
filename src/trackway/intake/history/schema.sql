-- Searches of old footage: where footage is, jobs, and the tasks they are made of. SQLite, write-ahead log, full sync.

create table if not exists sources (      -- which recorder or folder holds which camera
    camera_number integer primary key check (camera_number between 1 and 65535),
    kind text not null,
    address text not null,
    channel text not null,
    zone text not null,
    offset_s real,                    -- ahead of ours, measured by a person; null: the recorder is asked
    error_s real,
    kept_days real,                   -- it writes over footage after so many days; null: nobody said
    username text not null default '',
    sealed blob,                      -- the password, sealed; null: none
    changed_us integer not null
) strict;

create table if not exists jobs (
    id integer primary key,
    created_us integer not null,
    username text not null,           -- who asked, with the case and the reason; the audit has the same
    case_no text not null,
    reason text not null,
    audit_id integer not null,
    start_us integer not null,
    end_us integer not null check (end_us > start_us),
    priority integer not null check (priority between 0 and 9),
    state text not null check (state in ('running', 'stopped', 'done')),
    served_us integer not null default 0,  -- when a task of it was last begun: the one that waited longest comes next
    finished_us integer
) strict;

create table if not exists job_cameras (  -- each camera of a job, and what was found of it
    job_id integer not null references jobs (id) on delete cascade,
    camera_number integer not null,
    state text not null check (state in ('wanted', 'found', 'failed')),
    tries integer not null default 0,
    again_us integer not null default 0,   -- not before: the recorder did not answer
    found_s real not null default 0,
    offset_s real not null default 0,      -- the source's clock as it was used: ahead of ours
    error_s real,
    owner text,
    clock_says text not null default '',
    missing text not null default '[]',    -- stretches without footage, and why (JSON)
    says text not null default '',         -- the sentence that says what is wrong
    primary key (job_id, camera_number)
) strict, without rowid;

create table if not exists tasks (        -- a stretch of a camera's time, looked at once for all jobs that want it
    id integer primary key,
    camera_number integer not null,
    start_us integer not null,
    end_us integer not null check (end_us > start_us),
    model text not null,              -- engine and weights
    desk text not null,               -- the recorder that is asked, one connection at a time
    offer text not null,              -- what its source needs to fetch it (JSON)
    bytes integer not null,           -- to travel, as the source says; 0: it lies here or nobody knows
    offset_s real not null,
    error_s real,
    owner text not null,
    deadline_us integer not null,     -- when its recorder writes over it
    state text not null check (state in ('waiting', 'fetching', 'fetched', 'reading', 'done', 'failed')),
    tries integer not null default 0,
    again_us integer not null default 0,
    fetched_bytes integer not null default 0,
    fetch_s real not null default 0,
    short_s real not null default 0,  -- what the recorder promised and did not give
    read_s real not null default 0,   -- how far it is, seconds of footage
    cpu_s real not null default 0,
    says text not null default '',
    changed_us integer not null
) strict;
create index if not exists tasks_of_camera on tasks (camera_number, model, start_us);
create index if not exists tasks_by_state on tasks (state, deadline_us);

create table if not exists job_tasks (
    job_id integer not null references jobs (id) on delete cascade,
    task_id integer not null references tasks (id) on delete cascade,
    primary key (job_id, task_id)
) strict, without rowid;
create index if not exists jobs_of_task on job_tasks (task_id);

create table if not exists filed (        -- which passages a task filed: counted once, however often it was begun
    task_id integer not null references tasks (id) on delete cascade,
    passage_id integer not null,
    has_plate integer not null,
    primary key (task_id, passage_id)
) strict, without rowid;
