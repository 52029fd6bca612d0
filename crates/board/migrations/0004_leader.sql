-- What the responsibility of a commitment's leader is tied to: a post, whose holder of the day bears it, or a person. The
-- name as the document writes it stays in `leader`.
alter table commitment_version add column leader_post BIGINT;
alter table commitment_version add column leader_person BIGINT;
-- Lists by leader, and what a post answers for. Small: only of current versions that are tied.
create index commitment_version_leader_post on commitment_version (leader_post, due_sort, commitment)
  where valid_to = 9223372036854775807 and leader_post is not null;
create index commitment_version_leader_person on commitment_version (leader_person, due_sort, commitment)
  where valid_to = 9223372036854775807 and leader_person is not null;
