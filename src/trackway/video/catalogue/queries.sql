-- Streams

-- stream_add --
-- A stream that is heard of for the first time.
insert or ignore into streams (camera, role) values (:camera, :role)

-- stream_of --
-- One stream.
select id, runs, head, first_us, usual_size from streams where camera = :camera and role = :role

-- streams_all --
-- Every stream, with when anything of it is known first.
select id, camera, role, first_us from streams order by camera, role

-- stream_next_run --
-- A run's number.
update streams set runs = runs + 1 where id = :stream returning runs

-- stream_runs_at_least --
-- A run was found on disk: later ones come after it.
update streams set runs = max(runs, :run) where id = :stream

-- stream_known_from --
-- Something is known of it from then on.
update streams set first_us = min(coalesce(first_us, :at_us), :at_us) where id = :stream

-- stream_head --
-- Its newest closed segment.
update streams set head = :head, usual_size = :size where id = :stream

-- Segments: writing

-- segment_open --
-- A file has been begun.
insert into segments (stream, volume, path, run, start_us, end_us, first_ticks, size, init_bytes, previous, codecs,
                      width, height, retention)
values (:stream, :volume, :path, :run, :start_us, :start_us, :first_ticks, :init_bytes, :init_bytes, :previous,
        :codecs, :width, :height, :retention)
returning id

-- segment_grow --
-- More of it is durable. (|| makes text of its bytes, as they are; the cast makes them bytes again.)
update segments set end_us = :end_us, ticks = :ticks, size = :size, lost = :lost,
    camera_delta_us = coalesce(camera_delta_us, :camera_delta_us),
    fragments = cast(fragments || :fragments as blob)
where id = :id and state = 'open'

-- segment_close --
-- It is complete.
update segments set state = 'whole', sha256 = :sha256 where id = :id and state = 'open' and ticks > 0
returning stream, size

-- segment_drop --
-- It was opened, and nothing came.
delete from segments where id = :id and state = 'open' and ticks = 0

-- segment_adopt --
-- What a scan of the file says of it.
update segments set state = 'adopted', sha256 = :sha256, end_us = :end_us, ticks = :ticks, size = :size,
    init_bytes = :init_bytes, fragments = :fragments
where id = :id

-- segment_insert --
-- A file that the catalogue did not know.
insert into segments (stream, volume, path, run, start_us, end_us, first_ticks, ticks, size, init_bytes, state, sha256,
                      previous, codecs, width, height, retention, fragments)
values (:stream, :volume, :path, :run, :start_us, :end_us, :first_ticks, :ticks, :size, :init_bytes, 'adopted',
        :sha256, :previous, :codecs, :width, :height, :retention, :fragments)
returning id

-- segment_missing --
-- Its volume is there, its file is not. (Not what was destroyed meanwhile.)
update segments set state = 'missing' where id = :id and state in ('open', 'whole', 'adopted')

-- segment_found --
-- It is there again.
update segments set state = 'adopted' where id = :id and state = 'missing'

-- Segments: asking

-- segment_of --
-- One segment.
select s.*, t.camera, t.role from segments s join streams t on t.id = s.stream where s.id = :id

-- segment_newest --
-- The newest one of a stream.
select s.*, t.camera, t.role from segments s join streams t on t.id = s.stream
where s.stream = :stream and s.state <> 'garbage' and s.ticks > 0
order by s.start_us desc limit 1

-- segments_between --
-- Those that reach into a time, in its order. One lasts an hour at most.
select s.*, :camera as camera, :role as role from segments s
where s.stream = :stream and s.start_us > :first_us - 3600000000 and s.start_us < :end_us and s.end_us > :first_us
    and s.state <> 'garbage' and s.ticks > 0
order by s.start_us

-- segment_within --
-- Whether there is any that reaches into a time.
select 1 from segments s
where s.stream = :stream and s.start_us > :first_us - 3600000000 and s.start_us < :end_us and s.end_us > :first_us
    and s.state <> 'garbage' and s.ticks > 0 and s.kept_apart = 0
limit 1

-- segments_outline --
-- The same without their fragments.
select s.id, s.volume, s.path, s.run, s.start_us, s.end_us, s.first_ticks, s.ticks, s.size, s.init_bytes, s.state,
    s.sha256, s.previous, s.codecs, s.width, s.height, s.retention, s.camera_delta_us, s.lost, s.kept_apart,
    x'' as fragments,
    :camera as camera, :role as role
from segments s
where s.stream = :stream and s.start_us > :first_us - 3600000000 and s.start_us < :end_us and s.end_us > :first_us
    and s.state <> 'garbage' and s.ticks > 0
order by s.start_us

