-- What passed around a place and a time. Times are milliseconds since 1970, {end} excluded; see
-- passages/queries.sql for why the hours are bounded in so many words.

-- around --
-- Every passage at some cameras in a span, with or without a plate, oldest first.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, toString(kind) as kind,
       toString(colour) as colour, kind_confidence, colour_confidence, speed, error_ms
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
order by ms, camera, sequence
limit {limit:UInt32}
