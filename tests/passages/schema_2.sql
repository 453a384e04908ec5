-- Schema 2 as it was, and passages filed with it, for the test that such a folder still opens.
-- Never changed again.

-- passages --
create table if not exists passages
(
    ts                DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
    camera            UInt16 codec(ZSTD(1)),
    sequence          UInt8 codec(ZSTD(1)),
    plate             String codec(ZSTD(1)),
    confidence        UInt8 codec(ZSTD(1)),
    looks             UInt16 codec(ZSTD(1)),
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
    speed             UInt16 codec(ZSTD(1)),
    speed_error       UInt16 default 65535 codec(ZSTD(1)),
    lane              UInt8 codec(ZSTD(1)),
    source            Enum8('live' = 1, 'recorded' = 2, 'simulated' = 3) codec(ZSTD(1)),
    clock             Enum8('camera' = 1, 'station' = 2, 'import' = 3, 'simulated' = 4) codec(ZSTD(1)),
    error_ms          UInt32 codec(ZSTD(1)),
    evident           Bool codec(ZSTD(1)),
    projection by_plate (select * order by plate, ts)
)
engine = MergeTree partition by toYYYYMM(ts)
order by (toStartOfHour(ts), camera, ts)
settings fsync_after_insert = 1, fsync_part_directory = 1
comment 'schema 2'

-- plates --
create table if not exists plates
(
    plate    String codec(ZSTD(1)),
    first_ms SimpleAggregateFunction(min, Int64) codec(ZSTD(1)),
    last_ms  SimpleAggregateFunction(max, Int64) codec(ZSTD(1))
)
engine = AggregatingMergeTree order by plate
settings fsync_after_insert = 1, fsync_part_directory = 1

-- evidence --
create table if not exists evidence
(
    ts           DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
    camera       UInt16 codec(ZSTD(1)),
    sequence     UInt8 codec(ZSTD(1)),
    us           UInt16 codec(ZSTD(1)),
    split        UInt8 codec(ZSTD(1)),
    alternatives Array(String) codec(ZSTD(1)),
    model        LowCardinality(String) codec(ZSTD(1)),
    pictures     String codec(ZSTD(3)),
    readings     String codec(ZSTD(3))
)
engine = MergeTree partition by toYYYYMM(ts)
order by (toStartOfHour(ts), camera, ts)
settings fsync_after_insert = 1, fsync_part_directory = 1

-- arriving_evidence --
create table if not exists arriving_evidence
(
    ms           Int64,
    camera       UInt16,
    sequence     UInt8,
    us           UInt16,
    split        UInt8,
    alternatives Array(String),
    model        String,
    pictures     String,
    readings     String
)
engine = Null

-- evidence_once --
create materialized view if not exists evidence_once to evidence as
select fromUnixTimestamp64Milli(ms, 'UTC') as ts, camera, sequence, us, split, alternatives, model, pictures, readings
from arriving_evidence
where (ts, camera, sequence) not in
  (
      select ts, camera, sequence from evidence
      where toStartOfHour(ts) in (select toStartOfHour(fromUnixTimestamp64Milli(ms, 'UTC')) from arriving_evidence)
        and camera in (select camera from arriving_evidence)
        and ts in (select fromUnixTimestamp64Milli(ms, 'UTC') from arriving_evidence)
  )

-- arriving --
create table if not exists arriving
(
    ms                Int64,
    camera            UInt16,
    sequence          UInt8,
    plate             String,
    confidence        UInt8,
    looks             UInt16,
    kind              UInt8,
    colour            UInt8,
    kind_confidence   UInt8,
    colour_confidence UInt8,
    plate_colours     UInt8,
    heading           UInt8,
    speed             UInt16,
    speed_error       UInt16 default 65535,
    lane              UInt8,
    source            UInt8,
    clock             UInt8,
    error_ms          UInt32,
    evident           Bool
)
engine = Null

-- passages_once --
create materialized view if not exists passages_once to passages as
select fromUnixTimestamp64Milli(ms, 'UTC') as ts, camera, sequence, plate, confidence, looks,
       kind, colour, kind_confidence, colour_confidence, plate_colours, heading, speed, speed_error, lane,
       source, clock, error_ms, evident
from arriving
where (ts, camera, sequence) not in
  (
      select ts, camera, sequence from passages
      where toStartOfHour(ts) in (select toStartOfHour(fromUnixTimestamp64Milli(ms, 'UTC')) from arriving)
        and camera in (select camera from arriving)
        and ts in (select fromUnixTimestamp64Milli(ms, 'UTC') from arriving)
  )

-- filed_evidence --
insert into arriving_evidence values
    (1790000000000, 7, 0, 0, 3, ['ABC1236'], 'drawn-0', '[]',
     '[{"letters":[{"symbol":"A","probability":0.99,"rivals":[["4",0.01]]}],"found":0.9,"box":{"x0":10,"y0":20,"x1":90,"y1":50},"at_s":1.25,"model":"drawn-0","seen_split":3}]'),
    (1790009000000, 7, 0, 0, 3, [], 'drawn-0', '[]', '[]')

-- filed_plates --
insert into plates select 'ABC1235', 1790000000000, 1790002999000

-- filed --
insert into arriving
    (ms, camera, sequence, plate, confidence, looks, kind, colour, kind_confidence, colour_confidence, plate_colours,
     heading, speed, speed_error, lane, source, clock, error_ms, evident)
select 1790000000000 + number * 1000, 7, 0, 'ABC1235', 97, 300, 1, 5, 93, 29, 1, 2, 503, 24, 2, 3, 4, 500, number = 0
from numbers(3000)
