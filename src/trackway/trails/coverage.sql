-- What could have been seen. Times are milliseconds since 1970, {end} excluded; see passages/queries.sql for
-- why the hours are bounded in so many words.

-- hours_filed --
-- In how many different hours each camera filed anything within a span.
select camera, uniqExact(toStartOfHour(ts)) as hours
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
group by camera
