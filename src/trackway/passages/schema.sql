-- The passages and what belongs to them, for ClickHouse (26.9 embedded, or a server).
-- One statement per block; every block may be run again on a folder that has it already. A folder made by
-- an earlier version is brought here first, by the files upgrade_N.sql; the comment of the table of passages
-- says which version of this file it has (none: 1).
--
--   arriving_evidence (holds nothing) ──► evidence   what only an opened passage needs
--                                         plates     every plate text once, for patterns
--   arriving          (holds nothing) ──► passages   the facts that are searched; by time and by plate
--
-- Writers insert evidence, then plates, then passages, in this order and never into the tables of
-- evidence and passages themselves: the views between let only identities through that are not there
-- yet. So storing twice is the same as once, a writer that was killed half-way just does it again, and
-- a passage that can be found always has its plate and its evidence. (One door with three views behind
-- it would not do: their order is not promised, and a crash between two would leave one out.)
-- On disk when the insert returns: fsync_after_insert and fsync_part_directory. The engine leaves the
-- projection's files to the system, though: one that a power cut left short is noticed and passed by, and
-- where it is spoilt unnoticed the question is asked again of the main order, slower and complete
-- (`alter table passages materialize projection by_plate` makes it anew).
--
-- What is searched is kept as precisely as a search can use it, the rest with the evidence: tenths of km/h
-- and single hundredths of a doubt are noise that no codec makes smaller, and each is paid in both orders.
-- The order of plate cannot have codecs of its own, the engine takes the table's default for it; it is named
-- here because the engine's own choice for small parts takes half as much again (LZ4).

-- left_by_upgrade_3 --
-- The table of schema 2, once that of schema 3 has taken its place.
drop table if exists passages_3 sync

-- left_evidence_by_upgrade_3 --
-- Likewise.
drop table if exists evidence_3 sync

-- passages --
-- One row per passage. Its identity is not stored, it follows from ts, camera and sequence: a stored
-- 64-bit number would be incompressible and make the table 60 % larger.
create table if not exists passages
(
    -- When it passed, by the clock below; UTC milliseconds.
    ts                DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
    -- The camera's number, given once and never again.
    camera            UInt16 codec(ZSTD(1)),
    -- Tells passages at one camera in one millisecond apart, 0 to 63.
    sequence          UInt8 codec(ZSTD(1)),
    -- The plate in normal form; '' when none could be read.
    plate             String codec(ZSTD(3)),
    -- Of the plate's weakest letter after the vote, in hundredths, rounded down; 0 without a plate.
    confidence        UInt8 codec(ZSTD(1)),
    -- How many looks agreed on the plate; fewer than two is a single look, 255 is that or more.
    looks             UInt8 codec(ZSTD(1)),
    -- What kind of vehicle it was; 'unknown' is never "other".
    kind              Enum8('unknown' = 0, 'sedan' = 1, 'suv' = 2, 'van' = 3, 'pickup' = 4, 'truck' = 5,
                            'bus' = 6, 'coach' = 7, 'scooter' = 8, 'heavy_motorcycle' = 9, 'bicycle' = 10,
                            'car' = 11, 'taxi' = 12, 'trailer' = 13) codec(ZSTD(1)),
    -- The vehicle's own colour.
    colour            Enum8('unknown' = 0, 'white' = 1, 'silver' = 2, 'grey' = 3, 'black' = 4, 'red' = 5,
                            'orange' = 6, 'yellow' = 7, 'green' = 8, 'blue' = 9, 'brown' = 10,
                            'purple' = 11) codec(ZSTD(1)),
    -- How sure its kind is, in hundredths, from 5 on rounded down to whole fives; 0 when nobody says.
    kind_confidence   UInt8 codec(ZSTD(1)),
    -- How sure its colour is, likewise.
    colour_confidence UInt8 codec(ZSTD(1)),
    -- The plate's ground and characters; 'unknown' at night, in infra-red, or too small.
    plate_colours     Enum8('unknown' = 0, 'white_black' = 1, 'white_red' = 2, 'white_green' = 3,
                            'white_blue' = 4, 'green_white' = 5, 'red_white' = 6, 'red_black' = 7,
                            'yellow_black' = 8) codec(ZSTD(1)),
    -- Which way it went, to the nearest eighth of the compass.
    heading           Enum8('unknown' = 0, 'n' = 1, 'ne' = 2, 'e' = 3, 'se' = 4, 's' = 5, 'sw' = 6, 'w' = 7,
                            'nw' = 8) codec(ZSTD(1)),
    -- Whole km/h, 254 is that or more; 255 when it was not measured.
    speed             UInt8 codec(ZSTD(1)),
    -- One standard deviation of the speed, whole km/h, rounded up, 254 is that or more; 255 when it is not known.
    speed_error       UInt8 codec(ZSTD(1)),
    -- Counted from the camera's left, 1 first; 0 when it is not known.
    lane              UInt8 codec(ZSTD(1)),
    -- How it came to be known.
    source            Enum8('live' = 1, 'recorded' = 2, 'simulated' = 3) codec(ZSTD(1)),
    -- Whose clock said when. It lies here and not in the evidence because every speed, trail and clone
    -- carries it; it compresses to next to nothing.
    clock             Enum8('camera' = 1, 'station' = 2, 'import' = 3, 'simulated' = 4) codec(ZSTD(1)),
    -- How wrong that clock may be, milliseconds, rounded up; 4294967295 when nobody measured it.
    error_ms          LowCardinality(UInt32) codec(ZSTD(1)),
    -- Whether there is a row in `evidence`: passages handed over in bulk have none.
    evident           Bool codec(ZSTD(1)),
    -- The same rows in order of plate: 17 times less work for one plate's history than any index, for
    -- some 7 bytes a row.
    projection by_plate (select * order by plate, ts),
    -- What each camera filed in each hour: how many, how many with a plate, how sure their plates were, and what
    -- its clock claimed. Some 0.02 bytes a row at 8,000 passages a camera and day. It lies in the same part as
    -- the rows themselves, so that it comes, goes and is restored with them.
    projection hourly
    (
        select toStartOfHour(ts) as hour, camera, count(), countIf(notEmpty(plate)), sum(confidence),
               countIf(error_ms = 4294967295), maxIf(error_ms, error_ms != 4294967295)
        group by hour, camera
    )
)
-- Months: retention drops whole ones, and a year of days would cost every plate's history 365 looks.
engine = MergeTree partition by toYYYYMM(ts)
-- Hour before camera: an area for half a day is read six times quicker than with the camera first.
order by (toStartOfHour(ts), camera, ts)
settings fsync_after_insert = 1, fsync_part_directory = 1, default_compression_codec = 'ZSTD(3)',
         allow_suspicious_low_cardinality_types = 1
