-- Contracts of a project with those who build it (参建单位); fen. terms: everything that is written down of one and that
-- no list is sorted by (JSON). settled: what it was settled at (结算).
create table project_contract (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  kind TEXT NOT NULL,
  party TEXT NOT NULL,
  amount BIGINT NOT NULL,
  terms TEXT NOT NULL,
  signed_on BIGINT NOT NULL,
  settled BIGINT,
  settled_on BIGINT,
  settled_paper TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL
);
create index project_contract_project on project_contract (project, id);

-- Changes of a contract's amount; never edited, a wrong one is followed by another.
create table project_contract_change (
  id BIGINT PRIMARY KEY,
  contract BIGINT NOT NULL REFERENCES project_contract (id),
  amount BIGINT NOT NULL,
  reason TEXT NOT NULL,
  paper TEXT NOT NULL,
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL
);
create index project_contract_change_contract on project_contract_change (contract, id);

-- 施工图预算 of a project; the newest holds.
create table project_budget (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  amount BIGINT NOT NULL,
  paper TEXT NOT NULL,
  report TEXT NOT NULL,
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL
);
create index project_budget_project on project_budget (project, id);
