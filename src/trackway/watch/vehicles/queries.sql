-- Queries of the vehicle register, by name.

-- vehicle_file_add --
insert into vehicle_files (file_name, sha256, by, at_us) values (:file_name, :sha256, :by, :now_us) returning id;

-- vehicle_file_done --
update vehicle_files set vehicles = :vehicles, refused = :refused where id = :id;

-- vehicle_file_use_none --
update vehicle_files set in_use = 0 where in_use = 1;

-- vehicle_file_use --
update vehicle_files set in_use = 1 where id = :id;

-- vehicle_file_in_use --
select id, file_name, sha256, by, at_us, vehicles, refused from vehicle_files where in_use = 1;

-- vehicle_files_left --
-- Files whose vehicles are still here although another is in use, or none of theirs ever was.
select id from vehicle_files as f
where not in_use and id <> :but and exists (select 1 from vehicles where file_id = f.id);

-- vehicles_drop --
delete from vehicles where file_id = :id
and plate in (select plate from vehicles where file_id = :id order by plate limit :limit);

-- vehicle_add --
insert or ignore into vehicles (file_id, plate, kind, colour, make, status)
values (:file_id, :plate, :kind, :colour, :make, :status);

-- vehicle_facts --
select plate, kind, colour, make, status from vehicles
where file_id = (select id from vehicle_files where in_use = 1)
and plate in (select value from json_each(:plates));
