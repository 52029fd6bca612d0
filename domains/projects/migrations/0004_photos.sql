-- Photographs of image progress (实景照片). year, month, part: the entry of project_month that one was handed in with, or
-- 0, 0, 0. digest: of the file as it was sent; kept: of what is stored, without what the camera wrote into it; thumb: of
-- the small picture, empty where there is none. look: what it looks like in 64 bits; look_cells: in 256 cells, a digit
-- each. taken_at, device_at, received_at: milliseconds; distance: metres from the site. What the camera said of its place
-- is not kept. findings: JSON.
create table project_photo (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  part BIGINT NOT NULL,
  shown_on BIGINT NOT NULL,
  caption TEXT NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  digest TEXT NOT NULL,
  kept TEXT NOT NULL,
  thumb TEXT NOT NULL,
  look BIGINT,
  look_cells TEXT NOT NULL,
  taken_at BIGINT,
  device_at BIGINT,
  received_at BIGINT NOT NULL,
  received_from TEXT NOT NULL,
  distance BIGINT,
  flags BIGINT NOT NULL,
  findings TEXT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_why TEXT NOT NULL
);
create index project_photo_project on project_photo (project, shown_on, id);
create index project_photo_digest on project_photo (digest);

-- Six bands of the bits of each look: two looks that differ in at most five bits are equal in one band at least.
create table project_photo_band (
  band BIGINT NOT NULL,
  bits BIGINT NOT NULL,
  photo BIGINT NOT NULL REFERENCES project_photo (id),
  PRIMARY KEY (band, bits, photo)
);
