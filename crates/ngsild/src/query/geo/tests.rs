use serde_json::{Value, json};

use super::*;

fn expand(name: &str) -> Fallible<String> {
    Ok(format!("x:{name}"))
}

fn query(georel: &str, geometry: &str, coordinates: &str) -> Fallible<GeoQ> {
    GeoQ::parse(georel, geometry, coordinates, None, &expand)
}

fn geometry(kind: &str, coordinates: &str) -> Value {
    json!({"type": kind, "coordinates": serde_json::from_str::<Value>(coordinates).expect("JSON")})
}

const SQUARE: &str = "[[[0,0],[10,0],[10,10],[0,10],[0,0]]]";
const HOLED: &str = "[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]";
const SHIFTED: &str = "[[[5,5],[15,5],[15,15],[5,15],[5,5]]]";
const SMALL: &str = "[[[1,1],[2,1],[2,2],[1,2],[1,1]]]";
const FAR: &str = "[[[50,50],[51,50],[51,51],[50,51],[50,50]]]";

#[test]
fn relations_hold() {
    let square = ("Polygon", SQUARE);
    let turned = ("Polygon", "[[[10,10],[0,10],[0,0],[10,0],[10,5],[10,10]]]");
    for (relation, target, reference, wanted) in [
        ("equals", ("Point", "[1,2]"), ("Point", "[1,2,50]"), true),
        ("equals", ("Point", "[1,2]"), ("Point", "[1,2.000001]"), false),
        ("equals", square, turned, true),
        ("equals", square, ("Polygon", SMALL), false),
        ("within", ("Point", "[1,1]"), square, true),
        ("within", ("Point", "[0,1]"), square, false),
        ("within", ("Point", "[5,5]"), ("Polygon", HOLED), false),
        ("within", ("Polygon", SMALL), square, true),
        ("within", square, square, true),
        ("within", ("Polygon", SHIFTED), square, false),
        ("within", ("LineString", "[[1,1],[9,9]]"), square, true),
        ("within", ("MultiPoint", "[[1,1],[20,20]]"), square, false),
        ("contains", square, ("Point", "[1,1]"), true),
        ("contains", square, ("Polygon", SMALL), true),
        ("contains", ("Polygon", SMALL), square, false),
        ("contains", ("Point", "[1,1]"), ("Point", "[1,1]"), true),
        ("intersects", ("Polygon", SHIFTED), square, true),
        ("intersects", ("Point", "[0,1]"), square, true),
        ("intersects", ("LineString", "[[-5,5],[15,5]]"), square, true),
        ("intersects", ("Polygon", FAR), square, false),
        ("disjoint", ("Polygon", FAR), square, true),
        ("disjoint", ("Point", "[5,5]"), ("Polygon", HOLED), true),
        ("disjoint", ("Point", "[0,1]"), square, false),
        ("overlaps", ("Polygon", SHIFTED), square, true),
        ("overlaps", ("Polygon", SMALL), square, false),
        ("overlaps", square, square, false),
        ("overlaps", ("LineString", "[[0,0],[2,0]]"), ("LineString", "[[1,0],[3,0]]"), true),
        ("intersects", ("MultiPolygon", &format!("[{FAR},{SMALL}]")), square, true),
    ] {
        let q = query(relation, reference.0, reference.1).expect(reference.1);
        let target = geometry(target.0, target.1);
        assert_eq!(q.matches(&target), wanted, "{target} {relation} {}", q.geometry);
        if wanted && let Some(boxes) = q.bounding_boxes() {
            let own = bounds_of(&target).expect("bounds");
            assert!(boxes.iter().any(|one| one.touches(&own)), "{relation} {target}");
        }
    }
}

#[test]
fn distances_are_those_of_the_sphere() {
    let point = |at: &str| geometry("Point", at);
    let line = |at: &str| geometry("LineString", at);
    // Half and quarter of the circumference of a sphere of mean radius.
    let quarter = std::f64::consts::FRAC_PI_2 * EARTH_RADIUS;
    for (one, other, wanted) in [
        (point("[0,0]"), point("[90,0]"), quarter),
        (point("[0,0]"), point("[0,90]"), quarter),
        (point("[0,90]"), point("[120,-90]"), 2.0 * quarter),
        (point("[179.5,0]"), point("[-179.5,0]"), quarter / 90.0),
        (point("[121.4737,31.2304]"), point("[116.4074,39.9042]"), 1_067_310.0),
        (point("[0,1]"), line("[[-10,0],[10,0]]"), quarter / 90.0),
        (point("[12,0]"), line("[[-10,0],[10,0]]"), quarter / 45.0),
        (point("[5,0]"), line("[[-10,0],[10,0]]"), 0.0),
        (point("[180,1]"), line("[[179,0],[-179,0]]"), quarter / 90.0),
        (line("[[0,0],[0,1]]"), line("[[1,0],[1,1]]"), 111_178.0),
        (point("[5,11]"), geometry("Polygon", SQUARE), 107_034.0),
        (point("[5,5]"), geometry("Polygon", SQUARE), 0.0),
        (point("[5,5]"), geometry("Polygon", HOLED), 110_776.0),
    ] {
        let found = distance(&one, &other).expect("measured");
        let back = distance(&other, &one).expect("measured");
        assert!((found - back).abs() < 1e-6, "{one} {other}");
        // Within half a percent: great circles lie a little outside the parallels of the expected figures.
        assert!((found - wanted).abs() <= wanted * 0.005 + 1e-6, "{one} {other}: {found} for {wanted}");
    }
}