comment 'schema 3'

-- plates --
-- Every plate text ever filed, once, with the time it was seen: a pattern is matched here, on a few
-- million rows, before the passages are read (forty times less work than reading them all). Filing the
-- same again changes nothing, so it needs no door.
create table if not exists plates
(
    -- The plate in normal form, never ''.
    plate    String codec(ZSTD(1)),
    -- The first passage that showed it, UTC milliseconds since 1970.
    first_ms SimpleAggregateFunction(min, Int64) codec(ZSTD(1)),
    -- The last passage that showed it, UTC milliseconds since 1970.
    last_ms  SimpleAggregateFunction(max, Int64) codec(ZSTD(1))
)
engine = AggregatingMergeTree order by plate
settings fsync_after_insert = 1, fsync_part_directory = 1

-- evidence --
-- What only an opened passage, or a page of them, needs. Same key as `passages`.
create table if not exists evidence
(
    -- As in passages.
    ts           DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
    -- As in passages.
    camera       UInt16 codec(ZSTD(1)),
    -- As in passages.
    sequence     UInt8 codec(ZSTD(1)),
    -- Microseconds beyond the millisecond, 0 to 999.
    us           UInt16 codec(ZSTD(1)),
    -- How many characters stood before the hyphen that was seen; 0 when none was.
    split        UInt8 codec(ZSTD(1)),
    -- Other texts the looks allow, best first.
    alternatives Array(String) codec(ZSTD(1)),
    -- The engine and weights that read it.
    model        LowCardinality(String) codec(ZSTD(1)),
    -- The pictures as a JSON list: digest, at_s, plate_box.
    pictures     String codec(ZSTD(3)),
    -- Every look at the plate as a JSON list: letters with their rivals, found, box, at_s, model, and where
    -- the engine gives them seen_split, corners and colours.
    readings     String codec(ZSTD(3)),
    -- Whether the columns below are filled: `passages` has the same, coarser.
    is_exact          Bool codec(ZSTD(1)),
    -- How many looks agreed on the plate.
    looks             UInt16 codec(ZSTD(1)),
    -- Tenths of km/h; 65535 when it was not measured.
    speed             UInt16 codec(ZSTD(1)),
    -- One standard deviation of the speed, tenths of km/h, rounded up; 65535 when it is not known.
    speed_error       UInt16 codec(ZSTD(1)),
    -- How sure its kind is, in hundredths, rounded down; 0 when nobody says.
    kind_confidence   UInt8 codec(ZSTD(1)),
    -- How sure its colour is, likewise.
    colour_confidence UInt8 codec(ZSTD(1)),
    -- Which granules may hold a text that the looks also allow; 1 in 100 is looked into for nothing.
    index told alternatives type bloom_filter(0.01) granularity 1
)
engine = MergeTree partition by toYYYYMM(ts)
order by (toStartOfHour(ts), camera, ts)
settings fsync_after_insert = 1, fsync_part_directory = 1

