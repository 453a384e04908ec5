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

-- settle --
-- Merge what background merges would merge in their time.
optimize table passages final

-- settle_plates --
-- The same for the plates.
optimize table plates final

-- scan --
-- The yardstick of asking: every plate of every passage looked at once, which nothing can avoid faster.
select count() from passages where plate like '%no such plate%'
settings optimize_use_projections = 0

-- size --
-- Bytes on disk of everything the passages need.
select sum(bytes_on_disk) from system.parts where active and table in ('passages', 'plates')
