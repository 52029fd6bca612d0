-- Safety and quality notes of a site. photo: a photograph of the project that shows it; commitment: what was opened on the
-- board where it is to be put right. data: finding and the five things that are settled (JSON).
create table site_note (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  found_on BIGINT NOT NULL,
  photo BIGINT,
  commitment BIGINT,
  data TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL
);
create index site_note_project on site_note (project, found_on, id);
create unique index site_note_commitment on site_note (commitment) where commitment is not null;
