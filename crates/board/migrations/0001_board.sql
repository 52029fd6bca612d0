-- Lines of work (工作线): the columns of the board.
create table line (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  keywords TEXT NOT NULL DEFAULT '[]',
  sort BIGINT NOT NULL,
  active BIGINT NOT NULL DEFAULT 1
);

-- The identity of a commitment (事项); everything that changes is in its versions.
create table commitment (
  id BIGINT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

-- valid_to = 9223372036854775807 marks the current version. Light instants are moments in milliseconds, the same
-- number where an instant never comes. on_time: closed on or before the first limit, null where not closed or without one. base: 0 grey, 1 green, 3 yellow, 4 red, 5 done, 6 withdrawn.
create table commitment_version (
  id BIGINT PRIMARY KEY,
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  no BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  statement TEXT NOT NULL,
  kind TEXT NOT NULL,
  line BIGINT NOT NULL,
  lead_unit BIGINT NOT NULL,
  cooperating TEXT NOT NULL,
  leader TEXT NOT NULL,
  contact TEXT NOT NULL,
  measure TEXT NOT NULL,
  limit_words TEXT NOT NULL,
  start_day BIGINT NOT NULL,
  due_day BIGINT,
  due_sort BIGINT NOT NULL,
  first_due BIGINT,
  schedule TEXT,
  rule_set TEXT NOT NULL,
  state TEXT NOT NULL,
  issued_at BIGINT,
  signed_at BIGINT,
  closed_at BIGINT,
  closed_by BIGINT,
  last_report_at BIGINT,
  claimed BIGINT,
  verified BIGINT,
  unverified BIGINT NOT NULL,
  unreviewed_since BIGINT,
  returned_at BIGINT,
  base BIGINT NOT NULL,
  on_time BIGINT,
  blue_at BIGINT NOT NULL,
  yellow_at BIGINT NOT NULL,
  red_at BIGINT NOT NULL,
  lights TEXT NOT NULL,
  journal_seq BIGINT NOT NULL
);
create unique index commitment_version_no on commitment_version (commitment, no);
-- The grid in one pass over an index, which also holds all that the position in memory is made of: versions are wide.
create index commitment_version_grid on commitment_version
  (valid_to, lead_unit, line, base, blue_at, yellow_at, red_at, unverified, on_time, valid_from, commitment, due_sort);
-- Lists, by limit (commitments without one last), by change and by age. Of current versions only: the indexes stay small,
-- and closing a version takes it out of them.
create index commitment_version_due on commitment_version (due_sort, commitment)
  where valid_to = 9223372036854775807;
create index commitment_version_unit_due on commitment_version (lead_unit, due_sort, commitment)
  where valid_to = 9223372036854775807;
create index commitment_version_line_due on commitment_version (line, due_sort, commitment)
  where valid_to = 9223372036854775807;
create index commitment_version_changed on commitment_version (valid_from)
  where valid_to = 9223372036854775807;

-- Units that cooperate, as of now: whose people see a commitment that another unit leads.
create table cooperation (
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  unit BIGINT NOT NULL,
  PRIMARY KEY (unit, commitment)
);
create index cooperation_of on cooperation (commitment);

-- Where a commitment comes from: the exact span of a document's text; several documents may say the same.
create table commitment_source (
  id BIGINT PRIMARY KEY,
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  document BIGINT,
  span_start BIGINT NOT NULL,
  span_end BIGINT NOT NULL,
  words TEXT NOT NULL,
  cited TEXT NOT NULL
);
create index commitment_source_of on commitment_source (commitment);
create index commitment_source_document on commitment_source (document);

-- Reports (反馈) and their reviews (审核).
create table report (
  id BIGINT PRIMARY KEY,
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  unit BIGINT,
  claimed BIGINT NOT NULL,
  progress_text TEXT NOT NULL,
  problems TEXT NOT NULL,
  next_step TEXT NOT NULL,
  review TEXT NOT NULL,
  verified BIGINT,
  reviewed_at BIGINT,
  reviewer BIGINT,
  reviewer_name TEXT,
  review_note TEXT
);
create index report_of on report (commitment, id);
create index report_pending on report (review, id);

-- Evidence (佐证): the file itself is stored by its digest.
create table evidence (
  id BIGINT PRIMARY KEY,
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  report BIGINT,
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,
  note TEXT NOT NULL
);
create index evidence_of on evidence (commitment, id);

-- A human opinion stands beside a light, never in its place.
create table opinion (
  id BIGINT PRIMARY KEY,
  commitment BIGINT NOT NULL REFERENCES commitment (id),
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  words TEXT NOT NULL
);
create index opinion_of on opinion (commitment, id);

create table number_series (
  name TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

-- Answers to writes that were sent twice under one key.
create table idempotency (
  actor BIGINT NOT NULL,
  key TEXT NOT NULL,
  digest {blob} NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
);

--[sqlite]
create virtual table commitment_search using fts5 (tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
--[postgres]
create table commitment_search (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL);
create index commitment_search_tokens on commitment_search using gin (tokens);
--[both]
