//! In which order entities come (clause 4.23).

use std::borrow::Cow;
use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use serde_json::Value;

use super::text::Reader;
use super::{Expand, Literal, MAX_DEPTH, MAX_TERMS, Name, Path, geo};
use crate::error::{Error, Fallible};
use crate::model::{Attr, Entity, Kind};
use crate::time::Timestamp;

/// An order of entities.
pub struct Order {
    /// What counts first stands first.
    pub terms: Vec<OrderTerm>,
    from: Option<::geo::Geometry<f64>>,
    collator: CollatorBorrowed<'static>,
}

/// One criterion.
#[derive(Clone, PartialEq, Debug)]
pub struct OrderTerm {
    /// Where the value is.
    pub path: Path,
    /// Which way.
    pub direction: Direction,
}

/// Which way values go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// `asc`
    Ascending,
    /// `desc`
    Descending,
    /// `dist-asc`
    Nearest,
    /// `dist-desc`
    Farthest,
}

impl Direction {
    fn by_distance(self) -> bool {
        matches!(self, Direction::Nearest | Direction::Farthest)
    }

    fn turned(self) -> bool {
        matches!(self, Direction::Descending | Direction::Farthest)
    }
}

/// What an entity is ranked by; variants stand in the order of clause 4.23.2.
enum Key {
    Metres(f64),
    Number(f64),
    Text(String),
    Object,
    Array(usize),
    Bool(bool),
    Time(i64),
    Date(i64),
    DateTime(Timestamp),
    Null,
    Absent,
}

impl Order {
    /// Reads `orderBy` (`name,age;desc`, `address[city]`, `location;dist-asc`) with `orderFrom` and `orderGeometry` (a
    /// `Point` where it is not given) and `collation` (a Unicode locale such as `zh-u-co-pinyin`; the root collation
    /// where it is not given).
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter.
    pub fn parse(
        order_by: &str,
        order_from: Option<&str>,
        order_geometry: Option<&str>,
        collation: Option<&str>,
        expand: Expand<'_>,
    ) -> Fallible<Order> {
        let from = match order_from {
            Some(text) => Some(
                serde_json::from_str::<Value>(text)
                    .map_err(|_| Error::bad("ngsild-query-coordinates-json").at("orderFrom"))?,
            ),
            None => None,
        };
        Order::build(order_by, from.as_ref(), order_geometry, collation, expand)
    }

    /// The same with coordinates that are JSON already, as in the body of a query.
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter.
    pub fn build(
        order_by: &str,
        order_from: Option<&Value>,
        order_geometry: Option<&str>,
        collation: Option<&str>,
        expand: Expand<'_>,
    ) -> Fallible<Order> {
        let terms = terms(order_by, expand)?;
        let from = match order_from {
            Some(coordinates) => {
                let kind = order_geometry.unwrap_or("Point");
                Some(geo::reference(kind, coordinates, "orderGeometry", "orderFrom")?.1)
            }
            None if terms.iter().any(|term| term.direction.by_distance()) => {
                return Err(Error::bad("ngsild-query-order-from").at("orderFrom"));
            }
            None => None,
        };
        Ok(Order { terms, from, collator: collator(collation.unwrap_or("und"))? })
    }

    /// Only `id` is spoken of, as temporal queries ask (clause 5.7.4.4).
    pub fn by_id_only(&self) -> bool {
        self.terms.iter().all(|term| matches!(term.path.names.as_slice(), [name] if name.term == "id"))
    }

    /// Sorts; entities that no term tells apart come in the order of their ids. Values of different types follow the
    /// order of clause 4.23.2, and what has no value comes last, in both directions.
    pub fn sort<T>(&self, entities: &mut Vec<T>, entity: impl Fn(&T) -> &Entity) {
        let mut keyed: Vec<(Vec<Key>, T)> = Vec::with_capacity(entities.len());
        for one in entities.drain(..) {
            let keys = self.terms.iter().map(|term| self.key(term, entity(&one))).collect();
            keyed.push((keys, one));
        }
        keyed.sort_by(|(keys, one), (others, other)| {
            let mut pairs = self.terms.iter().zip(keys.iter().zip(others));
            pairs
                .find_map(|(term, (one, other))| {
                    Some(self.order(term.direction, one, other)).filter(|order| order.is_ne())
                })
                .unwrap_or_else(|| entity(one).id.cmp(&entity(other).id))
        });
        entities.extend(keyed.into_iter().map(|(_, one)| one));
    }

