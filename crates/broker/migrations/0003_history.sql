-- The time of an instance: its observedAt (observed = 1), or when it was written where its source gave none.
alter table hub_instance add column moment BIGINT NOT NULL DEFAULT 0;
alter table hub_instance add column observed BIGINT NOT NULL DEFAULT 0;
-- When it was changed afterwards, microseconds; null as long as it is as it was written.
alter table hub_instance add column modified BIGINT;
-- When the attribute was deleted: the instance is the trace of that.
alter table hub_instance add column deleted BIGINT;
-- When the instance goes by itself (transient attributes).
alter table hub_instance add column expires BIGINT;
-- Number of the datasetId (as of names); null for the default instance.
alter table hub_instance add column dataset BIGINT;
-- The value of a property that is a number, so that periods are summed up without reading documents.
alter table hub_instance add column number DOUBLE PRECISION;

--[sqlite]
update hub_instance set
  moment = coalesce(json_extract(doc, '$.o'), at),
  observed = json_extract(doc, '$.o') is not null,
  deleted = json_extract(doc, '$.d'),
  expires = json_extract(doc, '$.x'),
  number = case when json_extract(doc, '$.k') = 'P' and json_type(doc, '$.v') in ('integer', 'real')
           then json_extract(doc, '$.v') end;
create index hub_instance_moment on hub_instance (entity, name, moment, observed, dataset, number);
--[postgres]
update hub_instance set
  moment = coalesce((doc::jsonb ->> 'o')::bigint, at),
  observed = case when doc::jsonb ? 'o' then 1 else 0 end,
  deleted = (doc::jsonb ->> 'd')::bigint,
  expires = (doc::jsonb ->> 'x')::bigint,
  number = case when doc::jsonb ->> 'k' = 'P' and jsonb_typeof(doc::jsonb -> 'v') = 'number'
           then (doc::jsonb ->> 'v')::double precision end;
create index hub_instance_moment on hub_instance (entity, name, moment, id) include (observed, dataset, number);
--[both]
create index hub_instance_dataset on hub_instance (entity, name, dataset, moment) where dataset is not null;
create index hub_instance_modified on hub_instance (entity, name, modified) where modified is not null;
create index hub_instance_deleted on hub_instance (entity, name, deleted) where deleted is not null;
create index hub_instance_expires on hub_instance (expires) where expires is not null;
