//! My account: password, second factor, sessions, language.

use axum::response::Response;
use qipan_kernel::{Failure, Message, Outcome};
use qipan_web::components::*;
use qipan_web::{Kept, Lang, Markup, Page, PreEscaped, View, html};

use crate::http::{Access, Call, Routes};
use crate::sessions::{self, Session, Signed};
use crate::users::{commands, hashing, store, totp};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.page("/account", Access::SignedIn, show);
    routes.form("/account/password", Access::SignedIn, change_password);
    routes.page("/account/second-factor", Access::SignedIn, show_totp);
    routes.form("/account/second-factor", Access::SignedIn, enrol_totp);
    routes.form("/account/second-factor/drop", Access::SignedIn, drop_totp);
    routes.form("/account/sessions/{id}/end", Access::SignedIn, end_session);
}

/// The session of the request with its user. Programs with a token have no account of this kind.
async fn signed(call: &Call) -> Outcome<Signed> {
    let secret = call.session.clone().ok_or_else(Failure::not_found)?;
    let now = call.context()?.now;
    call.read(move |tx| sessions::store::find(tx, &secret, now)).await?.ok_or_else(Failure::not_found)
}

async fn show(call: Call) -> Outcome<Response> {
    let markup = account(&call, &Kept::empty(), &Kept::empty()).await?;
    call.page(markup)
}

async fn account(call: &Call, password: &Kept, code: &Kept) -> Outcome<Markup> {
    let signed = signed(call).await?;
    let (id, now) = (signed.user.id, call.context()?.now);
    let sessions = call.read(move |tx| sessions::store::of_user(tx, id, now)).await?;
    let view = &call.view;
    let who = view.who.as_ref();
    let role = format!("role-{}", signed.user.data.role.as_str().replace('_', "-"));
    let body = html! {
        h1 { (view.t("my-account")) }
        @if signed.user.must_change {
            (callout(Light::Yellow, &view.t("account-must-change"), html! {}))
        }
        (Definitions::new()
            .row(view.t("user-name"), &signed.user.data.name)
            .row(view.t("user-display"), &signed.user.data.display)
            .row(view.t("user-role"), view.t(&role))
            .maybe(view.t("user-unit"), who.and_then(|who| who.unit.clone())))
        section {
            h2 { (view.t("account-password")) }
            (error_summary(view, password))
            (form(view, "/account/password", html! {
                (Field::password("old", "account-password-old").required().autocomplete("current-password").render(view, password))
                (Field::password("password", "account-password-new").required().autocomplete("new-password")
                    .hint(view.t("account-password-hint")).render(view, password))
                (Field::password("again", "account-password-again").required().autocomplete("new-password").render(view, password))
                div class="actions" { (Button::submit(view.t("account-password-change"))) }
            }))
        }
        section {
            h2 { (view.t("account-totp")) }
            (error_summary(view, code))
            @if signed.user.totp {
                p { (view.t("account-totp-on")) }
                (form(view, "/account/second-factor/drop", html! {
                    (Field::text("code", "sign-in-code").required().short().autocomplete("one-time-code").max(10).render(view, code))
                    div class="actions" { (Button::submit(view.t("account-totp-drop")).danger()) }
                }))
            } @else {
                p { (view.t("account-totp-off")) }
                p { (Button::link(view.t("account-totp-set-up"), "/account/second-factor")) }
            }
        }
        section {
            h2 { (view.t("account-sessions")) }
            (sessions_table(view, &signed.session, &sessions))
        }
        section {
            h2 { (view.t("account-language")) }
            p {
                @for lang in Lang::ALL {
                    @if lang == view.lang {
                        strong { (view.words.t(lang, "language-name")) }
                    } @else {
                        a href={ "/language/" (lang.as_str()) "?back=/account" } lang=(lang.tag()) { (view.words.t(lang, "language-name")) }
                    }
                    " "
                }
            }
        }
    };
    Ok(Page::new(view, &view.t("my-account")).render(body))
}

fn sessions_table(view: &View, own: &Session, sessions: &[Session]) -> Markup {
    let heads = vec![
        Head::new(view.t("session-begun")),
        Head::new(view.t("session-seen")),
        Head::new(view.t("session-address")),
        Head::new(view.t("session-agent")),
        Head::new(view.t("session-act")),
    ];
    let mut table = Table::new(view.t("account-sessions"), heads).caption_hidden();
    for session in sessions {
        let act = if session.id == own.id {
            html! { (view.t("session-this")) }
        } else {
            let button = Button::submit(view.t("session-end")).secondary().small();
            button_form(view, &format!("/account/sessions/{}/end", session.id), &[], &button)
        };
        table.row(vec![
            view.moment(session.created_at).into(),
            view.moment(session.seen_at).into(),
            session.address.as_str().into(),
            session.agent.chars().take(80).collect::<String>().into(),
            act.into(),
        ]);
    }
    table.render(view)
}

