//! The list of users, and the form of one.

use axum::response::Response;
use qipan_kernel::{Failure, Id, Message, Outcome, Role};
use qipan_web::components::*;
use qipan_web::forms::Reader;
use qipan_web::{Form, Kept, Lang, Markup, Page, View, html};

use crate::access::Act;
use crate::form_flow;
use crate::http::{Access, Call, Routes};
use crate::people::Roster;
use crate::units::Units;
use crate::users::{PasswordHash, User, UserData, commands, hashing, store};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::UserManage);
    routes.page("/system", manage, |call| async move { call.redirect("/system/users") });
    routes.page("/system/users", manage, list);
    routes.page("/system/users/new", manage, show_new);
    routes.form("/system/users/new", manage, create);
    routes.page("/system/users/{id}", manage, show);
    routes.form("/system/users/{id}", manage, amend);
    routes.form("/system/users/{id}/password", manage, reset_password);
    routes.form("/system/users/{id}/disable", manage, disable);
    routes.form("/system/users/{id}/second-factor", manage, drop_totp);
}

/// The key of a role's label.
pub fn role_key(role: Role) -> String {
    format!("role-{}", role.as_str().replace('_', "-"))
}

/// Roles as choices of a form.
pub(crate) fn role_options(view: &View) -> Vec<(&'static str, String)> {
    Role::ALL.into_iter().map(|role| (role.as_str(), view.t(&role_key(role)).into_owned())).collect()
}

/// Units that go on as choices of a form, indented by their depth.
pub(crate) fn unit_options(view: &View, units: &Units) -> Vec<(String, String)> {
    let english = view.lang == Lang::En;
    let open = units.with_depth().filter(|(unit, _)| unit.data.valid_to.is_none_or(|to| to >= view.today));
    open.map(|(unit, depth)| {
        (unit.id.to_string(), format!("{}{}", "\u{3000}".repeat(depth), unit.data.name(english)))
    })
    .collect()
}

/// Roles by their words.
pub(crate) fn role_choices() -> Vec<(&'static str, Role)> {
    Role::ALL.into_iter().map(|role| (role.as_str(), role)).collect()
}

async fn list(call: Call) -> Outcome<Response> {
    let users = call.read(store::list).await?;
    let units = call.site.units()?;
    let view = &call.view;
    let words = crate::units::rules::fold(call.query.value("q"));
    let found: Vec<&User> = users
        .iter()
        .filter(|user| {
            user.data.name.contains(&words) || crate::units::rules::fold(&user.data.display).contains(&words)
        })
        .collect();
    let english = view.lang == Lang::En;
    let heads = ["user-name", "user-display", "user-role", "user-unit", "user-totp", "user-state"];
    let heads = heads.iter().map(|key| Head::new(view.t(key))).collect();
    let mut table = Table::new(view.t("users-title"), heads).caption_hidden();
    for user in &found {
        let cells = vec![
            Cell::from(html! { a href={ "/system/users/" (user.id) } { (user.data.name) } }),
            user.data.display.as_str().into(),
            view.t(&role_key(user.data.role)).into_owned().into(),
            user.data.unit.map(|id| units.short_name(id, english)).unwrap_or_default().into(),
            view.t(if user.totp { "user-totp-on" } else { "user-totp-off" }).into_owned().into(),
            view.t(if user.disabled { "user-disabled" } else { "user-active" }).into_owned().into(),
        ];
        if user.disabled { table.row_of("muted", cells) } else { table.row(cells) }
    }
    let kept = Kept::with([("q", call.query.value("q"))]);
    let body = html! {
        h1 { (view.t("users-title")) }
        div class="actions" {
            (Button::link(view.t("user-new"), "/system/users/new").primary())
            (Button::link(view.t("tokens-title"), "/system/tokens"))
        }
        (filter_bar(view, Field::search("q", "users-search").render(view, &kept)))
        @if found.is_empty() {
            (empty_state(&view.t("users-none"), None))
        } @else {
            (table.render(view))
        }
    };
    call.page(Page::new(view, &view.t("users-title")).render(body))
}

