-- plain_make --
-- The yardstick of loading: the same columns in one order, nothing kept single, no plates, no projection.
create table plain_passages
(
    ms Int64, camera UInt16, sequence UInt8, plate String, confidence UInt8, looks UInt16, kind UInt8,
    colour UInt8, kind_confidence UInt8, colour_confidence UInt8, plate_colours UInt8, heading UInt8,
    speed UInt16, speed_error UInt16, lane UInt8, source UInt8, clock UInt8, error_ms UInt32, evident Bool
)
engine = MergeTree order by (ms, camera)
settings fsync_after_insert = 1, fsync_part_directory = 1

-- plain_drop --
-- Away with it.
drop table if exists plain_passages sync

-- parts --
-- How many pieces the passages lie in.
select count() from system.parts where active and table = 'passages'

-- months --
-- The months they are of.
select distinct partition_id from system.parts where active and table = 'passages' order by partition_id

-- settle --
-- Merge what background merges would merge in their time, a month after the other.
optimize table passages partition id {month:String} final

-- settle_plates --
-- The same for the plates.
optimize table plates final

-- scan --
-- The yardstick of asking: every plate of every passage looked at once, which nothing can avoid faster.
select count() from passages where plate like '%no such plate%'
settings optimize_use_projections = 0, max_execution_time = 0

-- size --
-- Bytes on disk of everything the passages need.
select sum(bytes_on_disk) from system.parts where active and table in ('passages', 'plates')

-- sizes --
-- The same apart: each order, the counts of hours, the plates. A part's own bytes hold its projections'.
select 'in order of time' as what, sum(bytes_on_disk)
       - (select sum(bytes_on_disk) from system.projection_parts where active and table = 'passages')
from system.parts where active and table = 'passages'
union all
select name, sum(bytes_on_disk) from system.projection_parts where active and table = 'passages' group by name
union all
select 'plates', sum(bytes_on_disk) from system.parts where active and table = 'plates'

-- drop_month --
-- Away with a month that was filed only to be measured.
alter table passages drop partition {month:String}

-- plates --
-- The plate seen most often since a time (seconds since 1970), and some of those seen as often as most.
with seen as
(
    select plate, count() as n
    from passages
    where toStartOfHour(ts) >= toStartOfHour(toDateTime({since:UInt32}, 'UTC')) and plate != ''
    group by plate
    having n > 1
)
select plate from (select plate from seen order by n desc, plate limit 1)
union all
select plate from
(
    select plate from seen
    where n = (select quantileExact(0.5)(n) from seen)
    order by cityHash64(plate) limit {limit:UInt32}
)
