-- Registrations of context sources (clause 5.9). proxied: 1 when the source holds the data instead of this broker, so
-- that conflicts are found without reading the others. What came of the requests to the source is beside the document,
-- because it changes with every request. Times in microseconds since 1970.
create table hub_registration (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL,
  uri TEXT NOT NULL,
  doc TEXT NOT NULL,
  proxied BIGINT NOT NULL,
  expires_at BIGINT,
  times_sent BIGINT NOT NULL,
  times_failed BIGINT NOT NULL,
  last_success BIGINT,
  last_failure BIGINT,
  UNIQUE (tenant, uri)
);
create index hub_registration_proxied on hub_registration (tenant) where proxied = 1;
create index hub_registration_expires on hub_registration (expires_at) where expires_at is not null;

-- Counts the changes of a tenant's registrations: who remembers them sees whether they are still the same.
create table hub_registration_version (
  tenant BIGINT PRIMARY KEY,
  number BIGINT NOT NULL
);