-- arriving_evidence --
-- The door to evidence.
create table if not exists arriving_evidence
(
    -- When it passed, UTC milliseconds since 1970.
    ms           Int64,
    -- The rest as in evidence.
    camera       UInt16,
    sequence     UInt8,
    us           UInt16,
    split        UInt8,
    alternatives Array(String),
    model        String,
    pictures     String,
    readings     String,
    -- A writer of the version before names none of these.
    is_exact          Bool,
    looks             UInt16,
    speed             UInt16,
    speed_error       UInt16,
    kind_confidence   UInt8,
    colour_confidence UInt8
)
engine = Null

-- evidence_once --
-- Evidence of identities that have none yet. The door's name inside the view is the block just
-- inserted, so that the look for what is there touches those hours and cameras only.
create materialized view if not exists evidence_once to evidence as
select fromUnixTimestamp64Milli(ms, 'UTC') as ts, camera, sequence, us, split, alternatives, model, pictures, readings,
       is_exact, looks, speed, speed_error, kind_confidence, colour_confidence
from arriving_evidence
where (ts, camera, sequence) not in
  (
      select ts, camera, sequence from evidence
      where toStartOfHour(ts) in (select toStartOfHour(fromUnixTimestamp64Milli(ms, 'UTC')) from arriving_evidence)
        and camera in (select camera from arriving_evidence)
        and ts in (select fromUnixTimestamp64Milli(ms, 'UTC') from arriving_evidence)
  )

-- arriving --
-- The door to passages. Codes instead of words, so that one form serves few and many.
create table if not exists arriving
(
    -- When it passed, UTC milliseconds since 1970.
    ms                Int64,
    -- The rest as in passages, words by their codes; looks, speeds and confidences as exact as in evidence.
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
    -- A writer of the version before does not name it.
    speed_error       UInt16 default 65535,
    lane              UInt8,
    source            UInt8,
    clock             UInt8,
    error_ms          UInt32,
    evident           Bool
)
engine = Null

-- passages_once --
-- Passages of identities that are not there yet, as coarse as they are kept. (Columns are named with their
-- table where a coarser value takes their name.)
create materialized view if not exists passages_once to passages as
select fromUnixTimestamp64Milli(ms, 'UTC') as ts, camera, sequence, plate, confidence,
       toUInt8(least(arriving.looks, 255)) as looks, kind, colour,
       if(arriving.kind_confidence < 5, arriving.kind_confidence, intDiv(arriving.kind_confidence, 5) * 5)
           as kind_confidence,
       if(arriving.colour_confidence < 5, arriving.colour_confidence, intDiv(arriving.colour_confidence, 5) * 5)
           as colour_confidence,
       plate_colours, heading,
       toUInt8(if(arriving.speed = 65535, 255, least(254, intDiv(arriving.speed + 5, 10)))) as speed,
       toUInt8(if(arriving.speed_error = 65535, 255, least(254, intDiv(arriving.speed_error + 9, 10))))
           as speed_error,
       lane, source, clock, error_ms, evident
from arriving
where (ts, camera, sequence) not in
  (
      select ts, camera, sequence from passages
      where toStartOfHour(ts) in (select toStartOfHour(fromUnixTimestamp64Milli(ms, 'UTC')) from arriving)
        and camera in (select camera from arriving)
        and ts in (select fromUnixTimestamp64Milli(ms, 'UTC') from arriving)
  )
