//! OpenAPI 3.1 from the routes themselves: a call that is not documented cannot be registered.

use axum::http::Method;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::once::KEY_HEADER;
use super::router::{Access, Route};

type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// A parameter in the query.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// What a call does and exchanges.
#[derive(Clone, Copy)]
pub struct Doc {
    /// Name of the operation, unique.
    pub id: &'static str,
    /// Group in the document.
    pub tag: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Query parameters.
    pub query: &'static [Param],
    request: Option<SchemaOf>,
    response: Option<SchemaOf>,
    /// Status of success.
    pub status: u16,
}

impl Doc {
    /// A call that takes nothing but its path and query.
    pub const fn new(id: &'static str, tag: &'static str, summary: &'static str) -> Doc {
        Doc { id, tag, summary, query: &[], request: None, response: None, status: 200 }
    }
    /// Takes a JSON body.
    pub const fn takes<T: JsonSchema>(mut self) -> Doc {
        self.request = Some(|generator| generator.subschema_for::<T>());
        self
    }
    /// Answers with JSON.
    pub const fn gives<T: JsonSchema>(mut self) -> Doc {
        self.response = Some(|generator| generator.subschema_for::<T>());
        self
    }
    /// Has query parameters.
    pub const fn asks(mut self, query: &'static [Param]) -> Doc {
        self.query = query;
        self
    }
    /// Answers with another status than 200.
    pub const fn status(mut self, status: u16) -> Doc {
        self.status = status;
        self
    }
}

/// The OpenAPI document of `routes`.
pub fn openapi(routes: &[Route], version: &str) -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    for route in routes {
        let Some(doc) = &route.doc else { continue };
        if !tags.contains(&doc.tag) {
            tags.push(doc.tag);
        }
        let operation = operation(route, doc, &mut generator);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation;
    }
    let mut schemas: Map<String, Value> = generator.take_definitions(true);
    schemas.insert("Problem".into(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Qipan",
            "version": version,
            "description": "Commitments of a city on one board: documents, commitments, lights, units. Moments are RFC 3339, days YYYY-MM-DD, progress is in basis points (10 000 is all done). Every write takes an Idempotency-Key header: the same key with the same body is done and answered once.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "tags": tags.iter().map(|tag| json!({ "name": tag })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "A token made under Tokens or with `qipan token`." } },
            "schemas": schemas
        }
    })
}

fn operation(route: &Route, doc: &Doc, generator: &mut SchemaGenerator) -> Value {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(doc.query.iter().map(
        |p| json!({ "name": p.name, "in": "query", "description": p.about, "schema": { "type": "string" } }),
    ));
    if route.method != Method::GET {
        parameters.push(json!({
            "name": KEY_HEADER, "in": "header", "required": false,
            "description": "1 to 200 visible characters. The same request under the same key is done and answered once (for two days); another request under it is refused with 409.",
            "schema": { "type": "string", "maxLength": 200 }
        }));
    }
    let mut success = json!({ "description": "Done" });
    if let Some(schema) = doc.response {
        success["content"] = json!({ "application/json": { "schema": schema(generator) } });
    }
    let problem = |about: &str| {
        json!({ "description": about, "content": { "application/problem+json":
            { "schema": { "$ref": "#/components/schemas/Problem" } } } })
    };
    let mut operation = json!({
        "operationId": doc.id,
        "tags": [doc.tag],
        "summary": doc.summary,
        "parameters": parameters,
        "responses": { doc.status.to_string(): success, "4XX": problem("Refused; the problem says why"), "5XX": problem("A fault of the server") }
    });
    if let Some(schema) = doc.request {
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": schema(generator) } } });
    }
    if matches!(route.access, Access::Public) {
        operation["security"] = json!([]);
    }
    operation
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "field": { "type": "string" },
            "instance": { "type": "string" },
            "errors": { "type": "array", "items": { "type": "object" } }
        }
    })
}
