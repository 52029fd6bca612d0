-- Application systems (政务信息系统). data: what is written down of one and no list is sorted or filtered by (JSON).
-- compliance: what was found of sharing, listing, catalogue, security and cryptography (JSON). Amounts in fen.
create table info_system (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  code TEXT UNIQUE,
  name TEXT NOT NULL,
  unit BIGINT NOT NULL,
  state TEXT NOT NULL,
  invested BIGINT NOT NULL,
  yearly BIGINT NOT NULL,
  completed_on BIGINT,
  accepted_on BIGINT,
  retired_on BIGINT,
  evaluated_on BIGINT,
  project BIGINT,
  data TEXT NOT NULL,
  compliance TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
create index info_system_unit on info_system (unit, id);
create index info_system_project on info_system (project) where project is not null;

-- Units that use a system of another.
create table info_system_user (
  system BIGINT NOT NULL REFERENCES info_system (id),
  unit BIGINT NOT NULL,
  PRIMARY KEY (system, unit)
);
create index info_system_user_unit on info_system_user (unit, system);

-- What a system can be found by: pairs of characters.
--[sqlite]
create virtual table info_system_search using fts5 (tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
--[postgres]
create table info_system_search (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL);
create index info_system_search_tokens on info_system_search using gin (tokens);
--[both]

-- Data items of a system: folded is the name without what makes no difference; part: collected, produced, consumed.
create table info_system_item (
  system BIGINT NOT NULL REFERENCES info_system (id),
  place BIGINT NOT NULL,
  part TEXT NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (system, place)
);
create index info_system_item_folded on info_system_item (folded, part, system);

-- The number of the register's state: every change counts on, so that every process knows when its index is old.
create table info_register (one BIGINT PRIMARY KEY, version BIGINT NOT NULL);
insert into info_register (one, version) values (1, 0);

-- What was decided of an item that several systems collect: system has to stop, or is allowed to go on (article 19 of
-- Decree 809). The newest row of a system and item counts.
create table info_repeated (
  id BIGINT PRIMARY KEY,
  folded TEXT NOT NULL,
  system BIGINT NOT NULL REFERENCES info_system (id),
  confirmed BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL
);
create index info_repeated_system on info_repeated (system, folded, id);

-- Limits and spans with the day from which they hold and where they come from. The built-in ones are older than all of
-- these; of several for one day the newest row counts.
create table info_parameter (
  id BIGINT PRIMARY KEY,
  word TEXT NOT NULL,
  value BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  source TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor_name TEXT NOT NULL
);

-- Requests for operating money, small upgrades counted as operation, and adjustments of the estimate.
create table info_money (
  id BIGINT PRIMARY KEY,
  system BIGINT NOT NULL REFERENCES info_system (id),
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  day BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  filed_at BIGINT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_name TEXT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT,
  decided_name TEXT NOT NULL,
  why TEXT NOT NULL
);
create index info_money_system on info_money (system, id);
create index info_money_state on info_money (state, id);

-- Requests to go through a gate: papers and the checklist as it was when it was filed and when it was decided (JSON).
create table info_gate (
  id BIGINT PRIMARY KEY,
  system BIGINT NOT NULL REFERENCES info_system (id),
  gate TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  amount BIGINT NOT NULL,
  papers TEXT NOT NULL,
  checklist TEXT NOT NULL,
  filed_at BIGINT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_name TEXT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT,
  decided_name TEXT NOT NULL,
  reason TEXT NOT NULL
);
create index info_gate_system on info_gate (system, id);
create index info_gate_state on info_gate (state, id);

-- What somebody has to do by a day: a commitment on the board. subject: the system or the proposal; cause: the request,
-- gate or proposal that it came from; word: which condition.
create table info_duty (
  id BIGINT PRIMARY KEY,
  subject BIGINT NOT NULL,
  kind TEXT NOT NULL,
  word TEXT NOT NULL,
  cause BIGINT NOT NULL,
  commitment BIGINT NOT NULL,
  met_at BIGINT
);
create index info_duty_subject on info_duty (subject, id);
create unique index info_duty_commitment on info_duty (commitment);