    fn order(&self, direction: Direction, one: &Key, other: &Key) -> Ordering {
        let turned = |order: Ordering| if direction.turned() { order.reverse() } else { order };
        let number = |one: &f64, other: &f64| turned(one.total_cmp(other));
        match (one, other) {
            (Key::Metres(one), Key::Metres(other)) | (Key::Number(one), Key::Number(other)) => {
                number(one, other)
            }
            // What the collation holds equal is told apart by its code points.
            (Key::Text(one), Key::Text(other)) => {
                turned(self.collator.compare(one, other).then_with(|| one.cmp(other)))
            }
            (Key::Array(one), Key::Array(other)) => turned(one.cmp(other)),
            (Key::Bool(one), Key::Bool(other)) => turned(one.cmp(other)),
            (Key::Time(one), Key::Time(other)) | (Key::Date(one), Key::Date(other)) => turned(one.cmp(other)),
            (Key::DateTime(one), Key::DateTime(other)) => turned(one.cmp(other)),
            (one, other) => one.rank().cmp(&other.rank()),
        }
    }

    fn key(&self, term: &OrderTerm, entity: &Entity) -> Key {
        let Some((first, rest)) = term.path.names.split_first() else { return Key::Absent };
        let time = |at: Option<Timestamp>| at.map_or(Key::Absent, Key::DateTime);
        if first.system() && rest.is_empty() {
            return match first.core() {
                "id" | "@id" => Key::Text(entity.id.clone()),
                "type" | "@type" => entity.types.first().map_or(Key::Absent, |name| Key::Text(name.clone())),
                "scope" => {
                    let scope = entity.scopes.as_ref().and_then(|all| all.first());
                    scope.map_or(Key::Absent, |scope| Key::Text(scope.clone()))
                }
                "createdAt" => time(entity.created_at),
                "modifiedAt" => time(entity.modified_at),
                "expiresAt" => time(entity.expires_at),
                _ => Key::Absent,
            };
        }
        let Some(mut attr) = instance(entity.attrs.get(&first.full)) else { return Key::Absent };
        for name in rest {
            match name.core() {
                "observedAt" => return time(attr.observed_at),
                "createdAt" => return time(attr.created_at),
                "modifiedAt" => return time(attr.modified_at),
                "expiresAt" => return time(attr.expires_at),
                "unitCode" => return attr.unit_code.clone().map_or(Key::Absent, Key::Text),
                _ => match instance(attr.sub.get(&name.full)) {
                    Some(sub) => attr = sub,
                    None => return Key::Absent,
                },
            }
        }
        self.value(term, attr)
    }

    fn value(&self, term: &OrderTerm, attr: &Attr) -> Key {
        if term.direction.by_distance()
            && attr.kind == Kind::GeoProperty
            && let Some(metres) = self.from.as_ref().and_then(|from| geo::metres(&attr.value, from))
        {
            return Key::Metres(metres);
        }
        let mut value = &attr.value;
        for member in &term.path.members {
            match value.get(member) {
                Some(inner) => value = inner,
                None => return Key::Absent,
            }
        }
        // A language property without a language asked for goes by its first text.
        if attr.kind == Kind::LanguageProperty && term.path.members.is_empty() {
            let first = value.as_object().and_then(|map| map.get("@none").or_else(|| map.values().next()));
            return first.map_or(Key::Absent, Key::of);
        }
        Key::of(value)
    }
}

impl Key {
    fn of(value: &Value) -> Key {
        match value {
            Value::Null => Key::Null,
            Value::Bool(value) => Key::Bool(*value),
            Value::Number(number) => number.as_f64().map_or(Key::Null, Key::Number),
            Value::String(text) => match Literal::temporal(text) {
                Some(Literal::DateTime(at)) => Key::DateTime(at),
                Some(Literal::Date(day)) => Key::Date(day),
                Some(Literal::Time(time)) => Key::Time(time),
                _ => Key::Text(text.clone()),
            },
            Value::Array(all) if all.len() == 1 => Key::of(&all[0]),
            Value::Array(all) => Key::Array(all.len()),
            Value::Object(map) => map.get("@value").map_or(Key::Object, Key::of),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Key::Metres(_) => 0,
            Key::Number(_) => 1,
            Key::Text(_) => 2,
            Key::Object => 3,
            Key::Array(_) => 4,
            Key::Bool(_) => 5,
            Key::Time(_) => 6,
            Key::Date(_) => 7,
            Key::DateTime(_) => 8,
            Key::Null => 9,
            Key::Absent => 10,
        }
    }
}

/// The default instance, or the first.
fn instance(instances: Option<&Vec<Attr>>) -> Option<&Attr> {
    let all = instances?;
    all.iter().find(|attr| attr.dataset_id.is_none()).or_else(|| all.first())
}

