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

-- segment_mark --
-- What is known of its file now.
update segments set state = :state where id = :id

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

-- segments_outline --
-- The same without their fragments.
select s.id, s.volume, s.path, s.run, s.start_us, s.end_us, s.first_ticks, s.ticks, s.size, s.init_bytes, s.state,
    s.sha256, s.previous, s.codecs, s.width, s.height, s.retention, s.camera_delta_us, s.lost, x'' as fragments,
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
-- One of the same cause that ends where another begins becomes one with it.
update gaps set end_us = :end_us
where id = (select id from gaps where stream = :stream and end_us between :start_us - 1000 and :start_us
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

-- volume_promised --
-- What the open files of a volume will still take: as much as their streams' last ones, less what they have.
select coalesce(sum(max(t.usual_size - s.size, 0)), 0) as bytes
from segments s join streams t on t.id = s.stream
where s.state = 'open' and s.volume = :volume
