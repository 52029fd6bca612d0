//! Aggregation (clause 4.5.19) against figures worked out by hand, and its cost.

use std::time::Instant;

use qipan_testkit::{both, sqlite};
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS};

fn point(value: f64, time: &str) -> Value {
    json!({"type": "Property", "value": value, "observedAt": time})
}

#[test]
fn periods_are_summed_up() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        // Day one: 2, 4, 4, 4; day two: 5, 5; day four: 7, 9. In all 40, of which the squares are 232.
        let speeds = [
            (2.0, "2020-08-01T00:00:00Z"),
            (4.0, "2020-08-01T06:00:00Z"),
            (4.0, "2020-08-01T12:00:00Z"),
            (4.0, "2020-08-01T23:59:59.999Z"),
            (5.0, "2020-08-02T00:00:00Z"),
            (5.0, "2020-08-02T12:00:00Z"),
            (7.0, "2020-08-04T01:00:00Z"),
            (9.0, "2020-08-04T02:00:00Z"),
        ];
        let speeds: Vec<Value> = speeds.iter().map(|(value, time)| point(*value, time)).collect();
        let names = json!([
            {"type": "Property", "value": "a", "observedAt": "2020-08-01T00:00:00Z"},
            {"type": "Property", "value": "b", "observedAt": "2020-08-01T01:00:00Z"},
            {"type": "Property", "value": "a", "observedAt": "2020-08-01T02:00:00Z"}]);
        house
            .post(
                "/temporal/entities",
                json!({"id": "urn:v:1", "type": "Vehicle", "speed": speeds, "name": names}),
            )
            .is(201);
        let sums = |query: &str| {
            let path = format!("/temporal/entities/urn:v:1?options=aggregatedValues&{query}");
            house.get(&path).is(200).json()
        };
        let numbers = |answer: &Value, name: &str, method: &str| -> Vec<f64> {
            let rows = answer[name][method].as_array().cloned().unwrap_or_default();
            rows.iter().map(|row| row[0].as_f64().unwrap()).collect()
        };
        let by_day = sums(
            "aggrMethods=totalCount,distinctCount,sum,avg,min,max,stddev,sumsq&aggrPeriodDuration=P1D&attrs=speed",
        );
        for (method, expected) in [
            ("totalCount", [4.0, 2.0, 2.0]),
            ("distinctCount", [2.0, 1.0, 2.0]),
            ("sum", [14.0, 10.0, 16.0]),
            ("avg", [3.5, 5.0, 8.0]),
            ("min", [2.0, 5.0, 7.0]),
            ("max", [4.0, 5.0, 9.0]),
            ("sumsq", [52.0, 50.0, 130.0]),
        ] {
            assert_eq!(numbers(&by_day, "speed", method), expected, "{method}");
        }
        let stddev = numbers(&by_day, "speed", "stddev");
        assert!((stddev[0] - 0.75_f64.sqrt()).abs() < 1e-12 && stddev[1..] == [0.0, 1.0], "{stddev:?}");
        assert_eq!(by_day["speed"]["avg"][2], json!([8.0, "2020-08-04T00:00:00Z", "2020-08-05T00:00:00Z"]));
        // The whole: mean 5, variance 4.
        let whole = sums("aggrMethods=avg,stddev,totalCount&attrs=speed");
        assert_eq!(numbers(&whole, "speed", "avg"), [5.0]);
        assert_eq!(numbers(&whole, "speed", "stddev"), [2.0]);
        assert_eq!(numbers(&whole, "speed", "totalCount"), [8.0]);
        // Periods begin where the times asked for do.
        let shifted = sums(
            "aggrMethods=sum&aggrPeriodDuration=P1D&timerel=after&timeAt=2020-08-01T12:00:00Z&attrs=speed",
        );
        assert_eq!(numbers(&shifted, "speed", "sum"), [13.0, 5.0, 16.0]);
        // Calendar months.
        assert_eq!(
            numbers(&sums("aggrMethods=sum&aggrPeriodDuration=P1M&attrs=speed"), "speed", "sum"),
            [40.0]
        );
        // Words are counted.
        let words = sums("aggrMethods=totalCount,distinctCount&attrs=name");
        assert_eq!(numbers(&words, "name", "totalCount"), [3.0]);
        assert_eq!(numbers(&words, "name", "distinctCount"), [2.0]);
        for wrong in ["", "aggrMethods=median", "aggrMethods=avg&aggrPeriodDuration=day"] {
            let path = format!("/temporal/entities/urn:v:1?options=aggregatedValues&{wrong}");
            assert_eq!(house.get(&path).is(400).error(), "BadRequestData", "{wrong}");
        }
    });
}

#[test]
fn each_dataset_is_summed_up_by_itself_and_deletions_do_not_count() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let mut other = point(100.0, "2020-08-01T00:00:00Z");
        other["datasetId"] = json!("urn:d:1");
        let body = json!({"id": "urn:v:1", "type": "Vehicle", "speed": [point(1.0, "2020-08-01T00:00:00Z"), point(2.0, "2020-08-01T01:00:00Z"), other]});
        house.post("/temporal/entities", body).is(201);
        house.delete("/entities/urn:v:1/attrs/speed?deleteAll=true").is(204);
        let sums =
            house.get("/temporal/entities/urn:v:1?options=aggregatedValues&aggrMethods=max").is(200).json();
        let sums = sums["speed"].as_array().unwrap();
        assert_eq!((&sums[0]["max"][0][0], &sums[1]["max"][0][0]), (&json!(2.0), &json!(100.0)));
        assert_eq!(sums[1]["datasetId"], "urn:d:1");
    });
}

/// 10 000 points of one attribute by day: the time is printed, not asserted (`cargo test -- --nocapture`).
#[test]
fn ten_thousand_points() {
    let run = |house: &House, engine: &str| {
        for part in 0..10_u32 {
            let points: Vec<Value> = (0..1_000_u32)
                .map(|n| {
                    let minute = part * 1_000 + n;
                    let (day, hour, minute) = (minute / 1_440 + 1, minute / 60 % 24, minute % 60);
                    point(f64::from(n % 7), &format!("2020-08-{day:02}T{hour:02}:{minute:02}:00Z"))
                })
                .collect();
            house.post("/temporal/entities", json!({"id": "urn:v:1", "type": "Vehicle", "speed": points}));
        }
        let path =
            "/temporal/entities/urn:v:1?options=aggregatedValues&aggrMethods=avg,max&aggrPeriodDuration=P1D";
        house.get(path).is(200);
        let mut took: Vec<_> = (0..9)
            .map(|_| {
                let start = Instant::now();
                let body = house.get(path).is(200).json();
                assert_eq!(body["speed"]["avg"].as_array().map(Vec::len), Some(7));
                start.elapsed()
            })
            .collect();
        took.sort();
        println!("{engine}: 10 000 points by day in {:?} (median of 9)", took[4]);
    };
    run(&House::new(&sqlite(MIGRATIONS).db), "SQLite");
    if let Some(test) = qipan_testkit::postgres(MIGRATIONS) {
        run(&House::new(&test.db), "PostgreSQL");
    }
}