#[test]
fn near_is_measured_in_metres() {
    for (relation, reference, target, wanted) in [
        ("near;maxDistance==2000", ("Point", "[8,40]"), "[8.02,40]", true),
        ("near;maxDistance==1000", ("Point", "[8,40]"), "[8.02,40]", false),
        ("near;minDistance==1000", ("Point", "[8,40]"), "[8.02,40]", true),
        ("near;minDistance==2000", ("Point", "[8,40]"), "[8.02,40]", false),
        // At latitude 85 a degree of longitude is some 9.7 km.
        ("near;maxDistance==10000", ("Point", "[0,85]"), "[1,85]", true),
        ("near;maxDistance==5000", ("Point", "[0,85]"), "[1,85]", false),
        ("near;maxDistance==2000", ("LineString", "[[0,60],[10,60]]"), "[10,60.009]", true),
        ("near;maxDistance==2000", ("LineString", "[[0,61],[10,61]]"), "[10,60.009]", false),
        // The great circle bulges to the north of the parallel: some 13 km in its middle.
        ("near;maxDistance==2000", ("LineString", "[[0,60],[10,60]]"), "[5,60.095]", true),
        ("near;maxDistance==20000", ("Point", "[179.95,10]"), "[-179.95,10]", true),
        ("near;maxDistance==20000", ("Point", "[-179.95,10]"), "[179.95,10]", true),
        ("near;maxDistance==200000", ("Point", "[10,89]"), "[-170,89.5]", true),
        ("near;maxDistance==1e0", ("Polygon", SQUARE), "[5,5]", true),
    ] {
        let q = query(relation, reference.0, reference.1).expect(relation);
        let target = geometry("Point", target);
        assert_eq!(q.matches(&target), wanted, "{relation} {reference:?} {target}");
        if wanted && let Some(boxes) = q.bounding_boxes() {
            let own = bounds_of(&target).expect("bounds");
            assert!(boxes.iter().any(|one| one.touches(&own)), "{relation} {target} {boxes:?}");
        }
    }
}

#[test]
fn search_boxes_hold_what_is_near() {
    // A fixed walk over the sphere: every neighbour within the distance lies in a box.
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 11) as f64 / (1_u64 << 53) as f64
    };
    for _ in 0..3_000 {
        let here = [next() * 360.0 - 180.0, next() * 180.0 - 90.0];
        let metres = 10_f64.powf(next() * 7.0);
        let q = GeoQ::build(&format!("near;maxDistance=={metres}"), "Point", &json!(here), None, &expand)
            .expect("q");
        let spread = metres / 111_000.0 * 2.0;
        let there = [
            (here[0] + (next() - 0.5) * spread * 4.0 + 540.0).rem_euclid(360.0) - 180.0,
            (here[1] + (next() - 0.5) * spread).clamp(-90.0, 90.0),
        ];
        let target = json!({"type": "Point", "coordinates": there});
        if q.matches(&target) {
            let own = bounds_of(&target).expect("bounds");
            let boxes = q.bounding_boxes().expect("boxes");
            assert!(boxes.iter().any(|one| one.touches(&own)), "{here:?} {metres} {there:?} {boxes:?}");
            assert!(boxes.iter().all(|one| one.west <= one.east && one.west >= -180.0 && one.east <= 180.0));
        }
    }
}

#[test]
fn boxes_hold_arcs() {
    let bounds = |kind: &str, at: &str| bounds_of(&geometry(kind, at)).expect("bounds");
    let arc = bounds("LineString", "[[0,60],[10,60]]");
    assert!(arc.north > 60.09 && arc.north < 60.1 && arc.south == 60.0, "{arc:?}");
    let arc = bounds("LineString", "[[0,-60],[10,-60]]");
    assert!(arc.south < -60.09 && arc.north == -60.0, "{arc:?}");
    let over = bounds("LineString", "[[179,0],[-179,1]]");
    assert_eq!((over.west, over.east), (-180.0, 180.0));
    assert_eq!(bounds("Point", "[1,2]"), Bounds { west: 1.0, south: 2.0, east: 1.0, north: 2.0 });
    assert_eq!(bounds_of(&json!({"type": "Point", "coordinates": []})), None);
    assert_eq!(bounds_of(&json!("here")), None);
}

