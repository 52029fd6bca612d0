//! What is asked of histories: times, and how they are to be shown.

use qipan_ngsild::context::Context;
use qipan_ngsild::query::{Aggregation, Projection, Q, QOptions, TemporalQ, TimeProperty};
use qipan_ngsild::write::{Form, View};
use qipan_ngsild::{Error, Fallible};
use serde_json::Value;

use super::store::{By, Direction, Span};
use crate::entities::by_body;
use crate::entities::linked::Join;
use crate::entities::shape;
use crate::http::{Call, Params};

/// Parameters of the representation of histories.
pub const VIEW: [&str; 20] = [
    "attrs",
    "pick",
    "omit",
    "options",
    "format",
    "lang",
    "datasetId",
    "timerel",
    "timeAt",
    "endTimeAt",
    "timeproperty",
    "lastN",
    "aggrMethods",
    "aggrPeriodDuration",
    "local",
    "via",
    "entityMap",
    "type",
    "csf",
    "expandValues",
];
/// Further parameters of a query.
pub const QUERY: [&str; 16] = [
    "id",
    "idPattern",
    "q",
    "scopeQ",
    "georel",
    "geometry",
    "coordinates",
    "geoproperty",
    "limit",
    "offset",
    "count",
    "orderBy",
    "jsonKeys",
    "splitEntities",
    "collation",
    "ordered",
];

/// How histories are asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which times.
    pub times: TemporalQ,
    /// Whether `timeproperty` was given.
    pub property_given: bool,
    /// Summed up how, if at all.
    pub aggregation: Option<Aggregation>,
    /// How shown.
    pub view: View,
}

/// What is sent as text in parameters, and as members in a body.
#[derive(Default)]
struct Texts {
    timerel: Option<String>,
    time_at: Option<String>,
    end_time_at: Option<String>,
    timeproperty: Option<String>,
    last_n: Option<String>,
    methods: Option<String>,
    period: Option<String>,
}

impl Ask {
    /// From parameters.
    pub fn from_params(call: &Call, context: &Context) -> Fallible<Ask> {
        let text = |name: &str| call.params.get(name).map(str::to_owned);
        let texts = Texts {
            timerel: text("timerel"),
            time_at: text("timeAt"),
            end_time_at: text("endTimeAt"),
            timeproperty: text("timeproperty"),
            last_n: text("lastN"),
            methods: text("aggrMethods"),
            period: text("aggrPeriodDuration"),
        };
        Ask::read(call, texts, false, context)
    }

