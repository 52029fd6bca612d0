//! Connecting another system: a token with its rights, and the three calls to begin with.

use axum::http::header;
use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::tokens::{self, NewToken};
use qipan_accounts::units::Units;
use qipan_kernel::{Failure, Message, Outcome, Role};
use qipan_web::components::*;
use qipan_web::forms::Reader;
use qipan_web::{Kept, Markup, Page, View, html};

use super::{english, head};
use crate::http::ROOT;
use crate::rights::{Rights, Verb, api, store};

/// `GET /hub/connect`.
pub async fn page(call: Call) -> Outcome<Response> {
    let until = (call.view.today + 365).to_string();
    let kept = Kept::with([
        ("until", until.as_str()),
        ("verbs", "read"),
        ("verbs", "write"),
        ("verbs", "subscribe"),
    ]);
    let markup = draw(&call, &kept, None)?;
    call.page(markup)
}

fn unit_options(view: &View, units: &Units) -> Vec<(String, String)> {
    let all = units.with_depth().filter(|(unit, _)| unit.data.active_on(view.today));
    all.map(|(unit, depth)| {
        let indent = "\u{3000}".repeat(depth.min(4));
        (unit.id.to_string(), format!("{indent}{}", unit.data.short(english(view))))
    })
    .collect()
}

/// The fields of rights, which both forms have.
fn rights_fields(view: &View, kept: &Kept) -> Markup {
    html! {
        (Field::checkboxes("verbs", "hub-rights-verbs", Verb::ALL.map(|verb| (verb.as_str(), view.t(verb.key()).into_owned()))).render(view, kept))
        (Field::area("tenants", "hub-rights-tenants", 2).hint(view.t("hub-rights-tenants-hint")).render(view, kept))
        (Field::area("types", "hub-rights-types", 3).hint(view.t("hub-rights-types-hint")).render(view, kept))
    }
}

/// What stands for the default tenant in the form.
const DEFAULT: &str = "-";

fn read_rights(r: &Reader<'_>) -> Rights {
    let list = |name: &str| -> Option<Vec<String>> {
        let text = r.paragraph(name, 20_000);
        let all: Vec<String> = text
            .split([',', '\n', '，', '、', ' '])
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect();
        (!all.is_empty()).then_some(all)
    };
    let core = qipan_ngsild::Context::core();
    let tenants = list("tenants")
        .map(|all| all.into_iter().map(|one| if one == DEFAULT { String::new() } else { one }).collect());
    // Terms are those of the core context: what is typed without a prefix.
    let types = list("types").map(|all| {
        all.into_iter().map(|one| core.expand(&one).map(|name| name.into_owned()).unwrap_or(one)).collect()
    });
    let verbs = Verb::ALL
        .into_iter()
        .filter(|verb| r.form().values("verbs").any(|word| word == verb.as_str()))
        .collect();
    Rights { tenants, types, verbs }
}

/// The address at which the person reaches this server is that which the other system will reach.
fn address(call: &Call) -> String {
    let host = call.headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}{ROOT}", if call.site.https { "https" } else { "http" })
}

/// The three calls, ready to be pasted.
fn calls(call: &Call, secret: &str, rights: &Rights) -> Vec<(&'static str, String)> {
    let (view, root) = (&call.view, address(call));
    let named = rights.types.as_ref().and_then(|types| types.first());
    let kind = named.map_or("WaterLevel", |name| name.as_str());
    let tenant = rights.tenants.as_ref().and_then(|names| names.first()).filter(|name| !name.is_empty());
    let tenant = tenant.map(|name| format!(" \\\n  -H 'NGSILD-Tenant: {name}'")).unwrap_or_default();
    let head = format!(
        "  -H 'Authorization: Bearer {secret}' \\\n  -H 'NGSILD-Purpose: {}'{tenant}",
        view.t("hub-connect-purpose")
    );
    let json = " \\\n  -H 'Content-Type: application/json'";
    vec![
        (
            "hub-connect-create",
            format!(
                "curl -i {root}/entities \\\n{head}{json} \\\n  -d '{{\"id\": \"urn:ngsi-ld:Example:1\", \"type\": \"{kind}\", \"level\": {{\"type\": \"Property\", \"value\": 2.4, \"unitCode\": \"MTR\"}}}}'"
            ),
        ),
        ("hub-connect-read", format!("curl -i '{root}/entities?type={kind}&limit=20' \\\n{head}")),
        (
            "hub-connect-subscribe",
            format!(
                "curl -i {root}/subscriptions \\\n{head}{json} \\\n  -d '{{\"type\": \"Subscription\", \"entities\": [{{\"type\": \"{kind}\"}}], \"notification\": {{\"endpoint\": {{\"uri\": \"https://system.example/notify\"}}}}}}'"
            ),
        ),
    ]
}

