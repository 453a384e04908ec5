-- Everything that is asked of the passages. Named, with parameters only; nothing is built by addition.
--
-- Times are {first} to {end}, milliseconds since 1970, {end} excluded. Where the order of the table
-- (hour, camera, time) shall be used, the hours are bounded in so many words: the engine does not see
-- that a bound on ts is a bound on toStartOfHour(ts), and would read the whole month.
-- An empty list of words means "any". Cameras are any when {any_camera} says so: a drawn area may hold none.
-- Ordering by the hour first changes nothing in the result and lets the engine stop at the limit; with
-- its buffering on it would read whole parts ahead of the limit all the same (measured: ten times the rows).
-- Times of day are the {minutes} of the week of Taipei, Monday 00:00 being 0 (4800 minutes lead there from 1970,
-- a Thursday, with the offset +08:00), none meaning any; {hours} names the hours they lie in, in seconds since
-- 1970, so that the others are not read, unless {any_hour} says that naming them is not worth it.

-- count --
-- How many passages there are.
select count() from passages

-- schema_version --
-- Which version of schema.sql made the tables: 0 when there are none, 1 where nothing says.
select multiIf(count() = 0, 0, any(comment) = '', 1, toUInt16OrZero(extract(any(comment), '^schema ([0-9]+)$')))
from system.tables
where database = currentDatabase() and name = 'passages'

-- find_newest --
-- Passages as described, newest first, read in order of time until the limit is full. A pattern is
-- matched row by row ('%' costs nothing); patterns few plates fit are asked by those plates instead.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and ({any_camera:Bool} or camera in {cameras:Array(UInt16)})
  and ({any_plate:Bool} or (plate != '') = {has_plate:Bool})
  and plate like {like:String}
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

-- find_oldest --
-- The same, oldest first.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and ({any_camera:Bool} or camera in {cameras:Array(UInt16)})
  and ({any_plate:Bool} or (plate != '') = {has_plate:Bool})
  and plate like {like:String}
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
order by toStartOfHour(ts), ts, camera, sequence
limit {limit:UInt32}
settings read_in_order_use_buffering = 0

-- find_plates --
-- Passages of some plates as described; read in order of plate where that is less, which the engine sees.
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
order by if({newest:Bool}, -ms, ms), if({newest:Bool}, -camera, camera), if({newest:Bool}, -sequence, sequence)
limit {limit:UInt32}

-- histories --
-- Every passage of some plates, by plate, oldest first, read in order of plate until the limit is full. Plates
-- that were never seen cost next to nothing when the dictionary of plates has been asked before.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and plate in {plates:Array(String)}
order by plate, ts, camera, sequence
limit {limit:UInt32}

-- plates_like --
-- Plates a pattern fits that may have been seen in the span, at most {limit}. Rows of one plate that are
-- not merged yet each cover their own passages, so that looking at them one by one misses none.
select distinct plate
from plates
where plate like {like:String}
  and first_ms < {end:Int64}
  and last_ms >= {first:Int64}
limit {limit:UInt32}

-- anything --
-- Whether those cameras filed anything at all in the span.
select 1
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and ({any_camera:Bool} or camera in {cameras:Array(UInt16)})
limit 1

-- passage --
-- The passage of one identity.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where toStartOfHour(ts) = toStartOfHour(fromUnixTimestamp64Milli({ms:Int64}, 'UTC'))
  and ts = fromUnixTimestamp64Milli({ms:Int64}, 'UTC')
  and camera = {camera:UInt16}
  and sequence = {sequence:UInt8}
limit 1

-- several --
-- Passages by identity, up to some thousand; {cells} are their hours (seconds since 1970) and cameras, which
-- bring the engine to the right places. The identities themselves are checked again by the caller.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, plate, confidence, looks,
       toString(kind), toString(colour), kind_confidence, colour_confidence, toString(plate_colours),
       toString(heading), speed, speed_error, lane, toString(source), toString(clock), error_ms, evident
from passages
where (toStartOfHour(ts), camera) in
  (
      select toDateTime(cell.1, 'UTC'), cell.2
      from (select arrayJoin({cells:Array(Tuple(UInt32, UInt16))}) as cell)
  )
  and ts in (select fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}), 'UTC'))

-- evidence --
-- What belongs to the passages of one page, without the readings. The keys are checked again by the
-- caller; hours and cameras bring the engine to the right places.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence, us, split, alternatives, model, pictures,
       is_exact, looks, speed, speed_error, kind_confidence, colour_confidence
from evidence
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and camera in {cameras:Array(UInt16)}
  and ts in (select fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}), 'UTC'))

-- readings --
-- The looks behind one passage.
select readings
from evidence
where toStartOfHour(ts) = toStartOfHour(fromUnixTimestamp64Milli({ms:Int64}, 'UTC'))
  and ts = fromUnixTimestamp64Milli({ms:Int64}, 'UTC')
  and camera = {camera:UInt16}
  and sequence = {sequence:UInt8}
limit 1

-- usual --
-- Median seconds from the first camera of each way to its second, over vehicles whose plate was next
-- seen (of the two) at the second within the bound. Each way is given twice, once at either camera, in
-- four lists of equal length: camera, number of the way, whether it starts there, longest milliseconds.
-- Per way and plate one array in order of time: seven times quicker than a window over all of them.
select number, quantileExactInclusive(0.5)(took) / 1000 as median_s, count() as sample
from
(
    select number, arrayJoin(arrayFilter(
        (took, goes) -> goes and took > 0 and took <= within,
        arrayDifference(seen.1),
        arrayMap((starting, before) -> before and not starting,
                 seen.3, arrayPushFront(arrayPopBack(seen.3), false)))) as took
    from
    (
        select number, any(within) as within, arraySort(groupArray((ms, camera, starting))) as seen
        from
        (
            select plate, toUnixTimestamp64Milli(ts) as ms, camera, number, starting, within
            from passages
            inner join
            (
                select end.1 as camera, end.2 as number, end.3 as starting, end.4 as within
                from (select arrayJoin(arrayZip({at:Array(UInt16)}, {numbers:Array(UInt16)},
                                                {starting:Array(Bool)}, {within_ms:Array(Int64)})) as end)
            ) as ends using (camera)
            where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
              and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
              and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
              and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
              and camera in {cameras:Array(UInt16)}
              and plate != ''
              and plate != {other_than:String}
        )
        group by number, plate
        having length(seen) > 1
    )
)
group by number
