//! Acts on people, posts and appointments.

use qipan_kernel::{Context, Day, Failure, Id, IdSource, Outcome};
use qipan_store::{Tx, journal};
use serde_json::json;

use crate::access::{self, Act};
use crate::people::{Appointment, Person, Post, PostData, rules, store};
use crate::units;

/// Enters a person.
pub fn add_person(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    name: &str,
    name_en: &str,
) -> Outcome<Id> {
    access::require(&context.actor, Act::UnitManage)?;
    let person =
        Person { id: ids.next(context.now), name: name.trim().into(), name_en: name_en.trim().into() };
    rules::check_person(&person.name, &person.name_en)?;
    store::insert_person(tx, &person)?;
    journal::append(tx, context, "person.add", ("person", person.id), &json!({ "after": person }))?;
    Ok(person.id)
}

/// Sets up a post of a unit.
pub fn add_post(tx: &mut Tx<'_>, context: &Context, ids: &IdSource, data: PostData) -> Outcome<Id> {
    access::require(&context.actor, Act::UnitManage)?;
    rules::check_post(&data)?;
    if units::store::get(tx, data.unit)?.is_none() {
        return Err(Failure::invalid("user-unit-unknown").at("unit"));
    }
    let post = Post { id: ids.next(context.now), data };
    store::insert_post(tx, &post)?;
    journal::append(tx, context, "post.add", ("post", post.id), &json!({ "after": post.data }))?;
    Ok(post.id)
}

/// Appoints a person to a post from `from` on (until `to`, where that is known).
pub fn appoint(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    post: Id,
    person: Id,
    from: Day,
    to: Option<Day>,
) -> Outcome<Id> {
    access::require(&context.actor, Act::UnitManage)?;
    store::hold_post(tx, post)?;
    let single = store::post(tx, post)?.ok_or_else(Failure::not_found)?.data.single;
    if store::person(tx, person)?.is_none() {
        return Err(Failure::invalid("person-unknown").at("person"));
    }
    let new = Appointment { id: ids.next(context.now), post, person, from, to };
    rules::check_appointment(&new, single, &store::appointments_of(tx, post)?)?;
    store::insert_appointment(tx, &new)?;
    journal::append(tx, context, "post.appoint", ("post", post), &json!({ "after": new }))?;
    Ok(new.id)
}

/// Ends an appointment with `to` as its last day; for one that has ended, corrects that day.
pub fn end_appointment(tx: &mut Tx<'_>, context: &Context, id: Id, to: Day) -> Outcome<()> {
    access::require(&context.actor, Act::UnitManage)?;
    let old = store::appointment(tx, id)?.ok_or_else(Failure::not_found)?;
    store::hold_post(tx, old.post)?;
    let single = store::post(tx, old.post)?.ok_or_else(Failure::not_found)?.data.single;
    let new = Appointment { to: Some(to), ..old.clone() };
    rules::check_appointment(&new, single, &store::appointments_of(tx, old.post)?)?;
    store::end_appointment(tx, id, to)?;
    let body = json!({ "before": old, "after": new });
    journal::append(tx, context, "post.end-appointment", ("post", old.post), &body)?;
    Ok(())
}

/// Hands a post over: whoever holds it on the day before `from` holds it until that day, `person` from then on. One
/// act, one entry.
pub fn succeed(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    post: Id,
    person: Id,
    from: Day,
) -> Outcome<Id> {
    access::require(&context.actor, Act::UnitManage)?;
    store::hold_post(tx, post)?;
    let single = store::post(tx, post)?.ok_or_else(Failure::not_found)?.data.single;
    if store::person(tx, person)?.is_none() {
        return Err(Failure::invalid("person-unknown").at("person"));
    }
    let mut others = store::appointments_of(tx, post)?;
    for other in others.iter_mut().filter(|other| other.to.is_none() && other.from < from) {
        other.to = Some(from - 1);
        store::end_appointment(tx, other.id, from - 1)?;
    }
    let new = Appointment { id: ids.next(context.now), post, person, from, to: None };
    rules::check_appointment(&new, single, &others)?;
    store::insert_appointment(tx, &new)?;
    journal::append(tx, context, "post.succeed", ("post", post), &json!({ "after": new }))?;
    Ok(new.id)
}
