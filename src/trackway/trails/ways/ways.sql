-- How vehicles went on from a gate, or came to it. Hours are whole ones, seconds since 1970, and are listed so
-- that the order of the table (hour, camera) is used; see passages/queries.sql.

-- starts --
-- Vehicles with a plate at a gate's cameras in some hours, newest first, each with its clock's bound.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, error_ms
from passages
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and camera in {cameras:Array(UInt16)}
  and plate != ''
  and confidence >= {min_confidence:UInt8}
order by ms desc, camera, sequence
limit {limit:UInt32}

-- sightings --
-- Where those vehicles were in some hours; by hour or by plate, whichever the engine finds is less.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, error_ms
from passages
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and plate in {plates:Array(String)}
order by ms, camera, sequence
limit {limit:UInt32}
