-- Rules of the work on difficulties (levels, clocks, visits), one set an effective day. The set that the program ships
-- holds until the first of these. body: JSON.
create table work_rule (
  id BIGINT PRIMARY KEY,
  from_day BIGINT NOT NULL,
  body TEXT NOT NULL,
  why TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by TEXT NOT NULL
);
create unique index work_rule_from on work_rule (from_day);

-- What was opened from what: request, project, problem, visit, meeting, commitment.
create table work_link (
  a_sort TEXT NOT NULL,
  a BIGINT NOT NULL,
  b_sort TEXT NOT NULL,
  b BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (a_sort, a, b_sort, b)
);
create index work_link_back on work_link (b_sort, b);

-- Problems (问题). state: up to the day on which the problem is given to a unit; from then on its commitment says where it
-- stands. acted_at: when somebody last did something about it here (the board knows of reports). level: who must
-- decide; level_since: since which day. data: what no list is filtered by (JSON).
create table problem (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  project BIGINT REFERENCES project (id),
  class TEXT NOT NULL,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  level_since BIGINT NOT NULL,
  unit BIGINT,
  due_day BIGINT,
  commitment BIGINT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  acted_at BIGINT NOT NULL
);
create index problem_project on problem (project, id) where project is not null;
create index problem_unit_state on problem (unit, id);
create unique index problem_commitment on problem (commitment) where commitment is not null;

-- Units that a problem concerns: who told of it, who leads the project, who solves it, who helps.
create table problem_party (
  problem BIGINT NOT NULL REFERENCES problem (id),
  unit BIGINT NOT NULL,
  PRIMARY KEY (problem, unit)
);
create index problem_party_unit on problem_party (unit, problem);

-- What a problem can be found by: pairs of characters.
--[sqlite]
create virtual table problem_search using fts5 (tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
--[postgres]
create table problem_search (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL);
create index problem_search_tokens on problem_search using gin (tokens);
--[both]

-- What happened to a problem or a request before and beside the board. of_sort: problem, request.
create table work_step (
  id BIGINT PRIMARY KEY,
  of_sort TEXT NOT NULL,
  of_id BIGINT NOT NULL,
  word TEXT NOT NULL,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  unit BIGINT,
  note TEXT NOT NULL
);
create index work_step_of on work_step (of_sort, of_id, id);

-- Enterprise requests (企业诉求). due_day: the lead unit's limit of the round in force. data: JSON.
create table request (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  project BIGINT REFERENCES project (id),
  class TEXT NOT NULL,
  state TEXT NOT NULL,
  received_on BIGINT NOT NULL,
  round BIGINT NOT NULL,
  due_day BIGINT,
  first_due BIGINT,
  replied_on BIGINT,
  closed_on BIGINT,
  solved TEXT,
  satisfaction TEXT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  acted_at BIGINT NOT NULL
);
create index request_project on request (project, id) where project is not null;
create index request_received on request (received_on, id);

-- A request given to a unit. role: lead 主办, cooperating 协办, parallel 分办. A lead or parallel unit's share is a commitment.
create table request_dispatch (
  id BIGINT PRIMARY KEY,
  request BIGINT NOT NULL REFERENCES request (id),
  round BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  day BIGINT NOT NULL,
  objection_day BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  commitment BIGINT,
  replied_at BIGINT,
  data TEXT NOT NULL
);
create index request_dispatch_request on request_dispatch (request, id);
create index request_dispatch_unit on request_dispatch (unit, state, request);

-- Visits back (回访): a request is asked after until it is solved or given up with a reason.
create table request_visit (
  id BIGINT PRIMARY KEY,
  request BIGINT NOT NULL REFERENCES request (id),
  round BIGINT NOT NULL,
  day BIGINT NOT NULL,
  who TEXT NOT NULL,
  solved TEXT NOT NULL,
  satisfaction TEXT NOT NULL,
  words TEXT NOT NULL
);
create index request_visit_request on request_visit (request, id);

-- Contracted leaders (包联), liaison and resident cadres of projects: a duty tied to a post or a person. every: months between
-- visits where the rule of the role is not followed.
create table pledge (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  post BIGINT,
  person BIGINT,
  unit BIGINT,
  every BIGINT,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  why TEXT NOT NULL
);
create index pledge_project on pledge (project, id);

-- Special working groups (专班): of one project or of several. data: members, duties (JSON).
create table task_group (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  name TEXT NOT NULL,
  lead_unit BIGINT NOT NULL,
  post BIGINT,
  person BIGINT,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  data TEXT NOT NULL
);
create table task_group_project (
  task_group BIGINT NOT NULL REFERENCES task_group (id),
  project BIGINT NOT NULL REFERENCES project (id),
  PRIMARY KEY (task_group, project)
);
create index task_group_project_project on task_group_project (project);

-- Visits of contracted leaders: what was found and promised.
create table visit (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  pledge BIGINT REFERENCES pledge (id),
  day BIGINT NOT NULL,
  data TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by TEXT NOT NULL
);
create index visit_project on visit (project, day);
create index visit_pledge on visit (pledge, day) where pledge is not null;