-- stream_tail --
-- Up to when anything is known of it, and whether a gap lasts: then it is known up to now.
select coalesce(
        (select max(end_us) from segments where stream = :stream and state = 'open' and ticks > 0),
        max(
            coalesce((select max(end_us) from gaps where stream = :stream), 0),
            coalesce((select end_us from segments where stream = :stream and ticks > 0
                      order by start_us desc limit 1), 0)
        )
    ) as until_us,
    exists (select 1 from gaps where stream = :stream and end_us is null) as lasts

-- Gaps

-- gap_open --
-- Footage ends here.
insert into gaps (stream, start_us, cause, says) values (:stream, :start_us, :cause, :says)

-- gap_lasting --
-- The one that lasts.
select * from gaps where stream = :stream and end_us is null

-- gap_close --
-- It ends; one that would end before it began never was.
update gaps set end_us = :end_us where stream = :stream and end_us is null and start_us < :end_us

-- gap_drop --
-- The one that lasts was none.
delete from gaps where stream = :stream and end_us is null

-- gap_lengthen --
-- One of the same cause that ends where another begins, to one frame, becomes one with it.
update gaps set end_us = :end_us
where id = (select id from gaps where stream = :stream and end_us between :start_us - 40000 and :start_us
            and cause = :cause and says = :says order by id desc limit 1)

-- gap_insert --
-- One that is over.
insert into gaps (stream, start_us, end_us, cause, says) values (:stream, :start_us, :end_us, :cause, :says)

-- gaps_between --
-- Those that reach into a time, in its order; the one that lasts does if it began before its end.
select start_us, end_us, cause, says from gaps
where stream = :stream and start_us >= :first_us and start_us < :end_us
union all
select start_us, end_us, cause, says from gaps
where stream = :stream and end_us > :first_us and start_us < :first_us
union all
select start_us, end_us, cause, says from gaps
where stream = :stream and end_us is null and start_us < :first_us
order by start_us

-- Transitions

-- transition_note --
-- The recording of a stream changed its state.
insert into transitions (stream, at_us, state, says) values (:stream, :at_us, :state, :says)

-- transitions_between --
-- What became of it in a time.
select at_us, state, says from transitions
where stream = :stream and at_us >= :first_us and at_us < :end_us order by at_us, id

-- transitions_forget --
-- What is older than anybody asks for.
delete from transitions where at_us < :before_us

-- Volumes

-- volumes_all --
-- The volumes, the first known first.
select id, root from volumes order by added_us, id

-- volume_put --
-- It is here now.
insert into volumes (id, root, added_us) values (:id, :root, :added_us)
on conflict (id) do update set root = excluded.root

-- volume_bytes --
-- What the segments on a volume take.
select bytes from volumes where id = :volume

-- volume_promised --
-- What the open files of a volume will still take: as much as their streams' last ones, less what they have.
select coalesce(sum(max(t.usual_size - s.size, 0)), 0) as bytes
from segments s join streams t on t.id = s.stream
where s.state = 'open' and s.volume = :volume

-- Recovery

-- segments_open --
-- Files that were being written, whole rows.
select s.*, t.camera, t.role from segments s join streams t on t.id = s.stream where s.state = 'open' order by s.id

-- segment_forget --
-- A file that was begun and is gone, or holds nothing.
delete from segments where id = :id

-- paths_below --
-- The files of a volume that are known, below a folder: up to and including a text that sorts after them all.
select path, state from segments where volume = :volume and path >= :first and path < :end

-- gaps_to_carve --
-- Gaps that only say that a file was not known, over a time that one turned up for.
select id, start_us, end_us, cause, says from gaps
where stream = :stream and start_us < :end_us and coalesce(end_us, :now_us) > :start_us
    and cause in ('recorder_restart', 'file_missing')

-- gap_delete --
-- It was none.
delete from gaps where id = :id

-- spans_of --
-- All that is known of a stream, in the order of time.
select start_us, end_us from segments where stream = :stream and state <> 'garbage' and ticks > 0
union all
select start_us, coalesce(end_us, :now_us) from gaps where stream = :stream
order by 1

-- stream_newest_head --
-- The newest closed segment of a stream.
select sha256, size from segments where stream = :stream and state in ('whole', 'adopted', 'missing')
order by start_us desc limit 1

-- Holds

-- hold_place --
-- One more hold.
insert into holds (case_no, reason, username, name, approver, audit_id, cameras, first_us, end_us, until_us, made_us)
values (:case_no, :reason, :username, :name, :approver, :audit_id, :cameras, :first_us, :end_us, :until_us, :made_us)
returning *

-- hold_restore --
-- One that a volume remembers; without a number it gets one.
insert into holds (id, case_no, reason, username, name, approver, audit_id, cameras, first_us, end_us, until_us,
                   made_us)
