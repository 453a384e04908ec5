-- What could have been seen. Times are milliseconds since 1970, {end} excluded; see passages/queries.sql for
-- why the hours are bounded in so many words.

-- hours_filed --
-- What each camera filed in each hour: how many passages, how many with a plate, the sum of their
-- confidences (hundredths), how many whose clock nobody measured, and the largest error of the others
-- (milliseconds). Of long times every n-th hour only ({every}, 1: all of them). Whole hours and nothing but the
-- hour, the camera and these sums, so that the engine answers it from the hourly roll-up. (It would not know
-- plate != '' again after looking at the lengths of the plates instead, hence the setting.)
select camera,
       toUInt32(toStartOfHour(ts)) as at,
       count() as filed,
       countIf(plate != '') as plates,
       sum(confidence) as sure,
       countIf(error_ms = 4294967295) as unclocked,
       maxIf(error_ms, error_ms != 4294967295) as off_ms
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and intDiv(toUInt32(toStartOfHour(ts)), 3600) % {every:UInt32} = 0
  and camera in {cameras:Array(UInt16)}
group by camera, toStartOfHour(ts)
settings optimize_functions_to_subcolumns = 0
