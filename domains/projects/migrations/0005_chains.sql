-- Industrial chains (产业链). data: its links in order, with enterprises and projects on each (JSON). no: number of the state.
create table chain (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  lead_unit BIGINT NOT NULL,
  data TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- Every state that a chain had, by whom and why.
create table chain_version (
  chain BIGINT NOT NULL REFERENCES chain (id),
  no BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  why TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (chain, no)
);

-- Which projects stand on which chains.
create table chain_project (
  project BIGINT NOT NULL REFERENCES project (id),
  chain BIGINT NOT NULL REFERENCES chain (id),
  PRIMARY KEY (project, chain)
);
