-- Why a vehicle was not seen. Times are milliseconds since 1970, {end} excluded; hours are whole ones, seconds
-- since 1970, listed so that the order of the table (hour, camera) is used; see passages/queries.sql.

-- on_the_way --
-- Vehicles with a plate read surely at some cameras in some hours: a number for the plate, when and where.
select cityHash64(plate) as vehicle, toUnixTimestamp64Milli(ts) as ms, camera
from passages
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and camera in {cameras:Array(UInt16)}
  and plate != ''
  and confidence >= {least:UInt8}
  and (not {two_wheeled:Bool} or kind in ('scooter', 'heavy_motorcycle'))
order by vehicle, ms
limit {limit:UInt32}

-- there --
-- Passages at some cameras in a span that show one of these plates, or none.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, sequence, confidence, toString(kind) as kind,
       toString(colour) as colour
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
  and (plate in {plates:Array(String)} or (plate = '' or {any_plate:Bool}))
  and (plate in {plates:Array(String)} or empty({kinds:Array(String)}) or toString(kind) in {kinds:Array(String)})
  and (plate in {plates:Array(String)} or empty({colours:Array(String)})
       or toString(colour) in {colours:Array(String)})
order by ts, camera, sequence
limit {limit:UInt32}
