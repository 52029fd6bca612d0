//! What protects a browser session: response headers, cookies, the token in every form, the origin of a request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use qipan_kernel::{Failure, Outcome};
use sha2::Sha256;

/// Scripts and styles come from our own files only: no inline script, no inline style, no other site.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Sets the security headers that every answer carries. `https` adds Strict-Transport-Security (one year).
pub fn set_headers(headers: &mut HeaderMap, https: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// Builds a `Set-Cookie` value: path `/`, HttpOnly, SameSite=Lax.
#[derive(Clone, Debug)]
pub struct Cookie {
    name: &'static str,
    value: String,
    max_age: Option<i64>,
    secure: bool,
}

impl Cookie {
    /// A cookie of the browser session. Characters that a cookie value may not hold are dropped (RFC 6265 §4.1.1).
    pub fn new(name: &'static str, value: impl Into<String>) -> Cookie {
        let allowed = |c: &char| c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\');
        Cookie { name, value: value.into().chars().filter(allowed).collect(), max_age: None, secure: false }
    }

    /// Takes a cookie away.
    pub fn expired(name: &'static str) -> Cookie {
        Cookie::new(name, "").max_age(0)
    }

    /// Keeps it for so many seconds.
    #[must_use]
    pub fn max_age(mut self, seconds: i64) -> Cookie {
        self.max_age = Some(seconds);
        self
    }

    /// Sends it over https only; set it whenever the site is served over https.
    #[must_use]
    pub fn secure(mut self, https: bool) -> Cookie {
        self.secure = https;
        self
    }

    /// The header's value.
    pub fn build(&self) -> HeaderValue {
        let mut text = format!("{}={}; Path=/; HttpOnly; SameSite=Lax", self.name, self.value);
        if let Some(seconds) = self.max_age {
            text.push_str(&format!("; Max-Age={seconds}"));
        }
        if self.secure {
            text.push_str("; Secure");
        }
        // All characters were checked to be visible ASCII; an odd name gives an empty header, never a panic.
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The value of a cookie of the request.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
pub fn same_secret(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0_u8, |seen, (x, y)| std::hint::black_box(seen | (x ^ y))) == 0
}

fn csrf_mac(secret: &[u8], session: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length; `new_from_slice` cannot fail for it.
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
    mac.update(b"qipan csrf\0");
    mac.update(session.as_bytes());
    mac
}

/// The token that every form of a session carries: HMAC-SHA-256 over the session under the program's secret.
pub fn csrf_token(secret: &[u8], session: &str) -> String {
    URL_SAFE_NO_PAD.encode(csrf_mac(secret, session).finalize().into_bytes())
}

/// Accepts a form's token, or refuses it with `failure-csrf`.
pub fn csrf_check(secret: &[u8], session: &str, token: &str) -> Outcome<()> {
    let given = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
    csrf_mac(secret, session)
        .verify_slice(&given)
        .map_err(|_| Failure::new(qipan_kernel::FailureKind::Forbidden, "failure-csrf"))
}

/// Whether a request that changes something comes from our own pages: by `Sec-Fetch-Site`, else by `Origin`
/// against `Host`. A request with neither header is not a browser's and is let through (it carries no cookie that a
/// foreign page could use, and forms still need their token).
pub fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// A path to go back to that stays on this site: `/…`, no `//`, no backslash, no control characters; else `/`.
pub fn local_path(path: &str) -> &str {
    let fine = path.starts_with('/')
        && !path.starts_with("//")
        && path.chars().all(|c| !c.is_control() && c != '\\')
        && path.len() < 2000;
    if fine { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_session_only() {
        let token = csrf_token(b"secret", "session-1");
        assert!(csrf_check(b"secret", "session-1", &token).is_ok());
        for (secret, session, token) in [
            (&b"secret"[..], "session-2", token.as_str()),
            (b"other", "session-1", &token),
            (b"secret", "session-1", ""),
            (b"secret", "session-1", "!!"),
            (b"secret", "session-1", &token[1..]),
        ] {
            assert_eq!(csrf_check(secret, session, token).unwrap_err().message.key, "failure-csrf");
        }
    }

    #[test]
    fn foreign_origins_are_known() {
        let check = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            same_origin(&headers)
        };
        assert!(check(&[("sec-fetch-site", "same-origin")]));
        assert!(!check(&[("sec-fetch-site", "cross-site")]));
        assert!(!check(&[("sec-fetch-site", "same-site")]));
        assert!(check(&[("origin", "http://qipan.lan:8080"), ("host", "qipan.lan:8080")]));
        assert!(!check(&[("origin", "http://evil.example"), ("host", "qipan.lan")]));
        assert!(!check(&[("origin", "null"), ("host", "qipan.lan")]));
        assert!(check(&[("host", "qipan.lan")]));
    }

    #[test]
    fn going_back_stays_here() {
        for (given, kept) in [
            ("/board?at=1", "/board?at=1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nX: y", "/"),
            ("", "/"),
        ] {
            assert_eq!(local_path(given), kept);
        }
    }

    #[test]
    fn cookies_are_kept_from_scripts() {
        let cookie = Cookie::new("session", "a;b\r\nc").max_age(60).secure(true).build();
        assert_eq!(cookie, "session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("x=1; session=abc; lang=en"));
        assert_eq!(super::cookie(&headers, "session"), Some("abc"));
        assert_eq!(super::cookie(&headers, "sess"), None);
        assert!(same_secret(b"ab", b"ab") && !same_secret(b"ab", b"ac") && !same_secret(b"a", b"ab"));
    }
}
