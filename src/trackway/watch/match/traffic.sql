-- What is read on the roads, to say beforehand how often strangers will fit an entry. Bounds of time as in the
-- store's own queries.

-- traffic_plates --
-- Every text that was read in the span: how many passages, and on how many local days.
select plate, count() as passages, uniqExact(toDate(ts, 'Asia/Taipei')) as days
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and notEmpty(plate)
group by plate
order by plate
limit {limit:UInt32}

-- traffic_doubts --
-- Passages with a plate in the span, how many of them are misread by the readings' own doubt, and when the
-- first and the last of them passed, UTC milliseconds.
select count() as passages, sum(1 - confidence / 100.) as misread,
       toUnixTimestamp64Milli(min(ts)) as first_ms, toUnixTimestamp64Milli(max(ts)) as last_ms
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and notEmpty(plate)

-- traffic_told --
-- How many other texts the looks at these passages allow, in all.
select sum(length(alternatives)) as told
from evidence
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
