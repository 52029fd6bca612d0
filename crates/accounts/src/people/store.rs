//! Rows of people, posts and appointments.

use std::str::FromStr;

use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::{Row, Tx, params};

use crate::people::{Appointment, Person, Post, PostData, PostKind};

fn read_person(row: &Row<'_>) -> Outcome<Person> {
    Ok(Person { id: row.get(0)?, name: row.get(1)?, name_en: row.get(2)? })
}

fn read_post(row: &Row<'_>) -> Outcome<Post> {
    let kind: String = row.get(2)?;
    Ok(Post {
        id: row.get(0)?,
        data: PostData {
            unit: row.get(1)?,
            kind: PostKind::from_str(&kind).map_err(Failure::internal)?,
            title_zh: row.get(3)?,
            title_en: row.get(4)?,
            single: row.get(5)?,
            sort: row.get(6)?,
        },
    })
}

fn read_appointment(row: &Row<'_>) -> Outcome<Appointment> {
    Ok(Appointment {
        id: row.get(0)?,
        post: row.get(1)?,
        person: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
    })
}

/// All people by name.
pub fn people(tx: &mut Tx<'_>) -> Outcome<Vec<Person>> {
    tx.rows("select id, name, name_en from person order by name, id", &[], read_person)
}

/// One person.
pub fn person(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Person>> {
    tx.first("select id, name, name_en from person where id = $1", params![id], read_person)
}

/// One post.
pub fn post(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Post>> {
    tx.first(
        "select id, unit, kind, title_zh, title_en, single, sort from post where id = $1",
        params![id],
        read_post,
    )
}

/// All posts.
pub fn posts(tx: &mut Tx<'_>) -> Outcome<Vec<Post>> {
    tx.rows("select id, unit, kind, title_zh, title_en, single, sort from post", &[], read_post)
}

/// All appointments.
pub fn appointments(tx: &mut Tx<'_>) -> Outcome<Vec<Appointment>> {
    tx.rows("select id, post, person, from_day, to_day from appointment", &[], read_appointment)
}

/// The posts of a unit, leaders first.
pub fn posts_of(tx: &mut Tx<'_>, unit: Id) -> Outcome<Vec<Post>> {
    let mut posts = tx.rows(
        "select id, unit, kind, title_zh, title_en, single, sort from post where unit = $1 order by sort, id",
        params![unit],
        read_post,
    )?;
    posts.sort_by_key(|post| post.data.kind);
    Ok(posts)
}

/// The appointments to a post, the latest first.
pub fn appointments_of(tx: &mut Tx<'_>, post: Id) -> Outcome<Vec<Appointment>> {
    tx.rows(
        "select id, post, person, from_day, to_day from appointment where post = $1 order by from_day desc, id desc",
        params![post],
        read_appointment,
    )
}

/// One appointment.
pub fn appointment(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Appointment>> {
    tx.first(
        "select id, post, person, from_day, to_day from appointment where id = $1",
        params![id],
        read_appointment,
    )
}

/// Who holds a post on `day`; of several holders the one who has held it longest.
pub fn holder(tx: &mut Tx<'_>, post: Id, day: Day) -> Outcome<Option<Person>> {
    tx.first(
        "select p.id, p.name, p.name_en from appointment a join person p on p.id = a.person \
         where a.post = $1 and a.from_day <= $2 and (a.to_day is null or a.to_day >= $2) \
         order by a.from_day, a.id limit 1",
        params![post, day],
        read_person,
    )
}

/// Who answers on `day` for a unit in posts of `kind`: the holder of the first such post that is held.
pub fn responsible(tx: &mut Tx<'_>, unit: Id, kind: PostKind, day: Day) -> Outcome<Option<(Post, Person)>> {
    tx.first(
        "select q.id, q.unit, q.kind, q.title_zh, q.title_en, q.single, q.sort, p.id, p.name, p.name_en \
         from post q join appointment a on a.post = q.id join person p on p.id = a.person \
         where q.unit = $1 and q.kind = $2 and a.from_day <= $3 and (a.to_day is null or a.to_day >= $3) \
         order by q.sort, q.id, a.from_day, a.id limit 1",
        params![unit, kind.as_str(), day],
        |row| {
            let person = Person { id: row.get(7)?, name: row.get(8)?, name_en: row.get(9)? };
            Ok((read_post(row)?, person))
        },
    )
}

pub(super) fn insert_person(tx: &mut Tx<'_>, person: &Person) -> Outcome<()> {
    tx.queue(
        "insert into person (id, name, name_en, version) values ($1, $2, $3, 1)",
        params![person.id, &person.name, &person.name_en],
    )
}

pub(super) fn insert_post(tx: &mut Tx<'_>, post: &Post) -> Outcome<()> {
    tx.queue(
        "insert into post (id, unit, kind, title_zh, title_en, single, sort, version) \
         values ($1, $2, $3, $4, $5, $6, $7, 1)",
        params![
            post.id,
            post.data.unit,
            post.data.kind.as_str(),
            &post.data.title_zh,
            &post.data.title_en,
            post.data.single,
            post.data.sort
        ],
    )
}

/// Locks the post's row, so that two appointments to it are made one after the other.
pub(super) fn hold_post(tx: &mut Tx<'_>, id: Id) -> Outcome<()> {
    tx.exec("update post set version = version + 1 where id = $1", params![id]).map(drop)
}

pub(super) fn insert_appointment(tx: &mut Tx<'_>, new: &Appointment) -> Outcome<()> {
    tx.queue(
        "insert into appointment (id, post, person, from_day, to_day, version) values ($1, $2, $3, $4, $5, 1)",
        params![new.id, new.post, new.person, new.from, new.to],
    )
}

pub(super) fn end_appointment(tx: &mut Tx<'_>, id: Id, to: Day) -> Outcome<()> {
    tx.queue("update appointment set to_day = $2, version = version + 1 where id = $1", params![id, to])
}