/// The collation of a locale (RFC 6067); `u-ks-` and `u-ka-` keywords are observed.
fn collator(text: &str) -> Fallible<CollatorBorrowed<'static>> {
    let wrong = || Error::bad("ngsild-query-collation").with("given", text).at("collation");
    // PostgreSQL and the clause's own words call the root collation so.
    let tag: Cow<'_, str> = match text {
        "und-x-icu" | "root" => "und".into(),
        other => other.into(),
    };
    let locale = Locale::try_from_str(&tag).map_err(|_| wrong())?;
    let mut options = CollatorOptions::default();
    options.strength = Some(match keyword(&locale, "ks").as_deref() {
        None | Some("level3") => Strength::Tertiary,
        Some("level1") => Strength::Primary,
        Some("level2") => Strength::Secondary,
        Some("level4") => Strength::Quaternary,
        Some("identic") => Strength::Identical,
        Some(_) => return Err(wrong()),
    });
    options.alternate_handling = match keyword(&locale, "ka").as_deref() {
        None => None,
        Some("noignore") => Some(AlternateHandling::NonIgnorable),
        Some("shifted") => Some(AlternateHandling::Shifted),
        Some(_) => return Err(wrong()),
    };
    Collator::try_new(CollatorPreferences::from(&locale), options).map_err(|_| wrong())
}

fn keyword(locale: &Locale, name: &str) -> Option<String> {
    let key = name.parse().ok()?;
    locale.extensions.unicode.keywords.get(&key).map(ToString::to_string)
}

fn terms(text: &str, expand: Expand<'_>) -> Fallible<Vec<OrderTerm>> {
    let mut reader = Reader::new(text, "orderBy")?;
    let mut found = Vec::new();
    loop {
        if found.len() == MAX_TERMS.min(MAX_DEPTH) {
            return Err(reader.fault("ngsild-query-too-many-terms"));
        }
        let path = path(&mut reader, expand)?;
        let direction = if reader.eat(";") {
            let start = reader.mark();
            match reader.take_while(|c| c != ',') {
                "asc" => Direction::Ascending,
                "desc" => Direction::Descending,
                "dist-asc" => Direction::Nearest,
                "dist-desc" => Direction::Farthest,
                other => return Err(reader.fault_at("ngsild-query-direction", start).with("given", other)),
            }
        } else {
            Direction::Ascending
        };
        found.push(OrderTerm { path, direction });
        if reader.at_end() {
            return Ok(found);
        }
        if !reader.eat(",") {
            return Err(reader.unexpected());
        }
    }
}