fn fields(view: &View, units: &Units, people: &Roster, kept: &Kept) -> Markup {
    html! {
        (Field::text("name", "user-name").required().autocomplete("off").max(40).hint(view.t("user-name-hint")).render(view, kept))
        (Field::text("display", "user-display").required().max(60).render(view, kept))
        (Field::select("role", "user-role", role_options(view)).required().empty_option(view.t("accounts-choose")).render(view, kept))
        (Field::select("unit", "user-unit", unit_options(view, units)).empty_option(view.t("unit-whole-city"))
            .hint(view.t("user-unit-hint")).render(view, kept))
        (Field::select("person", "user-person", people.people().into_iter().map(|one| (one.id, &one.name)))
            .empty_option(view.t("user-person-none")).hint(view.t("user-person-hint")).render(view, kept))
    }
}

fn read(r: &Reader<'_>) -> UserData {
    UserData {
        name: r.required_text("name", 40),
        display: r.required_text("display", 60),
        role: r.required_choice("role", &role_choices(), Role::Auditor),
        unit: r.id("unit"),
        person: r.id("person"),
    }
}

async fn show_new(call: Call) -> Outcome<Response> {
    let markup = new_page(&call, &Kept::empty())?;
    call.page(markup)
}

fn new_page(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let (view, units, people) = (&call.view, call.site.units()?, call.site.roster()?);
    let title = view.t("user-new");
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("users-title"), "/system/users"), Crumb::here(&title)]))
        h1 { (title) }
        (error_summary(view, kept))
        (form(view, "/system/users/new", html! {
            (fields(view, &units, &people, kept))
            (Field::password("password", "user-first-password").required().autocomplete("new-password")
                .hint(view.t("user-first-password-hint")).render(view, kept))
            div class="actions" { (Button::submit(view.t("accounts-save"))) (Button::link(view.t("cancel"), "/system/users")) }
        }))
    };
    Ok(Page::new(view, &title).render(body))
}

async fn create(call: Call) -> Outcome<Response> {
    let made = try_create(&call).await;
    form_flow::answer(
        &call,
        made,
        |id| (format!("/system/users/{id}"), "user-created"),
        |kept| new_page(&call, kept),
    )
}

async fn try_create(call: &Call) -> Outcome<Id> {
    let (data, password) = call.form.read(|r| (read(r), r.required_secret("password", 1_000)))?;
    let hash = first_password(call, &data, password).await?;
    form_flow::act(call, Ok(data), move |tx, context, ids, data| {
        commands::create(tx, context, ids, data.clone(), &hash, true)
    })
    .await
}

/// The first password of a user, which somebody else has chosen.
pub(super) async fn first_password(call: &Call, data: &UserData, password: String) -> Outcome<PasswordHash> {
    hashing::hash(password, data.name.clone(), data.display.clone(), call.site.chance).await
}

async fn load(call: &Call) -> Outcome<User> {
    let id = call.id("id")?;
    call.read(move |tx| store::get(tx, id)).await?.ok_or_else(Failure::not_found)
}

async fn show(call: Call) -> Outcome<Response> {
    let user = load(&call).await?;
    let text = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    let (unit, person) = (text(user.data.unit), text(user.data.person));
    let kept = Kept::with([
        ("name", user.data.name.as_str()),
        ("display", &user.data.display),
        ("role", user.data.role.as_str()),
        ("unit", &unit),
        ("person", &person),
        ("version", &user.version.to_string()),
    ]);
    let markup = user_page(&call, &user, &kept, &Kept::empty())?;
    call.page(markup)
}

