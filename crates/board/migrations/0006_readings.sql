-- What a measure is bound to on the hub; one binding for a commitment, the history of its changes is in the journal.
-- version rises with every change; active 0: taken off. body: query and measure as JSON; digest: of the query alone.
create table reading_binding (
  commitment BIGINT PRIMARY KEY REFERENCES commitment (id),
  version BIGINT NOT NULL,
  active BIGINT NOT NULL,
  body TEXT NOT NULL,
  digest TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
create index reading_binding_active on reading_binding (active, commitment);

-- Readings: what the query gave. value null: no data. One row while the answer stays the same on a day: last_at is when
-- it was last found so, times how often. verified: the progress that the reading gives; moved 1: it moved the commitment.
create table reading (
  id BIGINT PRIMARY KEY,
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  binding BIGINT NOT NULL,
  at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  times BIGINT NOT NULL,
  value TEXT,
  entities BIGINT NOT NULL,
  digest TEXT NOT NULL,
  verified BIGINT,
  moved BIGINT NOT NULL
);
create index reading_of on reading (commitment, id);