#[test]
fn wrong_parameters_are_named() {
    for (relation, kind, coordinates, field) in [
        ("touches", "Point", "[8,40]", "georel"),
        ("near", "Point", "[8,40]", "georel"),
        ("near;maxDistance==0", "Point", "[8,40]", "georel"),
        ("near;maxDistance==-100", "Point", "[8,40]", "georel"),
        ("near;maxDistance==inf", "Point", "[8,40]", "georel"),
        ("near;maxDistance==1e400", "Point", "[8,40]", "georel"),
        ("near;maxDistance==5;minDistance==1", "Point", "[8,40]", "georel"),
        ("near;maxDistance=5", "Point", "[8,40]", "georel"),
        ("near;distance==5", "Point", "[8,40]", "georel"),
        ("", "Point", "[8,40]", "georel"),
        ("within", "GeometryCollection", "[8,40]", "geometry"),
        ("within", "Circle", "[8,40]", "geometry"),
        ("within", "Point", "[8", "coordinates"),
        ("within", "Point", "[8]", "coordinates"),
        ("within", "Point", "[\"8\",\"40\"]", "coordinates"),
        ("within", "Point", "[200,40]", "coordinates"),
        ("within", "Polygon", "[8,40]", "coordinates"),
        ("within", "Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]", "coordinates"),
        ("within", "Polygon", "[]", "coordinates"),
        ("within", "LineString", "[[0,0]]", "coordinates"),
    ] {
        let error = query(relation, kind, coordinates).expect_err(relation);
        assert_eq!(error.field.as_deref(), Some(field), "{relation} {kind} {coordinates}");
        assert_eq!(error.kind, crate::error::ErrorKind::BadRequestData);
    }
    let deep = "[".repeat(100_000);
    assert!(query("within", "Polygon", &deep).is_err());
}

#[test]
fn parameters_go_together() {
    let (relation, kind, at) = ("within", "Point", json!([1, 2]));
    let given = |one, two, three| GeoQ::given(one, two, three, None, &expand);
    assert_eq!(given(None, None, None), Ok(None));
    let whole = given(Some(relation), Some(kind), Some(&at));
    assert!(matches!(&whole, Ok(Some(_))));
    let text = json!("[1,2]");
    assert_eq!(given(Some(relation), Some(kind), Some(&text)), whole);
    for (wrong, field) in [
        (given(None, Some(kind), Some(&at)), "georel"),
        (given(Some(relation), None, Some(&at)), "geometry"),
        (given(Some(relation), Some(kind), None), "coordinates"),
        (GeoQ::given(None, None, None, Some("location"), &expand), "georel"),
    ] {
        assert_eq!(wrong.expect_err(field).field.as_deref(), Some(field));
    }
}

#[test]
fn rings_that_cross_themselves_do_no_harm() {
    let bow = "[[[0,0],[10,10],[10,0],[0,10],[0,0]]]";
    let itself = query("equals", "Polygon", bow).expect("q");
    assert!(itself.matches(&geometry("Polygon", bow)));
    for relation in
        ["equals", "disjoint", "intersects", "within", "contains", "overlaps", "near;maxDistance==5"]
    {
        let q = query(relation, "Polygon", bow).expect("q");
        for target in [SQUARE, HOLED, SHIFTED, SMALL, FAR, bow] {
            q.matches(&geometry("Polygon", target));
        }
        q.matches(&geometry("LineString", "[[0,0],[0,0]]"));
        q.matches(&geometry("Polygon", "[[[1,1],[1,1],[1,1],[1,1]]]"));
        q.matches(&json!({"type": "Polygon"}));
    }
}

#[test]
fn entities_match_by_the_named_attribute() {
    let mut entity = Entity::default();
    let attr = crate::model::Attr {
        kind: Kind::GeoProperty,
        value: geometry("Point", "[8,40]"),
        ..Default::default()
    };
    entity.attrs.insert("x:observationSpace".to_owned(), vec![attr]);
    let q = |property| GeoQ::parse("near;maxDistance==10", "Point", "[8,40]", property, &expand).expect("q");
    assert!(q(Some("observationSpace")).matches_entity(&entity));
    assert!(!q(None).matches_entity(&entity));
}
