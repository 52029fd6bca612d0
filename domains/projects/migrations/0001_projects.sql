-- Key projects. data: everything that is written down of one and that no list is sorted or filtered by (JSON).
-- total: 总投资, before: invested before the book begins, both in fen. changed: milliseconds.
create table project (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  code TEXT UNIQUE,
  name TEXT NOT NULL,
  parent BIGINT REFERENCES project (id),
  lead_unit BIGINT NOT NULL,
  level TEXT NOT NULL,
  industry TEXT NOT NULL,
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  standing TEXT NOT NULL,
  total BIGINT NOT NULL,
  before BIGINT NOT NULL,
  planned_start BIGINT,
  started_on BIGINT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
create index project_lead_unit on project (lead_unit, id);
create index project_parent on project (parent) where parent is not null;

-- Units that cooperate in a project.
create table project_unit (
  project BIGINT NOT NULL REFERENCES project (id),
  unit BIGINT NOT NULL,
  PRIMARY KEY (project, unit)
);
create index project_unit_unit on project_unit (unit, project);

-- What a project can be found by: pairs of characters.
--[sqlite]
create virtual table project_search using fts5 (tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
--[postgres]
create table project_search (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL);
create index project_search_tokens on project_search using gin (tokens);
--[both]

-- Stages a project has gone through, and changes of its standing: day as its people say, at as the clock says.
create table project_step (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  word TEXT NOT NULL,
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL
);
create index project_step_project on project_step (project, id);

-- A project in one year's list (年度清单): its class, planned investment in fen, goal; when it came and why, when it left
-- and why.
create table project_year (
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  class TEXT NOT NULL,
  plan BIGINT NOT NULL,
  goal TEXT NOT NULL,
  listed_on BIGINT NOT NULL,
  listed_why TEXT NOT NULL,
  left_on BIGINT,
  left_why TEXT NOT NULL,
  PRIMARY KEY (project, year)
);
create index project_year_year on project_year (year, project);

-- Investment and image progress of a month (part 0), or of a ten-day (1 to 3); fen.
create table project_month (
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  part BIGINT NOT NULL,
  planned BIGINT,
  done BIGINT,
  image TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by TEXT NOT NULL,
  PRIMARY KEY (project, year, month, part)
);

-- Nodes: each is a commitment on the board, which says whether it is done. after: identifiers of nodes that must be done
-- before (JSON).
create table project_node (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  place BIGINT NOT NULL,
  kind TEXT NOT NULL,
  word TEXT NOT NULL,
  name TEXT NOT NULL,
  start_day BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  commitment BIGINT NOT NULL,
  after TEXT NOT NULL
);
create index project_node_project on project_node (project, place);
create unique index project_node_commitment on project_node (commitment);
