-- Who keeps a vehicle company. Two steps, for the engine prunes by (hour, camera) only where they are
-- written out: first where the target was, then who else was there. Hours are seconds since 1970, times
-- milliseconds; {end} is excluded; see passages/queries.sql for why the hours are bounded in so many words.

-- passages_of --
-- The passages of some plates at some cameras in a span; read in order of plate.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, sequence
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
  and plate in {plates:Array(String)}
order by plate, ms, camera, sequence
limit {limit:UInt32}

-- near --
-- Passages within {window_ms} of the target's, each with the number of the target's passage. Given are, for each
-- of the target's passages and each hour and camera to look into for it, four lists of equal length: {hours},
-- {cameras}, {target_ms} and {numbers}; the hours and cameras are said once more where they prune.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, sequence, number
from passages
inner join
(
    select toDateTime(one.1, 'UTC') as hour, one.2 as camera, one.3 as target_ms, one.4 as number
    from (select arrayJoin(arrayZip({hours:Array(UInt32)}, {cameras:Array(UInt16)},
                                    {target_ms:Array(Int64)}, {numbers:Array(UInt32)})) as one)
) as wanted on wanted.hour = toStartOfHour(passages.ts) and wanted.camera = passages.camera
where (toStartOfHour(ts), camera) in
  (
      select toDateTime(cell.1, 'UTC'), cell.2
      from (select arrayJoin(arrayZip({hours:Array(UInt32)}, {cameras:Array(UInt16)})) as cell)
  )
  and plate != ''
  and abs(toUnixTimestamp64Milli(ts) - target_ms) <= {window_ms:Int64}
limit {limit:UInt32}

-- flow --
-- How many passages each camera filed in each hour of a span.
select camera, toUInt32(toStartOfHour(ts)) as hour, count() as filed
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and camera in {cameras:Array(UInt16)}
group by camera, toStartOfHour(ts)