    /// From the `temporalQ` and `aggrParams` of a body (clauses 5.2.21 and 5.2.44); the call has what the body says of
    /// the representation among its parameters.
    pub fn from_body(call: &Call, body: &Value, context: &Context) -> Fallible<Ask> {
        let none = Value::Object(serde_json::Map::new());
        let part = |name: &'static str| match body.get(name) {
            None => Ok(&none),
            Some(value @ Value::Object(_)) => Ok(value),
            Some(_) => Err(Error::bad("hub-body-not-object").at(name)),
        };
        let (times, sums) = (part("temporalQ")?, part("aggrParams")?);
        let text = |name: &'static str| match times.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Error::bad("hub-member-not-text").at(["temporalQ.", name].concat())),
        };
        let methods = match sums.get("aggrMethods").or_else(|| times.get("aggrMethods")) {
            None => call.params.get("aggrMethods").map(str::to_owned),
            Some(value) => Some(by_body::list("aggrMethods", value)?.join(",")),
        };
        let period = match sums.get("aggrPeriodDuration").or_else(|| times.get("aggrPeriodDuration")) {
            None => call.params.get("aggrPeriodDuration").map(str::to_owned),
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => return Err(Error::bad("hub-member-not-text").at("aggrPeriodDuration")),
        };
        let asks_for_sums = sums.get("aggrMethods").is_some() || times.get("aggrMethods").is_some();
        let texts = Texts {
            timerel: text("timerel")?,
            time_at: text("timeAt")?,
            end_time_at: text("endTimeAt")?,
            timeproperty: text("timeproperty")?,
            last_n: times.get("lastN").map(Value::to_string),
            methods,
            period,
        };
        Ask::read(call, texts, asks_for_sums, context)
    }

    fn read(call: &Call, texts: Texts, sums: bool, context: &Context) -> Fallible<Ask> {
        let shape = Shape::of(&call.params)?;
        let times = TemporalQ::parse(
            texts.timerel.as_deref(),
            texts.time_at.as_deref(),
            texts.end_time_at.as_deref(),
            texts.timeproperty.as_deref(),
            texts.last_n.as_deref(),
        )?;
        // Methods and periods are checked even where the form does not use them.
        let aggregation = match (&texts.methods, shape == Shape::Sums || sums) {
            (Some(methods), _) => Some(Aggregation::parse(methods, texts.period.as_deref())?),
            (None, true) => return Err(Error::bad("hub-aggregation-methods").at("aggrMethods")),
            (None, false) => None,
        };
        let wanted = shape == Shape::Sums || sums && shape != Shape::Values;
        Ok(Ask {
            times,
            property_given: texts.timeproperty.is_some(),
            aggregation: aggregation.filter(|_| wanted),
            view: view(call, shape, context)?,
        })
    }

    /// Which time of an instance counts, and whether an instance without it is shown.
    pub fn by(&self) -> By {
        match self.times.property {
            TimeProperty::ObservedAt if self.times.window.is_none() && !self.property_given => By::Any,
            TimeProperty::ObservedAt => By::Observed,
            TimeProperty::CreatedAt => By::Created,
            TimeProperty::ModifiedAt => By::Modified,
            TimeProperty::DeletedAt => By::Deleted,
        }
    }

    /// The span of time.
    pub fn span(&self) -> Span {
        self.times.window.map_or(Span::ALL, Span::from)
    }

    /// From which end instances are read.
    pub fn direction(&self) -> Direction {
        if self.times.last_n.is_some() { Direction::Backward } else { Direction::Forward }
    }
}

/// The form of representation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Whole(Form),
    Values,
    Sums,
}

impl Shape {
    /// `format` goes before `options` (clause 6.3.12); what is not known is refused (clause 6.3.20).
    fn of(params: &Params) -> Fallible<Shape> {
        let named = |name: &str| match name {
            "temporalValues" | "simplified" | "keyValues" => Some(Shape::Values),
            "aggregatedValues" => Some(Shape::Sums),
            "normalized" => Some(Shape::Whole(Form::Normalised)),
            "concise" => Some(Shape::Whole(Form::Concise)),
            _ => None,
        };
        let unknown =
            |name: &str, at: &'static str| Error::invalid("hub-option-unknown").with("option", name).at(at);
        let mut found = None;
        for option in params.list("options") {
            match named(option) {
                Some(shape) => found = found.or(Some(shape)),
                None if matches!(option, "sysAttrs" | "count" | "splitEntities") => {}
                None => return Err(unknown(option, "options")),
            }
        }
        match params.get("format") {
            Some(format) => named(format).ok_or_else(|| unknown(format, "format")),
            None => Ok(found.unwrap_or(Shape::Whole(Form::Normalised))),
        }
    }
}

fn view(call: &Call, shape: Shape, context: &Context) -> Fallible<View> {
    let expand = |name: &str| context.expand(name).map(|name| name.into_owned());
    for list in ["pick", "omit"] {
        if let Some(text) = call.params.get(list)
            && Projection::parse(text, list, &expand)?.depth() > 0
        {
            // Histories have no linked entities (clauses 5.7.3.4 and 5.7.4.4).
            return Err(Error::bad("hub-history-not-linked").at(list));
        }
    }
    if let Some(csf) = call.params.get("csf") {
        let options = QOptions { field: "csf", ..QOptions::default() };
        Q::parse(csf, options, &expand)?;
    }
    let kept = call.params.list("options").into_iter().filter(|option| *option == "sysAttrs");
    let options = kept.collect::<Vec<_>>().join(",");
    let plain = Call {
        params: call.params.clone().with([("options", options), ("format", String::new())]),
        ..call.clone()
    };
    let form = match shape {
        Shape::Whole(form) => form,
        Shape::Values | Shape::Sums => Form::Simplified,
    };
    Ok(View { form, ..shape::Shape::read(&plain, context, &Join::default())?.view })
}
