-- Photographs by what somebody should look at: recycled, misplaced, time. Filled from what comparing found before.
create table project_photo_flag (
  kind TEXT NOT NULL,
  photo BIGINT NOT NULL REFERENCES project_photo (id),
  PRIMARY KEY (kind, photo)
);
insert into project_photo_flag (kind, photo)
  select 'recycled', id from project_photo where findings like '%"same-file"%' or findings like '%"same-look"%'
  union all select 'misplaced', id from project_photo where findings like '%"misplaced"%'
  union all select 'time', id from project_photo where findings like '%"before-period"%' or findings like '%"after-period"%'
    or findings like '%"old"%' or findings like '%"from-the-future"%' or findings like '%"file-older"%';
create index project_photo_flagged on project_photo (id) where flags > 0 and withdrawn_at is null;

-- What a commitment belongs to is asked for by its identifier.
create index meeting_item_commitment on meeting_item (commitment);
create unique index project_post_evaluation_commitment on project_post_evaluation (commitment);
