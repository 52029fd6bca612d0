//! Signing in (with a step for the one-time code), signing out, choosing the language.

use axum::http::header;
use axum::response::Response;
use qipan_kernel::{Failure, FailureKind, Message, Outcome};
use qipan_web::components::{Button, Field, error_summary, form};
use qipan_web::security::{Cookie, local_path};
use qipan_web::{Flash, Kept, Lang, Markup, html, page};

use crate::chance;
use crate::http::{Access, Call, LANG_COOKIE, Routes, SESSION_COOKIE};
use crate::sessions::commands::{self, Attempt, SignIn};
use crate::sessions::{rules, store};
use crate::users::{PasswordHash, User, hashing, store as users};

/// A chosen language is kept for a year.
const LANGUAGE_SECONDS: i64 = 365 * 86_400;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.page("/sign-in", Access::Public, show);
    routes.form("/sign-in", Access::Public, sign_in);
    routes.page("/sign-in/code", Access::Public, show_code);
    routes.form("/sign-in/code", Access::Public, confirm_code);
    routes.page("/sign-in/password", Access::Public, show_password);
    routes.form("/sign-in/password", Access::Public, choose_password);
    routes.form("/sign-out", Access::Public, sign_out);
    routes.page("/language/{lang}", Access::Public, language);
}

/// Where to go after signing in; never to another site, never back to signing in.
fn next(call: &Call) -> String {
    let asked = if call.form.has("next") { call.form.value("next") } else { call.query.value("next") };
    let path = local_path(asked);
    if path.starts_with("/sign-") { "/".to_owned() } else { path.to_owned() }
}

async fn show(call: Call) -> Outcome<Response> {
    if call.context.is_some() {
        return call.redirect(&next(&call));
    }
    call.page(sign_in_page(&call, &Kept::empty()))
}

fn sign_in_page(call: &Call, kept: &Kept) -> Markup {
    let view = &call.view;
    let body = html! {
        div class="sign-in" {
            h1 { (view.t("sign-in-title")) }
            p class="quiet" { (view.t("sign-in-about")) }
            (error_summary(view, kept))
            (form(view, "/sign-in", html! {
                input type="hidden" name="next" value=(next(call));
                (Field::text("name", "sign-in-name").required().autocomplete("username").autofocus().render(view, kept))
                (Field::password("password", "sign-in-password").required().autocomplete("current-password").render(view, kept))
                div class="actions" { (Button::submit(view.t("sign-in"))) }
            }))
        }
    };
    page(view, &view.t("sign-in-title"), body)
}

fn agent(call: &Call) -> String {
    let agent = call.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().to_owned()
}

async fn sign_in(call: Call) -> Outcome<Response> {
    let fields = call.form.read(|r| (r.required_text("name", 200), r.required_secret("password", 1_000)));
    let (typed, password) = match fields {
        Ok(fields) => fields,
        Err(failure) => return refuse(&call, &failure),
    };
    let now = call.site.now();
    let (name, address) = (commands::clean_name(&typed), call.peer.clone());
    let candidate = call.read(move |tx| store::candidate(tx, &name, &address)).await?;
    if let Err(failure) = rules::admit(&candidate.standing, now) {
        return refuse(&call, &failure);
    }
    let hash = candidate.hash().cloned();
    let fits = hashing::verify(hash.clone(), password).await?;
    let attempt = Attempt {
        name: typed,
        address: call.peer.clone(),
        agent: agent(&call),
        fitted: hash.filter(|_| fits),
    };
    let (ids, secret) = (call.site.ids.clone(), chance::secret(&mut call.site.chance.clone()));
    let given = secret.clone();
    let result = call.write(move |tx| commands::sign_in(tx, &ids, now, &attempt, &given)).await?;
    match result {
        SignIn::Refused(failure) => refuse(&call, &failure),
        going_on => go_on(&call, &going_on, &secret),
    }
}

/// Goes to the next step, or in.
fn go_on(call: &Call, result: &SignIn, secret: &str) -> Outcome<Response> {
    let step = |page: &str| {
        let next: String = form_urlencoded::byte_serialize(next(call).as_bytes()).collect();
        call.redirect(&format!("{page}?next={next}"))
    };
    let response = match result {
        SignIn::CodeWanted => step("/sign-in/code")?,
        SignIn::PasswordWanted => step("/sign-in/password")?,
        SignIn::Done { .. } | SignIn::Refused(_) => call.redirect(&next(call))?,
    };
    call.site.accounts_changed();
    with_session(call, response, secret)
}

fn refuse(call: &Call, failure: &Failure) -> Outcome<Response> {
    let kept = Kept::refused(&call.form, failure);
    call.refused(failure, sign_in_page(call, &kept))
}