async fn change_password(call: Call) -> Outcome<Response> {
    match try_change_password(&call).await {
        Ok(()) => {
            call.site.accounts_changed();
            call.done("/account", Message::new("account-password-done"))
        }
        Err(failure) => {
            let markup = account(&call, &Kept::refused(&call.form, &failure), &Kept::empty()).await?;
            call.refused(&failure, markup)
        }
    }
}

async fn try_change_password(call: &Call) -> Outcome<()> {
    let signed = signed(call).await?;
    let (old, new) = call.form.read(|r| {
        let old = r.required_secret("old", 1_000);
        let new = r.required_secret("password", 1_000);
        if r.required_secret("again", 1_000) != new {
            r.fail(Failure::invalid("account-password-differs").at("again"));
        }
        (old, new)
    })?;
    let id = signed.user.id;
    let stored = call.read(move |tx| store::password(tx, id)).await?.ok_or_else(Failure::not_found)?;
    if !hashing::verify(Some(stored.clone()), old).await? {
        return Err(Failure::invalid("account-password-wrong").at("old"));
    }
    let data = signed.user.data;
    let fresh = hashing::hash(new, data.name, data.display, call.site.chance).await?;
    let (context, keep) = (call.context()?.clone(), signed.session.id);
    call.write(move |tx| commands::change_password(tx, &context, &stored, &fresh, Some(keep))).await
}

async fn show_totp(call: Call) -> Outcome<Response> {
    let signed = signed(&call).await?;
    if signed.user.totp {
        return call.redirect("/account");
    }
    let mut secret = [0_u8; totp::SECRET_BYTES];
    (call.site.chance)(&mut secret);
    let markup = totp_page(&call.view, &signed.user.data.name, &secret, &Kept::empty());
    call.page(markup)
}

fn totp_page(view: &View, name: &str, secret: &[u8], kept: &Kept) -> Markup {
    let text = totp::base32(secret);
    let uri = totp::uri(secret, &view.t("app-name"), name);
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("my-account"), "/account"), Crumb::here(view.t("account-totp"))]))
        h1 { (view.t("account-totp")) }
        ol {
            li { (view.t("totp-step-app")) }
            li {
                (view.t("totp-step-scan"))
                @if let Some(code) = qr(&uri) { div class="qr" { (code) } }
                p { code { (groups.join(" ")) } }
                p class="quiet" { a href=(uri) { (view.t("totp-open")) } }
            }
            li { (view.t("totp-step-code")) }
        }
        (error_summary(view, kept))
        (form(view, "/account/second-factor", html! {
            input type="hidden" name="secret" value=(text);
            (Field::text("code", "sign-in-code").required().short().autocomplete("one-time-code").max(10).render(view, kept))
            div class="actions" { (Button::submit(view.t("account-totp-set-up"))) (Button::link(view.t("cancel"), "/account")) }
        }))
    };
    Page::new(view, &view.t("account-totp")).render(body)
}

/// The address as a QR code; drawn here, so that the secret reaches no other machine.
fn qr(text: &str) -> Option<Markup> {
    let code = qrcode::QrCode::new(text).ok()?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
    // Our own drawing: the text is in it only as squares. The XML declaration has no place inside HTML.
    svg.find("<svg").map(|at| PreEscaped(svg[at..].to_owned()))
}

async fn enrol_totp(call: Call) -> Outcome<Response> {
    let signed = signed(&call).await?;
    let Some(secret) = totp::from_base32(call.form.value("secret")).filter(|s| s.len() == totp::SECRET_BYTES)
    else {
        return call.redirect("/account/second-factor");
    };
    let (context, given, typed) =
        (call.context()?.clone(), secret.clone(), call.form.value("code").to_owned());
    let vault = call.site.vault.clone();
    match call.write(move |tx| commands::enrol_totp(tx, &context, &vault, &given, &typed)).await {
        Ok(()) => call.done("/account", Message::new("account-totp-done")),
        Err(failure) => {
            let kept = Kept::refused(&call.form, &failure);
            let markup = totp_page(&call.view, &signed.user.data.name, &secret, &kept);
            call.refused(&failure, markup)
        }
    }
}

async fn drop_totp(call: Call) -> Outcome<Response> {
    let signed = signed(&call).await?;
    let (context, id, typed) = (call.context()?.clone(), signed.user.id, call.form.value("code").to_owned());
    let vault = call.site.vault.clone();
    match call.write(move |tx| commands::drop_totp(tx, &context, &vault, id, &typed)).await {
        Ok(()) => call.done("/account", Message::new("account-totp-dropped")),
        Err(failure) => {
            let markup = account(&call, &Kept::empty(), &Kept::refused(&call.form, &failure)).await?;
            call.refused(&failure, markup)
        }
    }
}

async fn end_session(call: Call) -> Outcome<Response> {
    let (context, id) = (call.context()?.clone(), call.id("id")?);
    call.write(move |tx| sessions::commands::revoke(tx, &context, id)).await?;
    call.site.accounts_changed();
    call.done("/account", Message::new("session-ended"))
}