values (:id, :case_no, :reason, :username, :name, :approver, :audit_id, :cameras, :first_us, :end_us, :until_us,
        :made_us)
returning id

-- hold_cameras --
-- Its cameras, one by one.
insert or ignore into held (camera, hold, first_us, end_us)
select value, h.id, h.first_us, h.end_us from holds h, json_each(h.cameras)
where h.id = :id and h.released_us is null

-- hold_of --
-- One hold.
select * from holds where id = :id

-- holds_all --
-- Every hold, released ones too, the newest first.
select * from holds order by id desc

-- holds_standing --
-- Those that hold, lapsed or not.
select * from holds where released_us is null order by id

-- hold_release --
-- It holds no more.
update holds set released_us = :released_us, released_by = :released_by where id = :id and released_us is null

-- hold_cameras_free --
-- Nor its cameras.
delete from held where hold = :id

-- hold_covers --
-- What a hold keeps now. (`cross join` asks SQLite to go from the hold to its segments, not the other way round.)
select count(*) as segments, coalesce(sum(s.size), 0) as bytes
from held h cross join streams t on t.camera = h.camera
    cross join segments s on s.stream = t.id and s.start_us > h.first_us - 3600000000 and s.start_us < h.end_us
        and s.end_us > h.first_us and s.state <> 'garbage'
where h.hold = :id

-- Retention

-- due_by_age --
-- Footage of a class that ended before a time, the oldest first, unless it is held. What is missing frees nothing.
select s.id, iif(s.state = 'missing', 0, s.size) as size from segments s join streams t on t.id = s.stream
where s.volume = :volume and s.retention = :retention and s.kept_apart = 0 and s.end_us <= :before_us
    and s.state in ('whole', 'adopted', 'missing')
    and not exists (select 1 from held h where h.camera = t.camera and h.first_us < s.end_us
                    and h.end_us > s.start_us)
order by s.end_us limit :most

-- due_count --
-- How much of it there is.
select count(*) as segments from segments s join streams t on t.id = s.stream
where s.volume = :volume and s.retention = :retention and s.kept_apart = 0 and s.end_us <= :before_us
    and s.state in ('whole', 'adopted', 'missing')
    and not exists (select 1 from held h where h.camera = t.camera and h.first_us < s.end_us
                    and h.end_us > s.start_us)

-- keep_apart --
-- What is held beyond its time is shown to nobody but who asks for that hold.
update segments set kept_apart = 1
where volume = :volume and retention = :retention and kept_apart = 0 and end_us <= :before_us
    and state in ('whole', 'adopted', 'missing')
    and exists (select 1 from held h join streams t on t.camera = h.camera
                where t.id = segments.stream and h.first_us < segments.end_us and h.end_us > segments.start_us)

-- let_go --
-- What nobody holds any more is due like anything else.
update segments set kept_apart = 0
where kept_apart = 1
    and not exists (select 1 from held h join streams t on t.camera = h.camera
                    where t.id = segments.stream and h.first_us < segments.end_us
                        and h.end_us > segments.start_us)

-- held_spans --
-- What standing holds of a case cover of a camera.
select h.first_us, h.end_us from held h join holds o on o.id = h.hold
where h.camera = :camera and o.case_no = :case_no

-- held_segments --
-- What a hold keeps, in the order of streams and time, without fragments.
select s.id, s.volume, s.path, s.run, s.start_us, s.end_us, s.first_ticks, s.ticks, s.size, s.init_bytes, s.state,
    s.sha256, s.previous, s.codecs, s.width, s.height, s.retention, s.camera_delta_us, s.lost, s.kept_apart,
    x'' as fragments, t.camera, t.role
from held h cross join streams t on t.camera = h.camera
    cross join segments s on s.stream = t.id and s.start_us > h.first_us - 3600000000 and s.start_us < h.end_us
        and s.end_us > h.first_us and s.state <> 'garbage' and s.ticks > 0
where h.hold = :id
order by t.camera, t.role, s.start_us

-- segments_count --
-- How many segments there are.
select count(*) as segments from segments

-- garbage_mark --
-- It is to be destroyed, unless it is held: decided in the transaction that marks it.
update segments set state = 'garbage'
where id = :id and state in ('whole', 'adopted', 'missing')
    and not exists (select 1 from held h join streams t on t.camera = h.camera
                    where t.id = segments.stream and h.first_us < segments.end_us
                        and h.end_us > segments.start_us)
returning start_us, end_us, size, sha256, retention,
    (select camera from streams t where t.id = segments.stream) as camera,
    (select role from streams t where t.id = segments.stream) as role

