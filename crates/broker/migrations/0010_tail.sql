-- The newest of all histories, as it was written: a row an act. It is moved to hub_instance when the hub has time, or
-- when somebody asks for it; until then a write touches one page and not one for each attribute. doc: an array of
-- [number of the name, id of the instance, instance].
create table hub_tail (
  id BIGINT PRIMARY KEY,
  entity BIGINT NOT NULL,
  tenant BIGINT NOT NULL,
  at BIGINT NOT NULL,
  doc TEXT NOT NULL
);
create index hub_tail_entity on hub_tail (entity, id);
