-- all_stations --
-- Every station, by its id.
select id, name, precinct, lon, lat, place_is_mean from station order by id

-- all_sites --
-- Every site, by its id.
select id, name, lon, lat, place_is_mean from site order by id

-- all_cameras --
-- Every camera that ever was, by its number.
select number, id, name, kind, lon, lat, map_rank, heading_deg, fov_deg, site_id, station_id, model,
       installed_year, is_retired, engine
from camera order by number

-- put_station --
-- A station as it is now, new or not.
insert into station (id, name, precinct, lon, lat, place_is_mean)
values (:id, :name, :precinct, :lon, :lat, :place_is_mean)
on conflict (id) do update set name = excluded.name, precinct = excluded.precinct,
    lon = excluded.lon, lat = excluded.lat, place_is_mean = excluded.place_is_mean

-- put_site --
-- A site as it is now, new or not.
insert into site (id, name, lon, lat, place_is_mean)
values (:id, :name, :lon, :lat, :place_is_mean)
on conflict (id) do update set name = excluded.name,
    lon = excluded.lon, lat = excluded.lat, place_is_mean = excluded.place_is_mean

-- put_camera --
-- A camera as it is now, new or not; its number stays the one it was given first.
insert into camera (number, id, name, kind, lon, lat, map_rank, heading_deg, fov_deg, site_id, station_id,
                    model, installed_year, engine)
values (:number, :id, :name, :kind, :lon, :lat, :map_rank, :heading_deg, :fov_deg, :site_id, :station_id,
        :model, :installed_year, :engine)
on conflict (id) do update set name = excluded.name, kind = excluded.kind, lon = excluded.lon,
    lat = excluded.lat, map_rank = excluded.map_rank, heading_deg = excluded.heading_deg,
    fov_deg = excluded.fov_deg, site_id = excluded.site_id, station_id = excluded.station_id,
    model = excluded.model, installed_year = excluded.installed_year, engine = excluded.engine,
    is_retired = 0

-- retire_camera --
-- Taken down: no longer listed, still found by its number.
update camera set is_retired = 1 where id = :id

-- place_stations --
-- Stations whose place nobody gave stand at the mean of their cameras.
update station set lon = middle.lon, lat = middle.lat
from (select station_id, avg(lon) as lon, avg(lat) as lat
      from camera where is_retired = 0 group by station_id) as middle
where station.place_is_mean = 1 and middle.station_id = station.id

-- place_sites --
-- Sites whose place nobody gave stand at the mean of their cameras.
update site set lon = middle.lon, lat = middle.lat
from (select site_id, avg(lon) as lon, avg(lat) as lat
      from camera where is_retired = 0 group by site_id) as middle
where site.place_is_mean = 1 and middle.site_id = site.id

-- put_import --
-- One more file that came.
insert into camera_import (at_us, by_whom, file_name, sha256, kept_as, new, updated, unchanged, refused, report)
values (:at_us, :by_whom, :file_name, :sha256, :kept_as, :new, :updated, :unchanged, :refused, :report)

-- imports --
-- The files that came, newest first, without their reports.
select at_us, by_whom, file_name, sha256, kept_as, new, updated, unchanged, refused
from camera_import order by id desc

-- import_report --
-- What came of the newest import of one file.
select report from camera_import where sha256 = :sha256 order by id desc limit 1

-- put_ground --
-- One more calibration of a camera's picture, or its end.
insert into camera_ground (camera, at_us, by_whom, view)
select number, :at_us, :by_whom, :view from camera where id = :id

-- ground --
-- The newest calibration of a camera.
select ground.at_us, ground.by_whom, ground.view
from camera_ground as ground join camera on camera.number = ground.camera
where camera.id = :id order by ground.id desc limit 1

-- put_stream --
-- One more setting of a camera's stream; a null url is its end.
insert into camera_stream (camera, role, at_us, by_whom, url, username, password_set, transport, retention,
                           is_recorded, device_url)
values (:camera, :role, :at_us, :by_whom, :url, :username, :password_set, :transport, :retention,
        :is_recorded, :device_url)

-- streams_in_use --
-- The newest setting of every stream of a camera in use, with its sealed password where it has one.
select stream.camera, stream.role, camera.id, stream.at_us, stream.by_whom, stream.url, stream.username,
       stream.transport, stream.retention, stream.is_recorded, stream.device_url, stream.password_set,
       password.sealed
from camera_stream as stream
join camera on camera.number = stream.camera
left join camera_password as password on password.camera = stream.camera and password.role = stream.role
where stream.id in (select max(id) from camera_stream group by camera, role)
  and stream.url is not null and camera.is_retired = 0
order by stream.camera, stream.role

-- stream_in_use --
-- The newest setting of one stream of a camera, with its sealed password where it has one.
select stream.camera, stream.role, camera.id, stream.at_us, stream.by_whom, stream.url, stream.username,
       stream.transport, stream.retention, stream.is_recorded, stream.device_url, stream.password_set,
       password.sealed
from camera_stream as stream
join camera on camera.number = stream.camera
left join camera_password as password on password.camera = stream.camera and password.role = stream.role
where stream.id = (select max(id) from camera_stream where camera = :camera and role = :role)
  and stream.url is not null and camera.is_retired = 0

-- stream_history --
-- Every setting of one camera's streams, newest first.
select stream.camera, stream.role, camera.id, stream.at_us, stream.by_whom, stream.url, stream.username,
       stream.transport, stream.retention, stream.is_recorded, stream.device_url, stream.password_set, null
from camera_stream as stream join camera on camera.number = stream.camera
where camera.id = :id order by stream.id desc

-- put_password --
-- The password of a stream, in place of the one before.
insert into camera_password (camera, role, sealed) values (:camera, :role, :sealed)
on conflict (camera, role) do update set sealed = excluded.sealed

-- forget_password --
-- A stream has no password any more.
delete from camera_password where camera = :camera and role = :role

-- any_password --
-- One of the passwords: whose key the next one must have.
select sealed from camera_password limit 1

-- forget_passwords --
-- All passwords, when their key is lost.
delete from camera_password

-- stream_changes --
-- Grows whenever a stream or its camera's being in use has changed.
select token from stream_change
