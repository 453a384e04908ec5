-- What several places have in common. Times are milliseconds since 1970, {end} excluded; see
-- passages/queries.sql for why the hours are bounded in so many words.

-- visitors --
-- Every plate that passed these cameras in a span, once: how often, first and last, how surely at best, the
-- colours it was seen in (a bit each, by their codes), whether on two wheels or on more, whether any look at it
-- was as described, and whether it was seen as a kind that is left out and as one that is not. '' stands for
-- all without a plate.
select plate,
       count() as times,
       min(toUnixTimestamp64Milli(ts)) as first_ms,
       max(toUnixTimestamp64Milli(ts)) as last_ms,
       max(confidence) as sure,
       groupBitOr(if(colour = 'unknown', 0, bitShiftLeft(toUInt16(1), toUInt8(colour)))) as colours_seen,
       max(kind in ('scooter', 'heavy_motorcycle', 'bicycle')) as on_two,
       max(kind not in ('unknown', 'scooter', 'heavy_motorcycle', 'bicycle')) as on_more,
       max(empty({kinds:Array(String)}) or toString(kind) in {kinds:Array(String)}) as is_kind,
       max(empty({colours:Array(String)}) or toString(colour) in {colours:Array(String)}) as is_colour,
       max(toString(kind) in {without:Array(String)}) as is_left_out,
       max(kind != 'unknown' and toString(kind) not in {without:Array(String)}) as is_kept
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
  and (plate = '' or confidence >= {least:UInt8})
group by plate

-- how_many --
-- How many passages those cameras filed in the hours a span touches, by the hourly roll-up.
select count() as passages
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and camera in {cameras:Array(UInt16)}

-- lifetimes --
-- When these plates were first and last seen anywhere.
select plate, min(first_ms) as first_ms, max(last_ms) as last_ms
from plates
where plate in {plates:Array(String)}
group by plate

-- seen_there --
-- The passages of some plates at some cameras in a span.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, sequence, confidence
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
  and plate in {plates:Array(String)}
order by ts, camera, sequence

-- days_there --
-- On which days (by the clock of Taipei, counted since 1970) some plates passed some cameras.
select plate, camera, intDiv(toUnixTimestamp64Milli(ts) + 28800000, 86400000) as day
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and plate in {plates:Array(String)}
  and camera in {cameras:Array(UInt16)}
group by plate, camera, day

-- begins --
-- The first hour with any passage in a span: seconds since 1970, or nothing.
select toUInt32(toStartOfHour(ts)) as hour
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
order by toStartOfHour(ts)
limit 1
settings read_in_order_use_buffering = 0