-- garbage_next --
-- Some of what is to be destroyed on a volume.
select id, path, size from segments where state = 'garbage' and volume = :volume order by path limit :most

-- garbage_count --
-- How much is to be destroyed yet.
select count(*) as segments from segments where state = 'garbage'

-- garbage_done --
-- Its file is gone.
delete from segments where id = :id and state = 'garbage'

-- lot_of --
-- What was destroyed of one stream and day so far.
select sha256 from lots where on_day = :on_day and cause = :cause and camera = :camera and role = :role and day = :day

-- lot_add --
-- One more segment was destroyed.
insert into lots (on_day, cause, camera, role, day, segments, bytes, first_us, end_us, sha256)
values (:on_day, :cause, :camera, :role, :day, 1, :size, :first_us, :end_us, :sha256)
on conflict (on_day, cause, camera, role, day) do update set segments = segments + 1, bytes = bytes + :size,
    first_us = min(first_us, :first_us), end_us = max(end_us, :end_us), sha256 = :sha256, proof = ''

-- lots_unproven --
-- Days of destroying that are over and have no proof.
select distinct on_day from lots where proof = '' and on_day < :today order by on_day

-- lots_of --
-- What was destroyed on a day.
select * from lots where on_day = :on_day order by camera, role, day, cause

-- lots_all --
-- What was destroyed, the newest first.
select on_day, cause, sum(segments) as segments, sum(bytes) as bytes, min(first_us) as first_us,
    max(end_us) as end_us, count(distinct camera) as cameras, max(proof) as proof
from lots group by on_day, cause order by on_day desc, cause

-- lots_prove --
-- Its proof is written.
update lots set proof = :proof where on_day = :on_day

-- mark_of --
-- When something was noticed first.
select at_us from marks where name = :name

-- mark_put --
-- It was noticed.
insert or ignore into marks (name, at_us) values (:name, :at_us)

-- mark_move --
-- It was done again.
insert into marks (name, at_us) values (:name, :at_us) on conflict (name) do update set at_us = excluded.at_us

-- mark_drop --
-- It is over.
delete from marks where name = :name

-- rates --
-- What every stream recorded in a time: bytes, and since when; and the oldest footage that is left of it.
select t.camera, t.role,
    (select retention from segments where stream = t.id order by start_us desc limit 1) as retention,
    (select coalesce(sum(size), 0) from segments
     where stream = t.id and start_us >= :first_us and state <> 'garbage') as bytes,
    (select min(start_us) from segments where stream = t.id and start_us >= :first_us) as first_us,
    (select start_us from segments where stream = t.id and state <> 'garbage' and ticks > 0
     order by start_us limit 1) as oldest_us
from streams t order by t.camera, t.role

-- used_on --
-- What lies on a volume, and how much of it is held.
select count(*) as segments, coalesce(sum(size), 0) as bytes from segments
where volume = :volume and state not in ('garbage', 'missing')

-- is_held --
-- Whether a camera is held in a time.
select 1 from held where camera = :camera and first_us < :end_us and end_us > :start_us limit 1

-- held_beyond --
-- What holds keep of each class that would be gone without them.
select coalesce(sum(size), 0) as bytes from (
    select distinct s.id, s.size from held h cross join streams t on t.camera = h.camera
        cross join segments s on s.stream = t.id and s.start_us > h.first_us - 3600000000 and s.start_us < h.end_us
            and s.end_us > h.first_us and s.state <> 'garbage'
    where s.end_us <= case s.retention when 'ordinary' then :ordinary_us when 'important' then :important_us
                      else :brief_us end
)

-- Checking

-- closed_below --
-- The closed segments of a volume between two paths, without their fragments.
select s.id, s.path, s.size, s.state from segments s
where s.volume = :volume and s.path >= :first and s.path < :end and s.state in ('whole', 'adopted', 'missing')

-- cameras_on --
-- The cameras that a volume has footage of.
select distinct t.camera from segments s join streams t on t.id = s.stream where s.volume = :volume

-- segment_before --
-- The segment of a stream before a time.
select sha256, end_us from segments
where stream = :stream and start_us < :start_us and state <> 'garbage' and ticks > 0
order by start_us desc limit 1

-- destroyed_between --
-- Whether footage was destroyed, or given up as lost, in a time.
select 1 from gaps where stream = :stream and start_us < :end_us and coalesce(end_us, :end_us) > :first_us
    and cause in ('expired', 'evicted', 'file_missing', 'file_damaged') limit 1

-- segment_ids --
-- The closed segments, by number.
select id from segments where state in ('whole', 'adopted') order by id

-- integrity --
-- Whether the file itself is whole: one row `ok`, or what is wrong.
select * from pragma_quick_check(5)
