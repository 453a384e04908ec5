-- From schema 1, which knew no colours of plates, lanes or doubts of looks, to schema 2.
-- Every block may be run again: one that was broken off half-way is run from the start. No passage is
-- rewritten: the engine gives what was stored before the defaults below until it merges those parts, in
-- the order of plate as well. The doors hold nothing and are made anew by schema.sql.

-- columns --
-- What a passage did not say before: not known, in every case.
alter table passages
    add column if not exists kind_confidence UInt8 codec(ZSTD(1)) after colour,
    add column if not exists colour_confidence UInt8 codec(ZSTD(1)) after kind_confidence,
    add column if not exists plate_colours
        Enum8('unknown' = 0, 'white_black' = 1, 'white_red' = 2, 'white_green' = 3, 'white_blue' = 4,
              'green_white' = 5, 'red_white' = 6, 'red_black' = 7, 'yellow_black' = 8)
        codec(ZSTD(1)) after colour_confidence,
    add column if not exists speed_error UInt16 default 65535 codec(ZSTD(1)) after speed,
    add column if not exists lane UInt8 codec(ZSTD(1)) after speed_error

-- no_view --
-- The view behind the door, which does not know them.
drop view if exists passages_once

-- no_door --
-- The door, likewise.
drop table if exists arriving

-- done --
-- Last, so that whatever was broken off before is done again.
alter table passages modify comment 'schema 2'