fn user_page(call: &Call, user: &User, kept: &Kept, password: &Kept) -> Outcome<Markup> {
    let (view, units, people) = (&call.view, call.site.units()?, call.site.roster()?);
    let at = |act: &str| format!("/system/users/{}{act}", user.id);
    let version = user.version.to_string();
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("users-title"), "/system/users"), Crumb::here(&user.data.display)]))
        h1 { (user.data.display) }
        @if user.disabled { (callout(Light::Grey, &view.t("user-disabled"), html! {})) }
        (error_summary(view, kept))
        (form(view, &at(""), html! {
            input type="hidden" name="version" value=(kept.value("version"));
            (fields(view, &units, &people, kept))
            div class="actions" { (Button::submit(view.t("accounts-save"))) (Button::link(view.t("cancel"), "/system/users")) }
        }))
        section {
            h2 { (view.t("user-reset-password")) }
            (error_summary(view, password))
            (form(view, &at("/password"), html! {
                (Field::password("password", "user-first-password").required().autocomplete("new-password")
                    .hint(view.t("user-first-password-hint")).render(view, password))
                div class="actions" { (Button::submit(view.t("user-reset-password")).secondary()) }
            }))
        }
        section {
            h2 { (view.t("user-access")) }
            div class="actions" {
                @if user.totp {
                    (button_form(view, &at("/second-factor"), &[], &Button::submit(view.t("user-totp-drop")).secondary()
                        .confirm(view.t("user-totp-drop-ask"))))
                }
                @if user.disabled {
                    (button_form(view, &at("/disable"), &[("version", &version), ("disabled", "0")],
                        &Button::submit(view.t("user-enable")).secondary()))
                } @else {
                    (button_form(view, &at("/disable"), &[("version", &version), ("disabled", "1")],
                        &Button::submit(view.t("user-disable")).danger().confirm(view.t("user-disable-ask"))))
                }
            }
        }
    };
    Ok(Page::new(view, &user.data.display).render(body))
}

/// The version that a form was made from; 0 (which no user has) when it cannot be read.
pub(crate) fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

async fn amend(call: Call) -> Outcome<Response> {
    let (user, version) = (load(&call).await?, version(&call.form));
    let id = user.id;
    let saved = form_flow::act(&call, call.form.read(read), move |tx, context, _, data| {
        commands::amend(tx, context, id, version, data.clone())
    });
    let saved = saved.await;
    form_flow::answer(
        &call,
        saved,
        |()| ("/system/users".to_owned(), "user-saved"),
        |kept| user_page(&call, &user, kept, &Kept::empty()),
    )
}

async fn reset_password(call: Call) -> Outcome<Response> {
    let user = load(&call).await?;
    let data = user.data.clone();
    let fresh = match call.form.read(|r| r.required_secret("password", 1_000)) {
        Ok(password) => hashing::hash(password, data.name, data.display, call.site.chance).await,
        Err(failure) => Err(failure),
    };
    let hash = match fresh {
        Ok(hash) => hash,
        Err(failure) => {
            let kept = Kept::refused(&call.form, &failure);
            let own = Kept::with([("name", user.data.name.as_str()), ("display", &user.data.display)]);
            let markup = user_page(&call, &user, &own, &kept)?;
            return call.refused(&failure, markup);
        }
    };
    let context = call.context()?.clone();
    call.write(move |tx| commands::reset_password(tx, &context, user.id, &hash)).await?;
    call.site.accounts_changed();
    call.done(&format!("/system/users/{}", user.id), Message::new("user-password-reset"))
}

async fn disable(call: Call) -> Outcome<Response> {
    let (id, version, context) = (call.id("id")?, version(&call.form), call.context()?.clone());
    let disabled = call.form.value("disabled") == "1";
    call.write(move |tx| commands::disable(tx, &context, id, version, disabled)).await?;
    call.site.accounts_changed();
    let key = if disabled { "user-disable-done" } else { "user-enable-done" };
    call.done(&format!("/system/users/{id}"), Message::new(key))
}

async fn drop_totp(call: Call) -> Outcome<Response> {
    let (id, context) = (call.id("id")?, call.context()?.clone());
    if id == context.actor.id {
        // One's own needs a code.
        return call.redirect("/account");
    }
    let vault = call.site.vault.clone();
    call.write(move |tx| commands::drop_totp(tx, &context, &vault, id, "")).await?;
    call.done(&format!("/system/users/{id}"), Message::new("account-totp-dropped"))
}
