-- Units that a request concerns: who took it in, who leads the project, who handles it.
create table request_party (
  request BIGINT NOT NULL REFERENCES request (id),
  unit BIGINT NOT NULL,
  PRIMARY KEY (request, unit)
);
create index request_party_unit on request_party (unit, request);

-- On-site meetings (现场办公会). state: planned, held, settled. before: the meeting whose items are followed up. data: JSON.
create table meeting (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  day BIGINT NOT NULL,
  before BIGINT REFERENCES meeting (id),
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
create index meeting_day on meeting (day, id);

-- The sites of a meeting, in the order of the route. minutes: how long it stays.
create table meeting_site (
  meeting BIGINT NOT NULL REFERENCES meeting (id),
  place BIGINT NOT NULL,
  project BIGINT NOT NULL REFERENCES project (id),
  arrival TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  focus TEXT NOT NULL,
  PRIMARY KEY (meeting, place)
);
create index meeting_site_project on meeting_site (project, meeting);

-- What a meeting decided: each is a commitment, of a problem where one was decided. data: JSON.
create table meeting_item (
  id BIGINT PRIMARY KEY,
  meeting BIGINT NOT NULL REFERENCES meeting (id),
  place BIGINT NOT NULL,
  project BIGINT REFERENCES project (id),
  problem BIGINT REFERENCES problem (id),
  commitment BIGINT NOT NULL,
  data TEXT NOT NULL
);
create index meeting_item_meeting on meeting_item (meeting, place);
create index meeting_item_project on meeting_item (project) where project is not null;
