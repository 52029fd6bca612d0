-- The clock of the self-evaluation of a year (绩效自评): what it is on the board, by when it is due, who asked for it (or
-- began it), and why it was sent back last (empty when it was not).
create table project_evaluation_clock (
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  commitment BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_name TEXT NOT NULL,
  returned TEXT NOT NULL,
  PRIMARY KEY (project, year)
);
create index project_evaluation_clock_commitment on project_evaluation_clock (commitment);
