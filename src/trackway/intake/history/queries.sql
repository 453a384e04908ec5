-- source_put --
insert into sources (camera_number, kind, address, channel, zone, offset_s, error_s, kept_days, username, sealed,
    changed_us)
values (:camera, :kind, :address, :channel, :zone, :offset_s, :error_s, :kept_days, :username, :sealed, :now_us)
on conflict (camera_number) do update set kind = excluded.kind, address = excluded.address,
    channel = excluded.channel, zone = excluded.zone, offset_s = excluded.offset_s, error_s = excluded.error_s,
    kept_days = excluded.kept_days, username = excluded.username, sealed = excluded.sealed,
    changed_us = excluded.changed_us

-- source_drop --
delete from sources where camera_number = :camera

-- sources --
select * from sources order by camera_number

-- source --
select * from sources where camera_number = :camera

-- forget_unread --
-- A camera's source changed: what was not fetched yet is found anew.
delete from tasks where camera_number = :camera and state in ('waiting', 'failed')

-- want_again --
update job_cameras set state = 'wanted', tries = 0, again_us = 0, says = ''
where camera_number = :camera and job_id in (select id from jobs where state <> 'done')

-- job_add --
insert into jobs (created_us, username, case_no, reason, audit_id, start_us, end_us, priority, state)
values (:now_us, :username, :case_no, :reason, :audit_id, :start_us, :end_us, :priority, 'running')
returning id

-- job_camera_add --
insert into job_cameras (job_id, camera_number, state) values (:job, :camera, 'wanted')

-- job --
select * from jobs where id = :job

-- jobs --
-- The newest first.
select * from jobs order by id desc limit :most

-- job_cameras --
select * from job_cameras where job_id = :job order by camera_number

-- job_state --
update jobs set state = :state, finished_us = :finished_us where id = :job

-- job_priority --
update jobs set priority = :priority where id = :job

-- job_served --
update jobs set served_us = :now_us
where state = 'running' and id in (select job_id from job_tasks where task_id = :task)

-- jobs_that_ended --
-- Running jobs with every camera found (or given up) and every task done (or given up).
select id from jobs where state = 'running'
    and not exists (select 1 from job_cameras c where c.job_id = jobs.id and c.state = 'wanted')
    and not exists (
        select 1 from job_tasks j join tasks t on t.id = j.task_id
        where j.job_id = jobs.id and t.state not in ('done', 'failed'))

-- failed_again --
-- Tasks of a job that failed are tried once more.
update tasks set state = 'waiting', tries = 0, again_us = 0, says = ''
where state = 'failed' and id in (select task_id from job_tasks where job_id = :job)

-- cameras_again --
update job_cameras set state = 'wanted', tries = 0, again_us = 0, says = '' where job_id = :job and state = 'failed'

-- next_camera --
-- The next camera to look for, of a recorder that nobody speaks to now.
select c.job_id, c.camera_number, c.tries from job_cameras c join jobs j on j.id = c.job_id
left join sources s on s.camera_number = c.camera_number
where j.state = 'running' and c.state = 'wanted' and c.again_us <= :now_us
    and c.camera_number not in (select value from json_each(:busy))
order by j.priority desc, j.served_us, s.kept_days is null, s.kept_days, c.job_id, c.camera_number limit 1

-- camera_found --
update job_cameras set state = 'found', found_s = :found_s, offset_s = :offset_s, error_s = :error_s,
    owner = :owner, clock_says = :clock_says, missing = :missing, says = ''
where job_id = :job and camera_number = :camera

-- clock_used --
-- The clock that a camera's source was last found to have.
select offset_s, error_s, owner, clock_says from job_cameras
where camera_number = :camera and state = 'found' and owner is not null order by job_id desc limit 1

-- camera_failed --
update job_cameras set state = :state, tries = tries + 1, again_us = :again_us, says = :says
where job_id = :job and camera_number = :camera

-- tasks_over --
-- Tasks of a camera and an engine that share time with a span.
select * from tasks where camera_number = :camera and model = :model and start_us < :end_us and end_us > :start_us

-- task_add --
insert into tasks (camera_number, start_us, end_us, model, desk, offer, bytes, offset_s, error_s, owner,
    deadline_us, state, changed_us)
values (:camera, :start_us, :end_us, :model, :desk, :offer, :bytes, :offset_s, :error_s, :owner,
    :deadline_us, 'waiting', :now_us)
returning id

-- task_wanted --
insert into job_tasks (job_id, task_id) values (:job, :task) on conflict do nothing

