-- When a commitment was suspended (中止) and taken up again, as JSON, oldest first: since, until (null while it runs), reason,
-- expected, approved_by, stood (its state before), follows (what suspended it). null where it never was.
alter table commitment_version add column suspensions TEXT;
-- How many were suspended on a day: few versions are.
create index commitment_version_suspended on commitment_version (valid_to, valid_from) where state = 'suspended';
