//! MapLibre GL, where the program was built with it and the installation has tiles or a style (docs/decisions/0014).

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Outcome};
use qipan_web::security::CONTENT_SECURITY_POLICY;

use super::outline::Outline;

/// The files of MapLibre GL: name, media type, content. Empty when the program was built without it.
pub const LIBRARY: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/maplibre.rs"));

/// The file of its worker.
const WORKER: &str = "maplibre-gl-csp-worker.js";

/// How maps are set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maps {
    /// The plain ground.
    pub outline: Outline,
    /// Address of a MapLibre style.
    pub style: String,
    /// Address of raster tiles, with `{z}`, `{x}` and `{y}`.
    pub tiles: String,
    /// Whose map it is, as its licence asks.
    pub credit: String,
    /// Other hosts that a style draws from: `https://host`, separated by blanks.
    hosts: String,
}

/// Scheme and host of an address; empty for one on this site.
fn origin(address: &str) -> Result<String, String> {
    if address.starts_with('/') && !address.starts_with("//") {
        return Ok(String::new());
    }
    let (scheme, rest) = address.split_once("://").ok_or_else(|| format!("{address}: not an address"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let plain =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
    if !matches!(scheme, "http" | "https") || !plain {
        return Err(format!("{address}: https://host/… or /path"));
    }
    Ok(format!("{scheme}://{host}"))
}

/// An address of which nothing can end a header or an attribute.
fn clean(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>;\\".contains(&byte))
}

impl Maps {
    /// The plain map with the outline of the program.
    pub fn plain() -> Maps {
        Maps { outline: Outline::own(), ..Maps::default() }
    }

    /// Maps of these settings; an empty `outline` is the program's own.
    ///
    /// # Errors
    /// Which setting is wrong, and how.
    pub fn new(
        outline: Option<&str>,
        style: &str,
        tiles: &str,
        hosts: &str,
        credit: &str,
    ) -> Result<Maps, String> {
        let outline = match outline {
            None => Outline::own(),
            Some(text) => Outline::parse(text).map_err(|e| format!("map_outline: {e}"))?,
        };
        let mut all = Vec::new();
        for (name, address) in [("map_style", style), ("map_tiles", tiles)] {
            if !clean(address) {
                return Err(format!("{name}: {address}: a character that no address has"));
            }
            if !address.is_empty() {
                all.push(origin(address).map_err(|e| format!("{name}: {e}"))?);
            }
        }
        if !tiles.is_empty() && !["{z}", "{x}", "{y}"].iter().all(|part| tiles.contains(part)) {
            return Err("map_tiles: {z}, {x} and {y} must be in it".to_owned());
        }
        if !style.is_empty() && !tiles.is_empty() {
            return Err("map_style, map_tiles: only one of them".to_owned());
        }
        for host in hosts.split(',').map(str::trim).filter(|host| !host.is_empty()) {
            if !clean(host) || host.starts_with('/') {
                return Err(format!("map_hosts: {host}: https://host"));
            }
            all.push(origin(host).map_err(|e| format!("map_hosts: {e}"))?);
        }
        all.retain(|host| !host.is_empty());
        all.sort();
        all.dedup();
        Ok(Maps {
            outline,
            style: style.to_owned(),
            tiles: tiles.to_owned(),
            credit: credit.to_owned(),
            hosts: all.join(" "),
        })
    }

    /// There is something to draw, and something to draw it with.
    pub fn drawn(&self) -> bool {
        !(LIBRARY.is_empty() || self.style.is_empty() && self.tiles.is_empty())
    }

    /// What a page with such a map may load: as every page, and pictures and tiles from the hosts that were configured.
    pub fn policy(&self) -> String {
        format!(
            "{}; connect-src 'self' {hosts}; worker-src 'self'; img-src 'self' data: blob: {hosts}",
            CONTENT_SECURITY_POLICY
                .split(';')
                .filter(|part| !part.trim_start().starts_with("img-src"))
                .collect::<Vec<_>>()
                .join(";"),
            hosts = self.hosts
        )
    }
}

impl Maps {
    /// The address of the worker: another one when its policy is another, which browsers keep with it.
    pub(super) fn worker(&self) -> String {
        let mut mark = DefaultHasher::new();
        self.hosts.hash(&mut mark);
        format!("/assets-map/{WORKER}?{:x}", mark.finish())
    }

    /// The policy, as a header.
    ///
    /// # Errors
    /// Internal: settings are checked when they are read.
    pub(super) fn header(&self) -> Outcome<HeaderValue> {
        HeaderValue::from_str(&self.policy()).map_err(Failure::internal)
    }
}

/// `GET /assets-map/{file}`: kept by browsers; a program with another version has another address.
pub(super) async fn serve(call: Call) -> Outcome<Response> {
    let name = call.param("file");
    let found = LIBRARY.iter().find(|(known, ..)| *known == name).ok_or_else(Failure::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(found.1)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    let mut response = (headers, found.2).into_response();
    // A worker answers to the policy of its own file, and it is the worker that fetches vector tiles and GeoJSON.
    if name == WORKER
        && let Some(maps) = call.site.find_part::<Maps>().filter(|maps| maps.drawn())
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, maps.header()?);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_configured_is_checked_by_name() {
        let maps = |style: &str, tiles: &str, hosts: &str| Maps::new(None, style, tiles, hosts, "");
        for (style, tiles, hosts, allowed) in [
            ("", "", "", ""),
            ("/tiles/style.json", "", "", ""),
            (
                "https://tiles.example.org/style.json",
                "",
                "https://glyphs.example.org",
                "https://glyphs.example.org https://tiles.example.org",
            ),
            ("", "http://10.0.0.5:8080/{z}/{x}/{y}.png", "", "http://10.0.0.5:8080"),
        ] {
            assert_eq!(maps(style, tiles, hosts).unwrap().hosts, allowed);
        }
        for (style, tiles, hosts, name) in [
            ("tiles/style.json", "", "", "map_style"),
            ("ftp://host/style.json", "", "", "map_style"),
            ("https://host/a;script-src *", "", "", "map_style"),
            ("https://host/\"onload=", "", "", "map_style"),
            ("", "https://host/tiles.png", "", "map_tiles"),
            ("/style.json", "/{z}/{x}/{y}", "", "only one"),
            ("/style.json", "", "host", "map_hosts"),
            ("/style.json", "", "https://a b", "map_hosts"),
            ("/style.json", "", "https://a; script-src *", "map_hosts"),
        ] {
            let told = maps(style, tiles, hosts).unwrap_err();
            assert!(told.contains(name), "{told}");
        }
        assert!(Maps::new(Some("no"), "", "", "", "").unwrap_err().starts_with("map_outline"));
    }

    #[test]
    fn a_map_opens_no_more_than_its_hosts() {
        let policy = Maps::new(None, "https://t.example.org/s.json", "", "", "").unwrap().policy();
        assert!(policy.contains("script-src 'self';") && policy.contains("style-src 'self';"));
        assert_eq!(policy.matches("img-src").count(), 1);
        assert!(policy.contains("connect-src 'self' https://t.example.org"));
        assert!(!policy.contains("unsafe") && !policy.contains('*'));
    }

    /// In the build that decides what lands nothing is left out.
    #[test]
    fn the_library_is_whole_where_nothing_may_be_skipped() {
        if std::env::var_os("QIPAN_TEST_ALL").is_some() {
            assert_eq!(LIBRARY.len(), 4, "built without MAPLIBRE_GL");
        }
        for (name, _, content) in LIBRARY {
            assert!(content.len() > 1_000, "{name}");
        }
    }
}
