-- Whether any contact of the release is invented; sources that never sent one do not matter.
select coalesce(bool_or(is_synthetic), false)
from release.main.source
where source_id in (select source_id from release.main.contact)
