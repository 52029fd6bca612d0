//! The list of tokens, issuing one (its secret is shown once), revoking one.

use axum::response::Response;
use qipan_kernel::{Message, Outcome, Role};
use qipan_web::components::*;
use qipan_web::{Kept, Lang, Markup, Page, html};

use super::{DAYS_MAX, NewToken, issue, revoke, secret, store};
use crate::access::Act;
use crate::http::{Access, Call, Routes};
use crate::users::pages::{role_choices, role_key, role_options, unit_options};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::TokenManage);
    routes.page("/system/tokens", manage, list);
    routes.form("/system/tokens", manage, create);
    routes.form("/system/tokens/{id}/revoke", manage, take_back);
}

async fn list(call: Call) -> Outcome<Response> {
    let until = (call.view.today + 365).to_string();
    let markup = page(&call, &Kept::with([("until", until)]), None).await?;
    call.page(markup)
}

async fn page(call: &Call, kept: &Kept, fresh: Option<&str>) -> Outcome<Markup> {
    let tokens = call.read(store::list).await?;
    let units = call.site.units()?;
    let (view, now) = (&call.view, call.context()?.now);
    let english = view.lang == Lang::En;
    let heads =
        ["token-name", "user-role", "user-unit", "token-issued", "token-until", "token-used", "token-state"];
    let heads = heads.iter().map(|key| Head::new(view.t(key))).collect();
    let mut table = Table::new(view.t("tokens-title"), heads).caption_hidden();
    for token in &tokens {
        let state = if token.works(now) {
            let button =
                Button::submit(view.t("token-revoke")).danger().small().confirm(view.t("token-revoke-ask"));
            html! {
                (Button::link(view.t("token-hub-rights"), format!("/hub/tokens/{}", token.id)).small()) " "
                (button_form(view, &format!("/system/tokens/{}/revoke", token.id), &[], &button))
            }
        } else {
            html! { (view.t(if token.revoked_at.is_some() { "token-revoked" } else { "token-expired" })) }
        };
        let cells = vec![
            token.name.as_str().into(),
            view.t(&role_key(token.role)).into_owned().into(),
            token.unit.map(|id| units.short_name(id, english)).unwrap_or_default().into(),
            view.day(token.created_at.day()).into(),
            view.day(token.expires_at.plus_ms(-1).day()).into(),
            token.used.map(|day| view.day(day)).unwrap_or_default().into(),
            state.into(),
        ];
        if token.works(now) { table.row(cells) } else { table.row_of("muted", cells) }
    }
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("users-title"), "/system/users"), Crumb::here(view.t("tokens-title"))]))
        h1 { (view.t("tokens-title")) }
        p class="quiet" { (view.t("tokens-about")) }
        @if let Some(secret) = fresh {
            (callout(Light::Green, &view.t("token-fresh"), html! {
                p { code class="secret" { (secret) } }
                p { (view.t("token-fresh-once")) }
            }))
        }
        @if table.is_empty() { (empty_state(&view.t("tokens-none"), None)) } @else { (table.render(view)) }
        section {
            h2 { (view.t("token-new")) }
            (error_summary(view, kept))
            (form(view, "/system/tokens", html! {
                (Field::text("name", "token-name").required().max(60).hint(view.t("token-name-hint")).render(view, kept))
                (Field::select("role", "user-role", role_options(view)).required().empty_option(view.t("accounts-choose")).render(view, kept))
                (Field::select("unit", "user-unit", unit_options(view, &units)).empty_option(view.t("unit-whole-city"))
                    .hint(view.t("user-unit-hint")).render(view, kept))
                (Field::day("until", "token-until").required().between(view.today, view.today + DAYS_MAX).render(view, kept))
                div class="actions" { (Button::submit(view.t("token-issue"))) }
            }))
        }
    };
    Ok(Page::new(view, &view.t("tokens-title")).render(body))
}

async fn create(call: Call) -> Outcome<Response> {
    let read = call.form.read(|r| NewToken {
        name: r.required_text("name", 60),
        role: r.required_choice("role", &role_choices(), Role::Auditor),
        unit: r.id("unit"),
        until: r.required_day("until"),
    });
    let fresh = secret(&mut call.site.chance.clone());
    let result = match read {
        Ok(new) => {
            let (context, ids, given) = (call.context()?.clone(), call.site.ids.clone(), fresh.clone());
            call.write(move |tx| issue(tx, &context, &ids, &new, &given)).await
        }
        Err(failure) => Err(failure),
    };
    match result {
        // Answered with the page itself: the secret must not travel in an address or a cookie.
        Ok(_) => {
            let markup = page(&call, &Kept::empty(), Some(&fresh)).await?;
            call.page(markup)
        }
        Err(failure) => {
            let markup = page(&call, &Kept::refused(&call.form, &failure), None).await?;
            call.refused(&failure, markup)
        }
    }
}

async fn take_back(call: Call) -> Outcome<Response> {
    let (id, context) = (call.id("id")?, call.context()?.clone());
    call.write(move |tx| revoke(tx, &context, id)).await?;
    call.site.accounts_changed();
    call.done("/system/tokens", Message::new("token-revoke-done"))
}
