-- Tenants. The default tenant has the identifier 0 and no row.
create table hub_tenant (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

-- Expanded names of types and attributes. The identifier is the first eight bytes of a digest of tenant and name, so
-- that a writer needs no look-up; the row says what the number stands for.
create table hub_name (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL,
  iri TEXT NOT NULL
);

-- An entity. doc is its expanded form, null when it is gone or was never there and only its history remains.
-- past: JSON of types, scopes and times of an entity that only has a history.
create table hub_entity (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL,
  uri TEXT NOT NULL,
  doc TEXT,
  past TEXT,
  expires_at BIGINT,
  UNIQUE (tenant, uri)
);
create index hub_entity_expires on hub_entity (expires_at) where expires_at is not null;

-- What entities can be found by: name of an attribute (or type), an order-preserving form of the value, entity.
create table hub_index (
  name BIGINT NOT NULL,
  key {blob} NOT NULL,
  entity BIGINT NOT NULL,
  PRIMARY KEY (name, key, entity)
--[sqlite]
) WITHOUT ROWID;
--[postgres]
);
--[both]

-- One instance of an attribute in the course of time. at: when it was written, microseconds since 1970.
create table hub_instance (
  entity BIGINT NOT NULL,
  name BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (entity, name, id)
--[sqlite]
) WITHOUT ROWID;
--[postgres]
);
--[both]