fn path(reader: &mut Reader<'_>, expand: Expand<'_>) -> Fallible<Path> {
    let mut path = Path { names: Vec::new(), members: Vec::new(), linked: None };
    loop {
        if path.names.len() == MAX_DEPTH {
            return Err(reader.fault("ngsild-query-too-deep"));
        }
        path.names.push(Name::read(reader, expand)?);
        if !reader.eat(".") {
            break;
        }
    }
    path.members = Path::read_members(reader)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expand(name: &str) -> Fallible<String> {
        Ok(match name {
            "createdAt" | "observedAt" => format!("https://uri.etsi.org/ngsi-ld/{name}"),
            name => format!("x:{name}"),
        })
    }

    fn with(id: &str, name: &str, kind: Kind, value: Value) -> Entity {
        let attr = Attr { kind, value, ..Attr::default() };
        let attrs = [(format!("x:{name}"), vec![attr])].into();
        Entity { id: id.to_owned(), types: vec!["x:T".to_owned()], attrs, ..Entity::default() }
    }

    fn sorted(order: &Order, entities: &[Entity]) -> Vec<String> {
        let mut all = entities.to_vec();
        order.sort(&mut all, |one| one);
        all.into_iter().map(|one| one.id).collect()
    }

    fn names(order_by: &str, collation: Option<&str>, given: &[&str]) -> Vec<String> {
        let entities: Vec<Entity> =
            given.iter().map(|name| with(name, "name", Kind::Property, json!(name))).collect();
        sorted(&Order::parse(order_by, None, None, collation, &expand).expect("order"), &entities)
    }

    #[test]
    fn texts_follow_a_collation() {
        assert_eq!(names("name", None, &["b", "á", "A"]), ["A", "á", "b"]);
        assert_eq!(names("name;desc", None, &["b", "á", "A"]), ["b", "á", "A"]);
        assert_eq!(names("name", Some("de-u-co-phonebk"), &["Zebra", "Ähre"]), ["Ähre", "Zebra"]);
        // Hóngkǒu, Jìng'ān, Pǔdōng, Xúhuì, Yángpǔ
        assert_eq!(
            names("name", Some("zh-u-co-pinyin"), &["徐汇", "静安", "浦东", "杨浦", "虹口"]),
            ["虹口", "静安", "浦东", "徐汇", "杨浦"]
        );
        assert!(Order::parse("name", None, None, Some("und-u-ks-identic"), &expand).is_ok());
        for wrong in ["!!nope", "not a bcp47 tag!!", "", "und-u-ks-level9"] {
            let error = Order::parse("name", None, None, Some(wrong), &expand).err().expect(wrong);
            assert_eq!(error.field.as_deref(), Some("collation"));
        }
    }

    #[test]
    fn types_follow_the_clause() {
        let values = [
            ("urn:1", json!(2)),
            ("urn:2", json!(10)),
            ("urn:3", json!("a")),
            ("urn:4", json!({"a": 1})),
            ("urn:5", json!([1, 2])),
            ("urn:6", json!(false)),
            ("urn:7", json!(true)),
            ("urn:8", json!("08:00:00Z")),
            ("urn:9", json!("2026-01-01")),
            ("urn:A", json!("2026-01-01T00:00:00Z")),
            ("urn:B", json!("2026-01-01T00:00:00.5Z")),
        ];
        let mut entities: Vec<Entity> =
            values.into_iter().rev().map(|(id, value)| with(id, "v", Kind::Property, value)).collect();
        entities.insert(0, Entity { id: "urn:C".to_owned(), ..Entity::default() });
        let order = Order::parse("v", None, None, None, &expand).expect("order");
        let ids = sorted(&order, &entities);
        assert_eq!(ids.iter().map(|id| &id[4..]).collect::<String>(), "123456789ABC");
    }

    #[test]
    fn distances_order() {
        let place = |id: &str, at: Value| {
            with(id, "location", Kind::GeoProperty, json!({"type": "Point", "coordinates": at}))
        };
        let entities = [
            place("far", json!([20, 40])),
            with("text", "location", Kind::Property, json!("here")),
            place("near", json!([8.1, 40])),
            place("over", json!([-179, 40])),
            Entity { id: "none".to_owned(), ..Entity::default() },
        ];
        let order = |by: &str| Order::parse(by, Some("[8,40]"), None, None, &expand).expect(by);
        assert_eq!(sorted(&order("location;dist-asc"), &entities), ["near", "far", "over", "text", "none"]);
        assert_eq!(sorted(&order("location;dist-desc"), &entities), ["over", "far", "near", "text", "none"]);
        let line =
            Order::parse("location;dist-asc", Some("[[19,0],[19,50]]"), Some("LineString"), None, &expand);
        assert_eq!(sorted(&line.expect("order"), &entities)[0], "far");
        assert!(Order::parse("location;dist-asc", None, None, None, &expand).is_err());
        assert!(Order::parse("location;dist-asc", Some("\"8,40\""), None, None, &expand).is_err());
    }

    #[test]
    fn paths_lead_to_values() {
        let mut one = with("urn:1", "address", Kind::Property, json!({"city": "Berlin"}));
        let mut two = with("urn:2", "address", Kind::Property, json!({"city": "Aachen"}));
        (one.created_at, two.created_at) = (Some(Timestamp(1)), Some(Timestamp(2)));
        one.attrs.get_mut("x:address").expect("there")[0].observed_at = Some(Timestamp(5));
        two.attrs.get_mut("x:address").expect("there")[0].observed_at = Some(Timestamp(4));
        let entities = [one, two];
        for (by, wanted) in [
            ("address[city]", ["urn:2", "urn:1"]),
            ("address[city];desc", ["urn:1", "urn:2"]),
            ("address.observedAt", ["urn:2", "urn:1"]),
            ("createdAt;desc", ["urn:2", "urn:1"]),
            ("type,createdAt", ["urn:1", "urn:2"]),
            ("type;asc,address.height;desc,address[city];asc", ["urn:2", "urn:1"]),
            ("id;desc", ["urn:2", "urn:1"]),
            ("height", ["urn:1", "urn:2"]),
        ] {
            let order = Order::parse(by, None, None, None, &expand).expect(by);
            assert_eq!(sorted(&order, &entities), wanted, "{by}");
        }
        let by_id = |by| Order::parse(by, None, None, None, &expand).expect(by).by_id_only();
        assert!(by_id("id") && by_id("id;desc") && !by_id("name") && !by_id("id,name"));
    }

    #[test]
    fn faults_have_positions() {
        for (text, position) in [
            ("name;up", 5),
            ("name,", 5),
            (",name", 0),
            ("name;asc;desc", 5),
            ("a[b", 3),
            ("a b", 1),
            ("a.", 2),
        ] {
            let error = Order::parse(text, None, None, None, &expand).err().expect(text);
            assert_eq!(error.position, Some(position), "{text}");
        }
        assert!(Order::parse(&vec!["a"; 200].join(","), None, None, None, &expand).is_err());
    }
}
