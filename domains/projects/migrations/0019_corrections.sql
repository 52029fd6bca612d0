-- Figures of a month (part 0) or ten-day (1 to 3) that had been entered and were corrected: what stood, what stands
-- instead (fen; null where that figure was not corrected), why, when and by whom. Rows are never changed.
create table project_month_correction (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  part BIGINT NOT NULL,
  planned_was BIGINT,
  planned BIGINT,
  done_was BIGINT,
  done BIGINT,
  image_was TEXT,
  image TEXT,
  why TEXT NOT NULL,
  corrected_at BIGINT NOT NULL,
  corrected_by TEXT NOT NULL
);
create index project_month_correction_project on project_month_correction (project, id);
