-- What keeping needs of the tables themselves. {base} is a database: the store's own, or that of one hold,
-- laid by the same schema.sql. Times are milliseconds since 1970; {before} is excluded.
-- `select *` is meant: a hold has the store's columns, whichever version of the schema that is.

-- base --
-- The store's own database.
select currentDatabase()

-- days --
-- How many rows a table has of each day (Taipei) before a time.
select toString(toDate(ts, 'Asia/Taipei')) as day, count() as n
from {base:Identifier}.{table:Identifier}
where toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({before:Int64} - 1, 'UTC'))
  and ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
group by day
order by day

-- identities --
-- The identities of a table's rows in an hour or less, ascending.
select bitOr(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(ts) - 1577836800000), 22),
                   bitShiftLeft(toUInt64(camera), 6)), toUInt64(sequence)) as identity
from {base:Identifier}.{table:Identifier}
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({before:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
order by ts, camera, sequence

-- months --
-- The partitions of a table that hold rows.
select distinct partition_id from system.parts
where database = currentDatabase() and table = {table:String} and active and rows > 0
order by partition_id

-- drop_month --
-- A whole month at once: no row is read or written.
alter table {table:Identifier} drop partition {month:String}

-- is_any_of_month --
-- Whether a month has rows before a time.
select count() > 0 from {table:Identifier}
where toYYYYMM(ts) = toUInt32({month:String}) and ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC')

-- delete_from_month --
-- The rows of a month before a time, from every order. A plain `delete` is refused on a table with
-- projections, and would only mark rows; this writes the month's parts anew without them.
alter table {table:Identifier} delete in partition {month:String}
where ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC')

-- plates_gone --
-- How many plates were last seen before a time.
select count() from (select plate from plates group by plate having max(last_ms) < {before:Int64})

-- plates_anew --
-- A dictionary of plates beside the one in use.
create table if not exists plates_anew as plates

-- plates_fill --
-- What the passages say it should hold, read in order of plate.
insert into plates_anew
select plate, toUnixTimestamp64Milli(min(ts)), toUnixTimestamp64Milli(max(ts))
from passages
where plate != ''
group by plate
settings max_bytes_before_external_group_by = 500000000

-- plates_exchange --
-- At once: nobody sees the dictionary missing or half full.
exchange tables plates and plates_anew

-- plates_carry --
-- Plates that writers filed meanwhile. A first time before {before} is one that is corrected here, so the last
-- is taken for it; any other may stand: a dictionary may say more than the passages, never less.
insert into plates
select plate, if(first >= {before:Int64}, first, last), last
from
(
    select plate, min(first_ms) as first, max(last_ms) as last
    from plates_anew
    group by plate
    having last >= {before:Int64}
)

-- plates_done --
-- The dictionary that was in use before.
drop table if exists plates_anew sync

-- pictures_before --
-- The digests of pictures that the evidence of some time refers to.
select distinct arrayJoin(arrayMap(one -> JSONExtractString(one, 'digest'), JSONExtractArrayRaw(pictures)))
from {base:Identifier}.evidence
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({before:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC')

-- pictures_still --
-- Which of some digests any evidence refers to.
select distinct arrayJoin(arrayMap(one -> JSONExtractString(one, 'digest'), JSONExtractArrayRaw(pictures))) as digest
from {base:Identifier}.evidence
where hasAny(arrayMap(one -> JSONExtractString(one, 'digest'), JSONExtractArrayRaw(pictures)),
             {digests:Array(String)})
having digest in {digests:Array(String)}

-- lay_base --
-- A hold's own database.
create database if not exists {base:Identifier}

-- drop_base --
-- A hold's copies, all of them.
drop database if exists {base:Identifier} sync

-- bases --
-- The databases of holds.
select name from system.databases where name like 'held\_%' order by name

-- covered --
-- How many passages a hold covers, and how many of them before a time.
select count(), countIf(ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC'))
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and (empty({plates:Array(String)}) or plate in {plates:Array(String)})
  and (empty({cameras:Array(UInt16)}) or camera in {cameras:Array(UInt16)})
  and (empty({times:Array(Int64)})
       or (toUnixTimestamp64Milli(ts), camera, sequence) in
          arrayZip({times:Array(Int64)}, {places:Array(UInt16)}, {sequences:Array(UInt8)}))

-- hold_passages --
-- Copies what a hold covers of a time, each once.
insert into {base:Identifier}.passages
select * from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and (empty({plates:Array(String)}) or plate in {plates:Array(String)})
  and (empty({cameras:Array(UInt16)}) or camera in {cameras:Array(UInt16)})
  and (empty({times:Array(Int64)})
       or (toUnixTimestamp64Milli(ts), camera, sequence) in
          arrayZip({times:Array(Int64)}, {places:Array(UInt16)}, {sequences:Array(UInt8)}))
  and (ts, camera, sequence) not in (select ts, camera, sequence from {base:Identifier}.passages)

-- hold_missing --
-- How many of those have no copy.
select count() from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and (empty({plates:Array(String)}) or plate in {plates:Array(String)})
  and (empty({cameras:Array(UInt16)}) or camera in {cameras:Array(UInt16)})
  and (empty({times:Array(Int64)})
       or (toUnixTimestamp64Milli(ts), camera, sequence) in
          arrayZip({times:Array(Int64)}, {places:Array(UInt16)}, {sequences:Array(UInt8)}))
  and (ts, camera, sequence) not in (select ts, camera, sequence from {base:Identifier}.passages)

-- hold_evidence --
-- Their evidence.
insert into {base:Identifier}.evidence
select * from evidence
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and (ts, camera, sequence) in (select ts, camera, sequence from {base:Identifier}.passages)
  and (ts, camera, sequence) not in (select ts, camera, sequence from {base:Identifier}.evidence)

-- hold_evidence_missing --
-- How much of their evidence has no copy.
select count() from evidence
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and (ts, camera, sequence) in (select ts, camera, sequence from {base:Identifier}.passages)
  and (ts, camera, sequence) not in (select ts, camera, sequence from {base:Identifier}.evidence)

-- hold_plates --
-- Their plates.
insert into {base:Identifier}.plates
select plate, toUnixTimestamp64Milli(min(ts)), toUnixTimestamp64Milli(max(ts))
from {base:Identifier}.passages
where plate != ''
group by plate

-- held --
-- How many passages a hold keeps.
select count() from {base:Identifier}.passages

-- held_span --
-- When the first and the last passage of a hold was; zeros where it has none.
select if(count() = 0, 0, toUnixTimestamp64Milli(min(ts))), if(count() = 0, 0, toUnixTimestamp64Milli(max(ts)))
from {base:Identifier}.passages

-- data_path --
-- Where the engine keeps a table.
select data_paths[1] from system.tables where database = {base:String} and name = {table:String}

-- freeze --
-- Links to a table's files as they are now, in the engine's folder shadow/backup; writers go on meanwhile.
alter table {base:Identifier}.{table:Identifier} freeze with name 'backup'

-- unfreeze --
-- Those links, gone.
alter table {base:Identifier}.{table:Identifier} unfreeze with name 'backup'

-- attach --
-- A part that lies in the table's folder `detached`.
alter table {base:Identifier}.{table:Identifier} attach part {part:String}

-- rows --
-- How many rows a table has.
select count() from {base:Identifier}.{table:Identifier}
