-- The register: stations, sites and cameras, and the files they came from. Version 1.
-- Every table is strict: a text in a number's place is refused, not kept.

create table station ( -- a police station 派出(分駐)所
    id text primary key -- the owner's own name for it; what cameras point to
        check (length(id) between 1 and 200),
    name text not null -- as on the door
        check (length(name) between 1 and 500),
    precinct text not null -- 分局 it belongs to; empty when no file has said so
        check (length(precinct) <= 500),
    lon real not null -- WGS84 degrees east
        check (lon between -180 and 180),
    lat real not null -- WGS84 degrees north
        check (lat between -90 and 90),
    place_is_mean integer not null default 0 -- 1: nobody gave a place, so it stands at the mean of its cameras
        check (place_is_mean in (0, 1))
) strict;

create table site ( -- a pole or junction 處 with one or more cameras
    id text primary key -- the owner's own name for it; what cameras point to
        check (length(id) between 1 and 200),
    name text not null -- as people say it
        check (length(name) between 1 and 500),
    lon real not null -- WGS84 degrees east
        check (lon between -180 and 180),
    lat real not null -- WGS84 degrees north
        check (lat between -90 and 90),
    place_is_mean integer not null default 0 -- 1: nobody gave a place, so it stands at the mean of its cameras
        check (place_is_mean in (0, 1))
) strict;

create table camera ( -- one lens 鏡頭; a row is never deleted, for passages of years ago still name its number
    number integer primary key -- ours: part of every passage's identity, given once, never given to another lens
        check (number between 1 and 65535),
    id text not null unique -- the owner's own name for it, as on the pole
        check (length(id) between 1 and 200),
    name text not null -- where it stands, in words; a kilometre like 9線 193K+200 is kept here
        check (length(name) <= 500),
    kind text not null -- what it is for: plate reads plates live, ordinary only records
        check (kind in ('plate', 'ordinary')),
    lon real not null -- WGS84 degrees east
        check (lon between -180 and 180),
    lat real not null -- WGS84 degrees north
        check (lat between -90 and 90),
    map_rank integer not null -- step along a curve that fills the map: near cameras have near ranks; changes when it moves
        check (map_rank >= 0),
    heading_deg real -- where the lens points, compass degrees; null when nobody said
        check (heading_deg >= 0 and heading_deg < 360),
    fov_deg real -- horizontal field of view in degrees; null when nobody said
        check (fov_deg > 0 and fov_deg <= 360),
    site_id text references site (id), -- the pole it hangs on; null when it stands for itself
    station_id text references station (id), -- the station that keeps its recorder; null when nobody said
    model text -- maker and type, as written in the owner's list
        check (length(model) <= 500),
    installed_year integer -- Gregorian year it was put up
        check (installed_year between 1900 and 2200),
    is_retired integer not null default 0 -- 1: taken down; no longer listed or selected, still found by its number
        check (is_retired in (0, 1))
) strict;

create index camera_map_rank on camera (map_rank);
create index camera_station on camera (station_id);
create index camera_site on camera (site_id);

create trigger camera_stays before delete on camera
begin
    select raise(abort, 'a camera is retired, never deleted: passages still name its number');
end;

create trigger camera_number_stays before update of number, id on camera
when new.number <> old.number or new.id <> old.id
begin
    select raise(abort, 'a camera keeps its id and its number for good');
end;

create table camera_import ( -- one file that was imported: who, when, and what came of it
    id integer primary key, -- in the order they came
    at_us integer not null, -- when, UTC microseconds since 1970
    by_whom text not null -- who: an officer's name or the account at the command line
        check (length(by_whom) between 1 and 200),
    file_name text not null, -- what the file was called when it came
    sha256 text not null -- of the file; the file itself is kept as imports/cameras/<sha256>.<ext> beside this database
        check (length(sha256) = 64),
    kept_as text not null, -- that path, relative to the folder of this database
    new integer not null check (new >= 0), -- cameras that were not on the register before
    updated integer not null check (updated >= 0), -- cameras that were, with other facts
    unchanged integer not null check (unchanged >= 0), -- cameras that were, with the same facts
    refused integer not null check (refused >= 0), -- rows that could not be used
    report text not null check (json_valid(report)) -- the whole report, with every refused row as it was written
) strict;