fn draw(call: &Call, kept: &Kept, fresh: Option<(&str, &Rights)>) -> Outcome<Markup> {
    let view = &call.view;
    let units = call.site.units()?;
    let all = Rights::all();
    let (secret, rights) = fresh.unwrap_or(("<TOKEN>", &all));
    let roles = [Role::Supervision, Role::UnitHandler, Role::Auditor];
    let roles = roles.map(|role| {
        (role.as_str(), view.t(&format!("role-{}", role.as_str().replace('_', "-"))).into_owned())
    });
    let body = html! {
        (head(call, "/hub/connect")?)
        p class="quiet" { (view.t("hub-connect-about")) }
        @if let Some((secret, _)) = fresh {
            (callout(Light::Green, &view.t("token-fresh"), html! {
                p { code class="secret" { (secret) } }
                p { (view.t("token-fresh-once")) }
            }))
        }
        section {
            h2 { (view.t("hub-connect-calls")) }
            @for (key, text) in calls(call, secret, rights) { h3 { (view.t(key)) } pre class="code" { (text) } }
        }
        @if fresh.is_none() {
            section {
                h2 { (view.t("hub-connect-new")) }
                (error_summary(view, kept))
                (form(view, "/hub/connect", html! {
                    (Field::text("name", "token-name").required().max(60).hint(view.t("token-name-hint")).render(view, kept))
                    (Field::select("role", "user-role", roles).render(view, kept))
                    (Field::select("unit", "user-unit", unit_options(view, &units)).empty_option(view.t("unit-whole-city")).render(view, kept))
                    (Field::day("until", "token-until").required().between(view.today, view.today + tokens::DAYS_MAX).render(view, kept))
                    (rights_fields(view, kept))
                    div class="actions" { (Button::submit(view.t("token-issue"))) }
                }))
            }
        } @else {
            p { (Button::link(view.t("tokens-title"), "/system/tokens")) }
        }
    };
    Ok(Page::new(view, &view.t("hub-connect")).render(body))
}

/// `POST /hub/connect`.
pub async fn issue(call: Call) -> Outcome<Response> {
    let roles = [Role::Supervision, Role::UnitHandler, Role::Auditor].map(|role| (role.as_str(), role));
    let read = call.form.read(|r| {
        let new = NewToken {
            name: r.required_text("name", 60),
            role: r.choice("role", &roles).unwrap_or(Role::Supervision),
            unit: r.id("unit"),
            until: r.required_day("until"),
        };
        let rights = read_rights(r);
        if rights.verbs.is_empty() {
            r.fail(Failure::invalid("form-required").at("verbs"));
        }
        (new, rights)
    });
    let secret = tokens::secret(&mut call.site.chance.clone());
    let result = match read {
        Ok((new, rights)) => {
            let (context, ids, given) = (call.context()?.clone(), call.site.ids.clone(), secret.clone());
            call.write(move |tx| {
                let id = tokens::issue(tx, &context, &ids, &new, &given)?;
                store::set(tx, &context, id, &rights)?;
                Ok(rights.clone())
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match result {
        // Answered with the page itself: the secret must not travel in an address or a cookie.
        Ok(rights) => {
            api::forget(&call);
            let markup = draw(&call, &Kept::empty(), Some((&secret, &rights)))?;
            call.page(markup)
        }
        Err(failure) => {
            let markup = draw(&call, &Kept::refused(&call.form, &failure), None)?;
            call.refused(&failure, markup)
        }
    }
}

/// `GET /hub/tokens/{id}`.
pub async fn rights_page(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let rights = call.read(move |tx| store::get(tx, id)).await?.unwrap_or_default();
    let list = |names: &Option<Vec<String>>| {
        let shown = names.iter().flatten().map(|name| if name.is_empty() { DEFAULT } else { name.as_str() });
        shown.collect::<Vec<_>>().join("\n")
    };
    let mut pairs = vec![("tenants", list(&rights.tenants)), ("types", list(&rights.types))];
    pairs.extend(rights.verbs.iter().map(|verb| ("verbs", verb.as_str().to_owned())));
    let markup = draw_rights(&call, &Kept::with(pairs)).await?;
    call.page(markup)
}

async fn draw_rights(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let (view, id) = (&call.view, call.id("id")?);
    let token = call.read(move |tx| tokens::store::get(tx, id)).await?.ok_or_else(Failure::not_found)?;
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("tokens-title"), "/system/tokens"), Crumb::here(&token.name)]))
        h1 { (view.m(&Message::new("hub-rights-title").with("name", token.name.as_str()))) }
        p class="quiet" { (view.t("hub-rights-about")) }
        (error_summary(view, kept))
        (form(view, &format!("/hub/tokens/{id}"), html! {
            (rights_fields(view, kept))
            div class="actions" { (Button::submit(view.t("hub-rights-save"))) }
        }))
    };
    Ok(Page::new(view, &token.name).render(body))
}

/// `POST /hub/tokens/{id}`.
pub async fn set_rights(call: Call) -> Outcome<Response> {
    let (id, context) = (call.id("id")?, call.context()?.clone());
    let rights = call.form.read(read_rights);
    let result = match rights {
        Ok(rights) => call.write(move |tx| store::set(tx, &context, id, &rights)).await,
        Err(failure) => Err(failure),
    };
    match result {
        Ok(()) => {
            api::forget(&call);
            call.done("/system/tokens", Message::new("hub-rights-done"))
        }
        Err(failure) if failure.field.is_some() => {
            let markup = draw_rights(&call, &Kept::refused(&call.form, &failure)).await?;
            call.refused(&failure, markup)
        }
        Err(failure) => Err(failure),
    }
}