-- task_again --
update tasks set state = 'waiting', tries = 0, again_us = 0, says = '' where id = :task and state = 'failed'

-- next_tasks --
-- Tasks in a state that a running job wants, in the order in which they come: the highest priority; then what its
-- recorder will write over within a day; then the job that waited longest; then the nearest deadline, the oldest time.
select t.*, max(j.priority) as priority, min(j.served_us) as served from tasks t
join job_tasks k on k.task_id = t.id join jobs j on j.id = k.job_id
where t.state = :state and j.state = 'running' and t.again_us <= :now_us
    and t.desk not in (select value from json_each(:busy))
group by t.id
order by max(j.priority) desc, t.deadline_us > :soon_us, min(j.served_us), t.deadline_us, t.start_us, t.id
limit :most

-- task_state --
update tasks set state = :state, changed_us = :now_us where id = :task

-- task_fetched --
update tasks set state = 'fetched', fetched_bytes = :bytes, fetch_s = :fetch_s, short_s = :short_s, says = :says,
    tries = 0, changed_us = :now_us
where id = :task

-- task_failed --
update tasks set state = :state, tries = tries + 1, again_us = :again_us, says = :says, changed_us = :now_us
where id = :task

-- task_reached --
update tasks set read_s = :read_s, changed_us = :now_us where id = :task

-- task_done --
update tasks set state = 'done', read_s = :read_s, cpu_s = cpu_s + :cpu_s,
    says = case when :says = '' then says else :says end, changed_us = :now_us
where id = :task

-- task_filed --
insert into filed (task_id, passage_id, has_plate) values (:task, :passage, :has_plate) on conflict do nothing

-- forget --
-- Searches of times that are over for so long; their tasks go with the last of them.
delete from jobs where end_us < :before_us

-- forget_tasks --
delete from tasks where end_us < :before_us and not exists (select 1 from job_tasks where task_id = tasks.id)

-- tasks_wanted_of --
-- Which of these tasks a running job wants.
select distinct k.task_id as id from job_tasks k join jobs j on j.id = k.job_id
where j.state = 'running' and k.task_id in (select value from json_each(:tasks))

-- fetching_again --
-- After a stop: what was being fetched is fetched anew, what was being read is read on.
update tasks set state = case state when 'fetching' then 'waiting' else 'fetched' end
where state in ('fetching', 'reading')

-- task_folders --
-- Tasks that may have a folder of files.
select id from tasks where state in ('fetching', 'fetched', 'reading')

-- progress --
-- Per camera of a job: tasks and seconds of footage in each state.
select t.camera_number,
    count(*) as tasks,
    sum((min(t.end_us, :end_us) - max(t.start_us, :start_us)) / 1e6) as wanted_s,
    sum(case when t.state in ('fetched', 'reading', 'done')
        then (min(t.end_us, :end_us) - max(t.start_us, :start_us)) / 1e6 else 0 end) as fetched_s,
    sum(case when t.state = 'done' then (min(t.end_us, :end_us) - max(t.start_us, :start_us)) / 1e6
        else min(t.read_s, (t.end_us - t.start_us) / 1e6) end) as read_s,
    sum((select count(*) from filed f where f.task_id = t.id)) as passages,
    sum((select coalesce(sum(f.has_plate), 0) from filed f where f.task_id = t.id)) as with_plate,
    sum(t.cpu_s) as cpu_s,
    sum(t.fetched_bytes) as bytes, sum(t.short_s) as short_s,
    sum(t.state = 'failed') as failed,
    max(case when t.says <> '' then t.says else null end) as says
from tasks t join job_tasks k on k.task_id = t.id
where k.job_id = :job group by t.camera_number

-- speeds --
-- What past tasks took, per camera; for the last 10,000 tasks of this machine.
select camera_number, sum(read_s) as read_s, sum(cpu_s) as cpu_s,
    sum((select count(*) from filed f where f.task_id = t.id)) as passages,
    sum(fetched_bytes) as bytes, sum(fetch_s) as fetch_s
from (select * from tasks where state = 'done' and cpu_s > 0 order by changed_us desc limit 10000) t
group by camera_number

-- backlog --
-- Footage not looked at yet that comes before a job of this priority.
select coalesce(sum((end_us - start_us) / 1e6 - read_s), 0) as seconds from tasks
where state not in ('done', 'failed') and id in (
    select k.task_id from job_tasks k join jobs j on j.id = k.job_id
    where j.state = 'running' and j.priority >= :priority)
