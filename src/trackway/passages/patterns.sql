-- Plates that look like the one asked. A pattern's look-alikes are matched on the dictionary of plates first,
-- then the passages of those plates are read in order of plate; values and bounds are as in queries.sql.

-- plates_among --
-- Which of these texts were ever read, and may have been seen in the span.
select distinct plate
from plates
where plate in {texts:Array(String)}
  and first_ms < {end:Int64}
  and last_ms >= {first:Int64}

-- plates_alike --
-- Plates that fit the pattern when its letters may be look-alikes, and not as it stands; those with a single
-- one first. {alike} lets any number of letters differ: the caller looks closer at the few that come.
select plate
from plates
where match(plate, {alike:String})
  and not plate like {like:String}
  and first_ms < {end:Int64}
  and last_ms >= {first:Int64}
group by plate
order by match(plate, {alike_by_one:String}) desc, plate
limit {limit:UInt32}

-- near_of_plates --
-- Passages of such plates as described, the likeliest first. Per plate {decades} says how much less likely its
-- letters make it, in powers of ten, and {letters} how many differ; each of them weighs as much as the
-- reading leaves unsaid, and a little more ({oversure}).
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and ({any_camera:Bool} or camera in {cameras:Array(UInt16)})
  and plate in {plates:Array(String)}
  and (empty({colours:Array(String)}) or colour in {colours:Array(String)})
  and (empty({plate_colours:Array(String)}) or plate_colours in {plate_colours:Array(String)})
  and (empty({kinds:Array(String)}) or kind in {kinds:Array(String)})
  and (empty({headings:Array(String)}) or heading in {headings:Array(String)})
  and (empty({sources:Array(String)}) or source in {sources:Array(String)})
  and confidence >= {min_confidence:UInt8}
  and (empty({lanes:Array(UInt8)}) or lane in {lanes:Array(UInt8)})
  and speed >= {speed_from:UInt16} and speed <= {speed_to:UInt16}
  and ({any_hour:Bool} or toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC')))
  and (empty({minutes:Array(UInt16)})
       or toUInt16((intDiv(toUnixTimestamp(ts), 60) + 4800) % 10080) in {minutes:Array(UInt16)})
order by round(transform(plate, {plates:Array(String)}, {letters:Array(Float64)}, 0.)
               * log10(least(1., 1. + {oversure:Float64} - confidence / 100))
               - transform(plate, {plates:Array(String)}, {decades:Array(Float64)}, 0.), 6) desc,
         ms desc, camera desc, sequence desc
limit {limit:UInt32}

-- near_newest --
-- Passages whose plate fits only with look-alikes, newest first, read in order of time until the limit is
-- full: for patterns so loose that their plates are too many to list.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and ({any_camera:Bool} or camera in {cameras:Array(UInt16)})
  and match(plate, {alike:String})
  and not plate like {like:String}
  and (empty({colours:Array(String)}) or colour in {colours:Array(String)})
  and (empty({plate_colours:Array(String)}) or plate_colours in {plate_colours:Array(String)})
  and (empty({kinds:Array(String)}) or kind in {kinds:Array(String)})
  and (empty({headings:Array(String)}) or heading in {headings:Array(String)})
  and (empty({sources:Array(String)}) or source in {sources:Array(String)})
  and confidence >= {min_confidence:UInt8}
  and (empty({lanes:Array(UInt8)}) or lane in {lanes:Array(UInt8)})
  and speed >= {speed_from:UInt16} and speed <= {speed_to:UInt16}
  and ({any_hour:Bool} or toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC')))
  and (empty({minutes:Array(UInt16)})
       or toUInt16((intDiv(toUnixTimestamp(ts), 60) + 4800) % 10080) in {minutes:Array(UInt16)})
order by toStartOfHour(ts) desc, ts desc, camera desc, sequence desc
limit {limit:UInt32}
settings read_in_order_use_buffering = 0

-- told_otherwise --
-- Identities of passages whose looks also allow this text, newest first; the index on the alternatives brings
-- the engine to the few granules that may have it.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence
from evidence
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and ({any_camera:Bool} or camera in {cameras:Array(UInt16)})
  and has(alternatives, {text:String})
order by ts desc, camera desc, sequence desc
limit {limit:UInt32}
