-- The self-evaluation of a project's spending in a year (绩效自评). form: what was filled in (JSON). frozen: the figures as
-- they were when it was confirmed (JSON), empty until then.
create table project_evaluation (
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  state TEXT NOT NULL,
  form TEXT NOT NULL,
  frozen TEXT NOT NULL,
  filled_at BIGINT NOT NULL,
  filled_name TEXT NOT NULL,
  submitted_by BIGINT,
  submitted_at BIGINT,
  submitted_name TEXT NOT NULL,
  confirmed_at BIGINT,
  confirmed_name TEXT NOT NULL,
  PRIMARY KEY (project, year)
);

-- Projects chosen for a post-evaluation (后评价); commitment: what it is on the board.
create table project_post_evaluation (
  project BIGINT PRIMARY KEY REFERENCES project (id),
  commitment BIGINT NOT NULL,
  evaluator TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  chosen_at BIGINT NOT NULL,
  chosen_name TEXT NOT NULL
);
