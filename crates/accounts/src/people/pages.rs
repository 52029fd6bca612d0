//! The posts of a unit: who holds them, who held them, handing one over.

use axum::response::Response;
use qipan_kernel::{Failure, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::*;
use qipan_web::{Kept, Lang, Markup, Page, View, html};

use crate::access::Act;
use crate::form_flow;
use crate::http::{Access, Call, Routes};
use crate::people::{Appointment, Person, Post, PostData, PostKind, commands, store};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::UnitManage);
    routes.page("/units/{id}/posts", manage, show);
    routes.form("/units/{id}/posts", manage, add_post);
    routes.form("/units/{id}/posts/{post}/holder", manage, hand_over);
}

/// What the page shows: the posts with their appointments, the latest first, and everybody who can be appointed.
struct Shown {
    posts: Vec<(Post, Vec<Appointment>)>,
    people: Vec<Person>,
}

fn load(tx: &mut Tx<'_>, unit: Id) -> Outcome<Shown> {
    let mut posts = Vec::new();
    for post in store::posts_of(tx, unit)? {
        let appointments = store::appointments_of(tx, post.id)?;
        posts.push((post, appointments));
    }
    Ok(Shown { posts, people: store::people(tx)? })
}

async fn show(call: Call) -> Outcome<Response> {
    let markup = page(&call, &Kept::empty(), None).await?;
    call.page(markup)
}

/// `refused` is the post whose form `kept` belongs to; `None` for the form of a new post.
async fn page(call: &Call, kept: &Kept, refused: Option<Id>) -> Outcome<Markup> {
    let (view, units, id) = (&call.view, call.site.units()?, call.id("id")?);
    let unit = units.get(id).ok_or_else(Failure::not_found)?;
    let shown = call.read(move |tx| load(tx, id)).await?;
    let english = view.lang == Lang::En;
    let empty = Kept::empty();
    let kinds = PostKind::ALL.map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    let new = if refused.is_none() { kept } else { &empty };
    let body = html! {
        (breadcrumb(view, &[
            Crumb::link(view.t("units-title"), "/units"),
            Crumb::link(unit.data.short(english), format!("/units/{id}")),
            Crumb::here(view.t("unit-posts")),
        ]))
        h1 { (unit.data.name(english)) " · " (view.t("unit-posts")) }
        p class="quiet" { (view.t("posts-about")) }
        @for (post, appointments) in &shown.posts {
            @let own = if refused == Some(post.id) { kept } else { &empty };
            section {
                h2 { (title(view, post)) " " span class="quiet" { (view.t(post.data.kind.key())) } }
                (history(view, &shown.people, appointments))
                details open[refused == Some(post.id)] {
                    summary { (view.t("post-hand-over")) }
                    (error_summary(view, own))
                    (form(view, &format!("/units/{id}/posts/{}/holder", post.id), html! {
                        (Field::select("person", "post-person", shown.people.iter().map(|p| (p.id, &p.name)))
                            .empty_option(view.t("post-person-new")).render(view, own))
                        (Field::text("name", "post-person-name").max(60).render(view, own))
                        (Field::day("from", "post-from").required().render(view, own))
                        div class="actions" { (Button::submit(view.t("post-hand-over"))) }
                    }))
                }
            }
        }
        section {
            h2 { (view.t("post-new")) }
            (error_summary(view, new))
            (form(view, &format!("/units/{id}/posts"), html! {
                (Field::text("title_zh", "post-title-zh").required().max(60).render(view, new))
                (Field::text("title_en", "post-title-en").max(60).render(view, new))
                (Field::select("kind", "post-kind", kinds).required().render(view, new))
                div class="actions" { (Button::submit(view.t("accounts-save"))) (Button::link(view.t("cancel"), format!("/units/{id}"))) }
            }))
        }
    };
    Ok(Page::new(view, &view.t("unit-posts")).render(body))
}

fn title<'a>(view: &View, post: &'a Post) -> &'a str {
    if view.lang == Lang::En && !post.data.title_en.is_empty() {
        &post.data.title_en
    } else {
        &post.data.title_zh
    }
}

fn history(view: &View, people: &[Person], appointments: &[Appointment]) -> Markup {
    let name = |id: Id| people.iter().find(|person| person.id == id).map_or("", |person| &person.name);
    html! {
        @if appointments.is_empty() {
            p { (view.t("post-vacant")) }
        } @else {
            ul {
                @for held in appointments {
                    li {
                        (name(held.person)) " "
                        span class="quiet" {
                            (view.day(held.from)) "–" @if let Some(to) = held.to { (view.day(to)) }
                        }
                    }
                }
            }
        }
    }
}

async fn add_post(call: Call) -> Outcome<Response> {
    let unit = call.id("id")?;
    let kinds = PostKind::ALL.map(|kind| (kind.as_str(), kind));
    let read = call.form.read(|r| PostData {
        unit,
        kind: r.required_choice("kind", &kinds, PostKind::Handler),
        title_zh: r.required_text("title_zh", 60),
        title_en: r.text("title_en", 60),
        single: true,
        sort: 0,
    });
    let result = form_flow::act(&call, read, |tx, context, ids, data| {
        commands::add_post(tx, context, ids, data.clone())
    });
    match result.await {
        Ok(_) => call.done(&format!("/units/{unit}/posts"), Message::new("post-added")),
        Err(failure) => {
            let markup = page(&call, &Kept::refused(&call.form, &failure), None).await?;
            call.refused(&failure, markup)
        }
    }
}

async fn hand_over(call: Call) -> Outcome<Response> {
    let (unit, post) = (call.id("id")?, call.id("post")?);
    let read = call.form.read(|r| {
        let person = r.id("person");
        let name = if person.is_none() { r.required_text("name", 60) } else { String::new() };
        (person, name, r.required_day("from"))
    });
    let result = form_flow::act(&call, read, move |tx, context, ids, (person, name, from)| {
        // The post must be this unit's: an address put together by hand hands nothing over.
        if store::post(tx, post)?.is_none_or(|post| post.data.unit != unit) {
            return Err(Failure::not_found());
        }
        let person = match person {
            Some(person) => *person,
            None => commands::add_person(tx, context, ids, name, "")?,
        };
        commands::succeed(tx, context, ids, post, person, *from)
    });
    match result.await {
        Ok(_) => call.done(&format!("/units/{unit}/posts"), Message::new("post-handed-over")),
        Err(failure) => {
            let markup = page(&call, &Kept::refused(&call.form, &failure), Some(post)).await?;
            call.refused(&failure, markup)
        }
    }
}
