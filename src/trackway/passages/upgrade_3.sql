-- From schema 2, which kept every tenth and hundredth twice, to schema 3, which keeps a passage coarser and
-- its exact values with its evidence, packs the order of plate, and counts hours.
-- The tables are filled anew beside the old ones and change places with them, the passages last: until then
-- the store is one of schema 2, and every block may be run again from the start. For that time the disk
-- holds both. schema.sql drops the old ones, which bear the new ones' names by then.

-- no_view --
-- The view behind the door.
drop view if exists passages_once

-- no_door --
-- The door.
drop table if exists arriving

-- no_evidence_view --
-- The same for evidence.
drop view if exists evidence_once

-- no_evidence_door --
-- Likewise.
drop table if exists arriving_evidence

-- no_evidence_half --
-- What an upgrade that was broken off had made: half of the new table, or the old one that has served.
drop table if exists evidence_3 sync

-- evidence_new --
-- As in schema.sql.
create table if not exists evidence_3
(
    ts           DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
    camera       UInt16 codec(ZSTD(1)),
    sequence     UInt8 codec(ZSTD(1)),
    us           UInt16 codec(ZSTD(1)),
    split        UInt8 codec(ZSTD(1)),
    alternatives Array(String) codec(ZSTD(1)),
    model        LowCardinality(String) codec(ZSTD(1)),
    pictures     String codec(ZSTD(3)),
    readings     String codec(ZSTD(3)),
    is_exact          Bool codec(ZSTD(1)),
    looks             UInt16 codec(ZSTD(1)),
    speed             UInt16 codec(ZSTD(1)),
    speed_error       UInt16 codec(ZSTD(1)),
    kind_confidence   UInt8 codec(ZSTD(1)),
    colour_confidence UInt8 codec(ZSTD(1)),
    index told alternatives type bloom_filter(0.01) granularity 1
)
engine = MergeTree partition by toYYYYMM(ts)
order by (toStartOfHour(ts), camera, ts)
settings fsync_after_insert = 1, fsync_part_directory = 1

-- evidence_filled --
-- The exact values come from the passages; evidence whose passage was never filed stays without. Both sides
-- lie in order of their keys, so that they are merged and neither is held in memory.
insert into evidence_3
    (ts, camera, sequence, us, split, alternatives, model, pictures, readings,
     is_exact, looks, speed, speed_error, kind_confidence, colour_confidence)
select ts, camera, sequence, us, split, alternatives, model, pictures, readings,
       exact.evident, exact.looks, exact.speed, exact.speed_error, exact.kind_confidence, exact.colour_confidence
from evidence
left any join
(
    select ts, camera, sequence, looks, speed, speed_error, kind_confidence, colour_confidence, evident
    from passages
    where evident
) as exact using (ts, camera, sequence)
settings join_algorithm = 'full_sorting_merge', max_execution_time = 0, max_memory_usage = 8000000000,
         max_bytes_before_external_sort = 2000000000

-- no_half --
-- What an upgrade that was broken off had made.
drop table if exists passages_3 sync

-- new --
-- As in schema.sql.
create table if not exists passages_3
(
    ts                DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
    camera            UInt16 codec(ZSTD(1)),
    sequence          UInt8 codec(ZSTD(1)),
    plate             String codec(ZSTD(3)),
    confidence        UInt8 codec(ZSTD(1)),
    looks             UInt8 codec(ZSTD(1)),
    kind              Enum8('unknown' = 0, 'sedan' = 1, 'suv' = 2, 'van' = 3, 'pickup' = 4, 'truck' = 5,
                            'bus' = 6, 'coach' = 7, 'scooter' = 8, 'heavy_motorcycle' = 9, 'bicycle' = 10,
                            'car' = 11, 'taxi' = 12, 'trailer' = 13) codec(ZSTD(1)),
    colour            Enum8('unknown' = 0, 'white' = 1, 'silver' = 2, 'grey' = 3, 'black' = 4, 'red' = 5,
                            'orange' = 6, 'yellow' = 7, 'green' = 8, 'blue' = 9, 'brown' = 10,
                            'purple' = 11) codec(ZSTD(1)),
    kind_confidence   UInt8 codec(ZSTD(1)),
    colour_confidence UInt8 codec(ZSTD(1)),
    plate_colours     Enum8('unknown' = 0, 'white_black' = 1, 'white_red' = 2, 'white_green' = 3,
                            'white_blue' = 4, 'green_white' = 5, 'red_white' = 6, 'red_black' = 7,
                            'yellow_black' = 8) codec(ZSTD(1)),
    heading           Enum8('unknown' = 0, 'n' = 1, 'ne' = 2, 'e' = 3, 'se' = 4, 's' = 5, 'sw' = 6, 'w' = 7,
                            'nw' = 8) codec(ZSTD(1)),
    speed             UInt8 codec(ZSTD(1)),
    speed_error       UInt8 codec(ZSTD(1)),
    lane              UInt8 codec(ZSTD(1)),
    source            Enum8('live' = 1, 'recorded' = 2, 'simulated' = 3) codec(ZSTD(1)),
    clock             Enum8('camera' = 1, 'station' = 2, 'import' = 3, 'simulated' = 4) codec(ZSTD(1)),
    error_ms          LowCardinality(UInt32) codec(ZSTD(1)),
    evident           Bool codec(ZSTD(1)),
    projection by_plate (select * order by plate, ts),
    projection hourly
    (
        select toStartOfHour(ts) as hour, camera, count(), countIf(notEmpty(plate)), sum(confidence),
               countIf(error_ms = 4294967295), maxIf(error_ms, error_ms != 4294967295)
        group by hour, camera
    )
)
engine = MergeTree partition by toYYYYMM(ts)
order by (toStartOfHour(ts), camera, ts)
settings fsync_after_insert = 1, fsync_part_directory = 1, default_compression_codec = 'ZSTD(3)',
         allow_suspicious_low_cardinality_types = 1
comment 'schema 3'

-- filled --
-- As coarse as schema.sql's own view makes them.
insert into passages_3
    (ts, camera, sequence, plate, confidence, looks, kind, colour, kind_confidence, colour_confidence,
     plate_colours, heading, speed, speed_error, lane, source, clock, error_ms, evident)
select ts, camera, sequence, plate, confidence, least(looks, 255), kind, colour,
       if(kind_confidence < 5, kind_confidence, intDiv(kind_confidence, 5) * 5),
       if(colour_confidence < 5, colour_confidence, intDiv(colour_confidence, 5) * 5),
       plate_colours, heading,
       if(speed = 65535, 255, least(254, intDiv(speed + 5, 10))),
       if(speed_error = 65535, 255, least(254, intDiv(speed_error + 9, 10))),
       lane, source, clock, error_ms, evident
from passages
settings optimize_use_projections = 0, max_execution_time = 0, max_insert_threads = 1

-- evidence_taken --
-- The evidence of schema 3 serves passages of schema 2 as well: this may be done, undone and done again.
exchange tables evidence and evidence_3

-- done --
-- The new table says of itself that it is of schema 3.
exchange tables passages and passages_3
