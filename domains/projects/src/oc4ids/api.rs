//! The export as a download of the page of tables and as a call of the API.

use axum::http::Method;
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Param, Routes};
use qipan_kernel::{Failure, Outcome};

use super::map::{OWN_PREFIX, Publisher, package, prefix};
use super::store::full;
use crate::pages::filter;

const PARAMS: &[Param] = &[
    Param { name: "unit", about: "Lead unit, with all units below it" },
    Param { name: "stage", about: "Stage" },
    Param { name: "level", about: "national, municipal or district" },
    Param { name: "kind", about: "government, enterprise or joint" },
    Param { name: "industry", about: "Industry" },
    Param { name: "year", about: "The year whose list is meant with `listed` and `class`" },
    Param { name: "listed", about: "1: only those in the list of the year" },
    Param { name: "ended", about: "1: also those that were taken out or have ended" },
    Param {
        name: "prefix",
        about: "The prefix of project identifiers that is registered for the publisher: oc4ids- and six characters",
    },
];

/// Registers both.
pub fn routes(routes: &mut Routes) {
    routes.page("/projects/oc4ids.json", Access::May(Act::ProjectView), |call| give(call, true));
    routes.api(
        Method::GET,
        "/api/v1/projects/oc4ids",
        Access::May(Act::ProjectView),
        Doc::new("exportOc4ids", "Projects", "The projects of a filter as an OC4IDS 0.9.5 package")
            .asks(PARAMS),
        |call| give(call, false),
    );
}

async fn give(call: Call, download: bool) -> Outcome<Response> {
    let (filter, units, now) = (filter(&call)?, call.site.units()?, call.context()?.now);
    let host = call.headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    let scheme = if call.site.https { "https" } else { "http" };
    let name = call.view.t("oc4ids-publisher").into_owned();
    let before = match call.query.value("prefix") {
        "" => OWN_PREFIX.to_owned(),
        text => prefix(text)?.to_owned(),
    };
    let bytes = call
        .read(move |tx| {
            let all = full(tx, &filter)?;
            let uri = format!("{scheme}://{host}/api/v1/projects/oc4ids");
            let made =
                package(&all, &Publisher { uri: &uri, name: &name, prefix: &before, now, units: &units });
            serde_json::to_vec_pretty(&made).map_err(Failure::internal)
        })
        .await?;
    if download {
        return call.file("oc4ids.json", "application/json", bytes);
    }
    use axum::response::IntoResponse;
    Ok(([(axum::http::header::CONTENT_TYPE, "application/json")], bytes).into_response())
}
