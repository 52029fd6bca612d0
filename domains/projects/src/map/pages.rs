//! The map of projects: loading, and the points as GeoJSON.

use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Param, Routes, asked};
use qipan_board::lights::Light;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Outcome};
use qipan_web::Form;
use schemars::JsonSchema;
use serde::Serialize;

use super::{tiles, view};
use crate::book::model::Stage;
use crate::book::store::{self, Listed};
use crate::invest::lights::Side;
use crate::map::Maps;
use crate::pages::filter;
use crate::pages::list_view::lights_of;

/// Most projects on a map.
const MOST: usize = 20_000;

const PARAMS: &[Param] = &[
    Param { name: "unit", about: "Lead unit, with all units below it" },
    Param { name: "stage", about: "Stage" },
    Param { name: "level", about: "national, municipal or district" },
    Param { name: "industry", about: "Industry" },
    Param { name: "light", about: "The worst light: red, yellow, blue, green, grey" },
    Param { name: "q", about: "Words that must be there" },
];

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    let see = Access::May(Act::ProjectView);
    routes.page("/assets-map/{file}", Access::Public, tiles::serve);
    routes.page("/projects/map", see, page);
    routes.api(
        Method::GET,
        "/api/v1/projects/points",
        see,
        Doc::new(
            "listProjectPoints",
            "Projects",
            "Projects that have a point, as GeoJSON (RFC 7946), with stage and light",
        )
        .gives::<Collection>()
        .asks(PARAMS),
        points,
    );
}

/// A project with its worst light.
pub(super) struct Placed {
    pub one: Listed,
    pub light: Light,
    pub side: Side,
}

/// What the page shows.
pub(super) struct Shown {
    pub setting: Setting,
    pub maps: Maps,
    /// Projects with a point.
    pub placed: Vec<Placed>,
    /// How many have none.
    pub nowhere: usize,
    pub industries: Vec<String>,
    pub query: Form,
}

fn light(text: &str) -> Option<Light> {
    let all = [Light::Red, Light::Yellow, Light::Blue, Light::Green, Light::Grey];
    all.into_iter().find(|light| qipan_board::pages::setting::drawn(*light).as_str() == text)
}

async fn load(call: &Call) -> Outcome<Shown> {
    let (setting, filter) = (Setting::current(call)?, filter(call)?);
    let wanted = asked::read(call, "light", light)?;
    let (rows, industries) =
        call.read(move |tx| Ok((store::list(tx, &filter, Id(0), MOST)?, store::industries(tx)?))).await?;
    let lit = rows.into_iter().map(|one| {
        let lights = lights_of(&setting, &one);
        let (side, worst) = lights.worst();
        Placed { light: worst.light, side, one }
    });
    let (placed, without): (Vec<_>, Vec<_>) = lit
        .filter(|placed| wanted.is_none_or(|light| light == placed.light))
        .partition(|placed| placed.one.project.data.point.is_some());
    let maps = call.site.find_part::<Maps>().cloned().unwrap_or_else(Maps::plain);
    Ok(Shown { setting, maps, placed, nowhere: without.len(), industries, query: call.query.clone() })
}

/// `GET /projects/map`
async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    let mut response = view::page(&shown).into_response();
    if shown.maps.drawn() {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, shown.maps.header()?);
    }
    Ok(response)
}

/// Projects as GeoJSON.
#[derive(Serialize, JsonSchema)]
struct Collection {
    /// `FeatureCollection`
    r#type: &'static str,
    features: Vec<Feature>,
}

#[derive(Serialize, JsonSchema)]
struct Feature {
    /// `Feature`
    r#type: &'static str,
    id: i64,
    geometry: Point,
    properties: About,
}

#[derive(Serialize, JsonSchema)]
struct Point {
    /// `Point`
    r#type: &'static str,
    /// Longitude and latitude in degrees (WGS 84).
    coordinates: [f64; 2],
}

#[derive(Serialize, JsonSchema)]
struct About {
    name: String,
    stage: Stage,
    /// Its name, in the language of the request.
    stage_name: String,
    unit: i64,
    industry: String,
    /// The worst of its lights.
    light: &'static str,
    /// What it says, in the language of the request.
    light_name: String,
    /// The page of the project.
    href: String,
}

/// `GET /api/v1/projects/points`
async fn points(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    let features = shown.placed.iter().filter_map(|placed| {
        let project = &placed.one.project;
        let (lon, lat) = project.data.point?;
        Some(Feature {
            r#type: "Feature",
            id: project.id.0,
            geometry: Point { r#type: "Point", coordinates: [f64::from(lon) / 1e6, f64::from(lat) / 1e6] },
            properties: About {
                name: project.data.name.clone(),
                stage: project.stage,
                stage_name: shown.setting.view.t(project.stage.key()).into_owned(),
                unit: project.data.lead_unit.0,
                industry: project.data.industry.clone(),
                light: qipan_board::pages::setting::drawn(placed.light).as_str(),
                light_name: shown.setting.view.t(placed.side.word(placed.light)).into_owned(),
                href: format!("/projects/{}", project.id),
            },
        })
    });
    call.answer(&Collection { r#type: "FeatureCollection", features: features.collect() })
}
