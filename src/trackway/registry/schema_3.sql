-- The register, version 3: how cameras' pictures lie on the ground. Rows are added, never changed: a speed
-- told last month rests on the calibration of last month.
create table camera_ground ( -- one calibration of a camera's picture, or its end; the newest row of a camera holds
    id integer primary key, -- in the order they came
    camera integer not null references camera (number), -- whose picture
    at_us integer not null, -- when, UTC microseconds since 1970
    by_whom text not null -- who: an officer's name or the account at the command line
        check (length(by_whom) between 1 and 200),
    view text -- marks, lanes and how well they were marked, as JSON; null: the calibration was taken away
        check (view is null or json_valid(view))
) strict;

create index camera_ground_newest on camera_ground (camera, id);

create trigger camera_ground_stays before update on camera_ground
begin
    select raise(abort, 'a calibration is followed by another, never changed');
end;

create trigger camera_ground_is_kept before delete on camera_ground
begin
    select raise(abort, 'a calibration is followed by another, never deleted');
end;
