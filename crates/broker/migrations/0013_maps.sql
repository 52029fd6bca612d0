-- Entity maps (clause 5.14): what a query found, held still so that its pages can be walked whatever others write.
-- token: who made it, null on an open hub. Times are microseconds since 1970.
create table hub_map (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL,
  uri TEXT NOT NULL,
  token BIGINT,
  size BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  UNIQUE (tenant, uri)
);
create index hub_map_expires on hub_map (expires_at);

-- The identifiers of a map in its order, as JSON arrays of equal length but the last.
create table hub_map_part (
  map BIGINT NOT NULL,
  part BIGINT NOT NULL,
  uris TEXT NOT NULL,
  PRIMARY KEY (map, part)
);
