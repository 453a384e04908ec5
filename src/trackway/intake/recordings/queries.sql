-- begin --
-- A file is about to be read for the first time, or again from the start.
insert into recordings (sha256, camera_number, start_us, camera_id, path, bytes, model, state, total_s, changed_us)
values (:sha256, :camera_number, :start_us, :camera_id, :path, :bytes, :model, 'reading', :total_s, :now_us)
on conflict (sha256, camera_number, start_us) do update set
    camera_id = excluded.camera_id, path = excluded.path, model = excluded.model, state = 'reading',
    total_s = excluded.total_s, done_s = 0, memory = null, passages = 0, with_plate = 0, cpu_s = 0,
    error = null, changed_us = excluded.changed_us
returning id

-- take_up --
-- A file that was left unfinished is read on from its checkpoint.
update recordings set state = 'reading', path = :path, error = null, changed_us = :now_us where id = :id

-- known --
-- What is known of a file of a camera from a start.
select id, state, model, done_s, memory, passages, with_plate, cpu_s, error
from recordings where sha256 = :sha256 and camera_number = :camera_number and start_us = :start_us

-- length --
-- It was opened, and says how long it is.
update recordings set total_s = :total_s where id = :id

-- checkpoint --
-- All passages up to here are in the store.
update recordings set done_s = :done_s, memory = :memory, passages = :passages, with_plate = :with_plate,
    cpu_s = :cpu_s, changed_us = :now_us
where id = :id

-- finish --
-- Read to its end, or as far as it could be.
update recordings set state = :state, done_s = :done_s, passages = :passages, with_plate = :with_plate,
    cpu_s = :cpu_s, error = :error, changed_us = :now_us
where id = :id

-- stop --
-- The import was stopped; the checkpoint stays.
update recordings set state = 'stopped', changed_us = :now_us where id = :id and state = 'reading'

-- entries --
-- Every file, the last changed first.
select path, camera_id, camera_number, start_us, state, total_s, done_s, passages, with_plate, cpu_s, error, model,
    changed_us
from recordings order by changed_us desc, id desc limit :most
