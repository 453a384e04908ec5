-- Who is new. Times are milliseconds since 1970, {end} excluded; see passages/queries.sql for why the hours are
-- bounded in so many words.

-- new_in_county --
-- Plates that were never seen before a span and were seen in it, with their last time; newest lives first.
-- Rows of one plate that are not merged yet each cover their own passages: so all rows of those found are read.
select plate, min(first_ms) as first_ms, max(last_ms) as last_ms
from plates
where plate in (select plate from plates where first_ms >= {first:Int64} and first_ms < {end:Int64})
group by plate
having first_ms >= {first:Int64}
order by last_ms - first_ms desc, plate
limit {limit:UInt32}

-- new_at_places --
-- Plates that passed these cameras in a span and not in the time before it, from {before} on.
select plate, count() as times
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
  and plate != ''
  and plate not in
  (
      select plate
      from passages
      where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({before:Int64}, 'UTC'))
        and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({first:Int64} - 1, 'UTC'))
        and ts >= fromUnixTimestamp64Milli({before:Int64}, 'UTC')
        and ts < fromUnixTimestamp64Milli({first:Int64}, 'UTC')
        and camera in {cameras:Array(UInt16)}
        and plate in
        (
            select plate
            from passages
            where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
              and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
              and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
              and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
              and camera in {cameras:Array(UInt16)}
              and plate != ''
        )
  )
group by plate
order by times desc, plate
limit {limit:UInt32}

-- passages_of --
-- The passages of some plates in a span, oldest first.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, sequence, confidence, toString(kind) as kind,
       toString(colour) as colour, toString(heading) as heading
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and plate in {plates:Array(String)}
order by plate, ts, camera, sequence
limit {limit:UInt32}