/// The cookie lives as long as the browser; the session's own end is kept by the server.
fn with_session(call: &Call, mut response: Response, secret: &str) -> Outcome<Response> {
    let cookie = Cookie::new(SESSION_COOKIE, secret).secure(call.site.https).build();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn show_code(call: Call) -> Outcome<Response> {
    if call.context.is_some() || call.session.is_none() {
        return call.redirect(&next(&call));
    }
    call.page(code_page(&call, &Kept::empty()))
}

fn code_page(call: &Call, kept: &Kept) -> Markup {
    let view = &call.view;
    let body = html! {
        div class="sign-in" {
            h1 { (view.t("sign-in-code-title")) }
            p class="quiet" { (view.t("sign-in-code-about")) }
            (error_summary(view, kept))
            (form(view, "/sign-in/code", html! {
                input type="hidden" name="next" value=(next(call));
                (Field::text("code", "sign-in-code").required().short().autocomplete("one-time-code").autofocus().max(10).render(view, kept))
                div class="actions" { (Button::submit(view.t("sign-in"))) }
            }))
            p { a href="/sign-in" { (view.t("sign-in-again")) } }
        }
    };
    page(view, &view.t("sign-in-code-title"), body)
}

async fn confirm_code(call: Call) -> Outcome<Response> {
    let Some(half) = call.session.clone() else { return call.redirect("/sign-in") };
    let now = call.site.now();
    let typed = call.form.value("code").to_owned();
    let (ids, secret) = (call.site.ids.clone(), chance::secret(&mut call.site.chance.clone()));
    let (given, address, vault) = (secret.clone(), call.peer.clone(), call.site.vault.clone());
    let result = call
        .write(move |tx| commands::confirm_code(tx, (&ids, &vault), now, &half, &typed, &address, &given))
        .await?;
    match result {
        None => late(&call),
        Some(SignIn::Refused(failure)) => {
            let kept = Kept::refused(&call.form, &failure.clone().at("code"));
            call.refused(&failure, code_page(&call, &kept))
        }
        Some(going_on) => go_on(&call, &going_on, &secret),
    }
}

/// There is no sign-in that this step belongs to (any more).
fn late(call: &Call) -> Outcome<Response> {
    let failure = Failure::new(FailureKind::Unauthenticated, "sign-in-late");
    let kept = Kept::refused(&call.form, &failure);
    call.refused(&failure, sign_in_page(call, &kept))
}

async fn show_password(call: Call) -> Outcome<Response> {
    if call.context.is_some() || call.session.is_none() {
        return call.redirect(&next(&call));
    }
    call.page(password_page(&call, &Kept::empty()))
}

fn password_page(call: &Call, kept: &Kept) -> Markup {
    let view = &call.view;
    let body = html! {
        div class="sign-in" {
            h1 { (view.t("account-password")) }
            p class="quiet" { (view.t("account-must-change")) }
            (error_summary(view, kept))
            (form(view, "/sign-in/password", html! {
                input type="hidden" name="next" value=(next(call));
                (Field::password("password", "account-password-new").required().autocomplete("new-password").autofocus()
                    .hint(view.t("account-password-hint")).render(view, kept))
                (Field::password("again", "account-password-again").required().autocomplete("new-password").render(view, kept))
                div class="actions" { (Button::submit(view.t("account-password-change"))) }
            }))
            p { a href="/sign-in" { (view.t("sign-in-again")) } }
        }
    };
    page(view, &view.t("account-password"), body)
}

async fn choose_password(call: Call) -> Outcome<Response> {
    let Some(half) = call.session.clone() else { return call.redirect("/sign-in") };
    let (now, looked) = (call.site.now(), half.clone());
    let found = call.read(move |tx| store::find_half(tx, &looked, now, rules::Stage::Password)).await?;
    let Some(signed) = found else { return late(&call) };
    let fresh = match own_password(&call, signed.user).await {
        Ok(fresh) => fresh,
        Err(failure) => {
            let kept = Kept::refused(&call.form, &failure);
            return call.refused(&failure, password_page(&call, &kept));
        }
    };
    let (ids, secret) = (call.site.ids.clone(), chance::secret(&mut call.site.chance.clone()));
    let given = secret.clone();
    let result =
        call.write(move |tx| commands::choose_password(tx, &ids, now, &half, &fresh, &given)).await?;
    match result {
        None => late(&call),
        Some(going_on) => go_on(&call, &going_on, &secret),
    }
}

/// Reads and hashes a password that its owner chooses; the one that somebody else has set is not their own.
async fn own_password(call: &Call, user: User) -> Outcome<PasswordHash> {
    let password = call.form.read(|r| {
        let password = r.required_secret("password", 1_000);
        if r.required_secret("again", 1_000) != password {
            r.fail(Failure::invalid("account-password-differs").at("again"));
        }
        password
    })?;
    let id = user.id;
    let before = call.read(move |tx| users::password(tx, id)).await?;
    if hashing::verify(before, password.clone()).await? {
        return Err(Failure::invalid("account-password-same").at("password"));
    }
    hashing::hash(password, user.data.name, user.data.display, call.site.chance).await
}

async fn sign_out(call: Call) -> Outcome<Response> {
    if let Some(secret) = call.session.clone() {
        let now = call.site.now();
        call.write(move |tx| commands::sign_out(tx, now, &secret)).await?;
        call.site.accounts_changed();
    }
    let mut response = call.redirect("/sign-in")?;
    let flash = Flash::done(Message::new("sign-out-done")).encode();
    for cookie in [Cookie::expired(SESSION_COOKIE), Cookie::new(Flash::COOKIE, flash).max_age(60)] {
        response.headers_mut().append(header::SET_COOKIE, cookie.secure(call.site.https).build());
    }
    Ok(response)
}

async fn language(call: Call) -> Outcome<Response> {
    let lang = Lang::parse(call.param("lang")).ok_or_else(Failure::not_found)?;
    let mut response = call.redirect(call.query.value("back"))?;
    let cookie = Cookie::new(LANG_COOKIE, lang.as_str()).max_age(LANGUAGE_SECONDS).secure(call.site.https);
    response.headers_mut().append(header::SET_COOKIE, cookie.build());
    Ok(response)
}
