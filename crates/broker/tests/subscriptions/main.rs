//! Subscriptions and their notifications, with receivers on this machine, on both engines.

mod house;
mod mosquitto;
mod receiver;

use std::time::{Duration, Instant};

use house::{House, MIGRATIONS};
use qipan_testkit::{both, postgres, sqlite};
use receiver::Receiver;
use serde_json::{Value, json};

#[test]
fn a_subscription_is_kept_changed_listed_and_deleted() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db, 1);
        let uri = "http://127.0.0.1:9/x";
        house.subscribe(
            "a",
            "Lamp",
            uri,
            json!({"watchedAttributes": ["power"], "throttling": 5}),
            json!({}),
        );
        house.subscribe("b", "Lamp", uri, json!({"isActive": false}), json!({}));
        let again = json!({"id": "urn:ngsi-ld:Subscription:a", "type": "Subscription",
            "entities": [{"type": "Lamp"}], "notification": {"endpoint": {"uri": uri}}});
        assert_eq!(house.send("POST", "subscriptions", &again).status, 409);
        let shown = house.subscription("a");
        assert_eq!(shown["status"], "active");
        assert_eq!(shown["watchedAttributes"], json!(["power"]));
        assert_eq!(shown["notificationTrigger"], json!(["attributeCreated", "attributeUpdated"]));
        assert!(shown.get("createdAt").is_none() && shown.get("isActive").is_none());
        assert!(
            house.get("subscriptions/urn:ngsi-ld:Subscription:a?options=sysAttrs").body["createdAt"]
                .is_string()
        );
        assert_eq!(house.subscription("b")["status"], "paused");
        let page = house.get("subscriptions?limit=1&count=true");
        assert_eq!(page.body.as_array().map(Vec::len), Some(1));
        assert_eq!(page.headers["ngsild-results-count"], "2");
        assert!(
            page.headers.get_all("link").iter().any(|link| link.to_str().unwrap().contains("rel=\"next\""))
        );
        let path = "subscriptions/urn:ngsi-ld:Subscription:a";
        house.did("PATCH", path, &json!({"throttling": null, "description": "d"}));
        let shown = house.subscription("a");
        assert_eq!((&shown["description"], shown.get("throttling")), (&json!("d"), None));
        assert_eq!(house.send("PATCH", path, &json!({"notification": {"format": "concise"}})).status, 400);
        assert_eq!(house.send("PATCH", path, &json!({"expiresAt": "2001-01-01T00:00:00Z"})).status, 400);
        assert_eq!(house.send_as(Some("other"), "GET", path, &Value::Null).status, 404);
        assert_eq!(house.send("DELETE", path, &Value::Null).status, 204);
        assert_eq!(house.get(path).status, 404);
        assert_eq!(house.get("subscriptions/nothing").status, 400);
    });
}

#[test]
fn what_cannot_be_is_refused_and_named() {
    let test = sqlite(MIGRATIONS);
    let house = House::new(&test.db, 1);
    let good = json!({"type": "Subscription", "entities": [{"type": "A"}], "notification": {"endpoint": {"uri": "http://h/x"}}});
    assert_eq!(house.send("POST", "subscriptions", &good).status, 201);
    let endpoint = |more: Value| {
        let mut endpoint = json!({"uri": "http://h/x"});
        more.as_object().unwrap().iter().for_each(|(k, v)| endpoint[k] = v.clone());
        json!({"notification": {"endpoint": endpoint}})
    };
    let told = |more: Value| {
        let mut told = good["notification"].clone();
        more.as_object().unwrap().iter().for_each(|(k, v)| told[k] = v.clone());
        json!({ "notification": told })
    };
    for (more, field) in [
        (json!({"type": "Entity"}), "type"),
        (json!({"id": "no uri"}), "id"),
        (json!({"entities": []}), "entities"),
        (json!({"entities": [{"id": "urn:a:b"}]}), "entities.type"),
        (json!({"entities": [{"type": "A", "idPattern": "("}]}), "idPattern"),
        (json!({"watchedAttributes": []}), "watchedAttributes"),
        (json!({"notificationTrigger": ["entityChanged"]}), "notificationTrigger"),
        (json!({"timeInterval": 0}), "timeInterval"),
        (json!({"throttling": -1}), "throttling"),
        (json!({"timeInterval": 5, "throttling": 5}), "timeInterval"),
        (json!({"timeInterval": 5, "watchedAttributes": ["a"]}), "timeInterval"),
        (json!({"q": "a=="}), "q"),
        (json!({"csf": "(("}), "csf"),
        (json!({"scopeQ": "/a;"}), "scopeQ"),
        (json!({"geoQ": {"georel": "within"}}), "geoQ"),
        (json!({"isActive": "yes"}), "isActive"),
        (json!({"expiresAt": "2001-01-01T00:00:00Z"}), "expiresAt"),
        (json!({"expiresAt": "tomorrow"}), "expiresAt"),
        (json!({"datasetId": ["no uri"]}), "datasetId"),
        (json!({"jsonldContext": "none"}), "jsonldContext"),
        (json!({"notification": {}}), "notification.endpoint"),
        (endpoint(json!({"uri": "ftp://h/x"})), "notification.endpoint.uri"),
        (endpoint(json!({"uri": "mqtt://h"})), "notification.endpoint.uri"),
        (endpoint(json!({"accept": "text/plain"})), "notification.endpoint.accept"),
        (endpoint(json!({"timeout": 0})), "notification.endpoint.timeout"),
        (endpoint(json!({"receiverInfo": [{"key": "a"}]})), "notification.endpoint.receiverInfo"),
        (
            endpoint(json!({"receiverInfo": [{"key": "a b", "value": "x"}]})),
            "notification.endpoint.receiverInfo",
        ),
        (
            endpoint(json!({"receiverInfo": [{"key": "Host", "value": "x"}]})),
            "notification.endpoint.receiverInfo",
        ),
        (told(json!({"attributes": []})), "notification.attributes"),
        (told(json!({"attributes": ["a"], "pick": ["b"]})), "notification.attributes"),
        (told(json!({"pick": ["a"], "omit": ["a"]})), "notification.omit"),
        (told(json!({"format": "short"})), "notification.format"),
        (told(json!({"format": "simplified", "showChanges": true})), "notification.showChanges"),
        (told(json!({"join": "both"})), "notification.join"),
        (told(json!({"joinLevel": 0})), "notification.joinLevel"),
    ] {
        let mut body = good.clone();
        more.as_object().unwrap().iter().for_each(|(k, v)| body[k] = v.clone());
        let answer = house.send("POST", "subscriptions", &body);
        assert_eq!(answer.status, 400, "{more}: {}", answer.body);
        assert_eq!(answer.body["field"], field, "{more}: {}", answer.body);
    }
}

#[test]
fn who_subscribed_is_told_in_order_with_counters() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db, 1);
        let receiver = Receiver::start();
        house.make("Lamp", "1", "power", 0);
        let info = json!({"endpoint": {"receiverInfo": [{"key": "X-Key", "value": "k"}]}});
        house.subscribe("a", "Lamp", &receiver.url("n"), json!({}), info);
        for value in 1..=50 {
            house.set("1", "power", value);
        }
        let got = receiver.wait(50);
        let values: Vec<_> = got.iter().map(|got| got.body["data"][0]["power"]["value"].as_i64()).collect();
        assert_eq!(values, (1..=50).map(Some).collect::<Vec<_>>());
        let first = &got[0];
        assert_eq!(first.path, "/n");
        assert_eq!(first.body["type"], "Notification");
        assert_eq!(first.body["subscriptionId"], "urn:ngsi-ld:Subscription:a");
        assert_eq!(first.body["data"][0]["id"], "urn:x:1");
        assert_eq!(first.header("x-key"), Some("k"));
        assert_eq!(first.header("content-type"), Some("application/json"));
        assert!(first.header("link").unwrap().contains("ngsi-ld-core-context"));
        let told = &house.subscription("a")["notification"];
        assert_eq!((&told["timesSent"], &told["status"]), (&json!(50), &json!("ok")));
        assert!(told["lastSuccess"].is_string() && told.get("lastFailure").is_none());
        // The same again is no change.
        house.set("1", "power", 50);
        receiver.wait(50);
    });
}

#[test]
fn only_what_was_asked_for_is_told() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db, 1);
        let receiver = Receiver::start();
        let triggers = |name: &str| json!({"notificationTrigger": [name]});
        let simple = json!({"format": "keyValues"});
        house.subscribe("q", "Lamp", &receiver.url("q"), json!({"q": "power>5"}), simple.clone());
        house.subscribe(
            "w",
            "Lamp",
            &receiver.url("w"),
            json!({"watchedAttributes": ["other"]}),
            simple.clone(),
        );
        house.subscribe("c", "Lamp", &receiver.url("c"), triggers("entityCreated"), simple.clone());
        house.subscribe("d", "Lamp", &receiver.url("d"), triggers("entityDeleted"), simple.clone());
        house.subscribe(
            "ad",
            "Lamp",
            &receiver.url("ad"),
            triggers("attributeDeleted"),
            json!({"showChanges": true}),
        );
        house.subscribe("o", "Other", &receiver.url("o"), json!({}), simple.clone());
        house.subscribe(
            "i",
            "Lamp",
            &receiver.url("i"),
            json!({"entities": [{"type": "Lamp", "idPattern": "^urn:x:[89]$"}]}),
            simple,
        );
        house.make("Lamp", "1", "power", 1); // c
        house.set("1", "power", 6); // q
        house.set("1", "power", 2);
        house.did("POST", "entities/urn:x:1/attrs", &json!({"other": 7})); // w
        house.did("DELETE", "entities/urn:x:1/attrs/other", &Value::Null); // ad
        house.did("DELETE", "entities/urn:x:1", &Value::Null); // d, ad
        house.make("Lamp", "9", "power", 1); // c, i
        let got = receiver.wait(8);
        let of = |path: &str| {
            let mine = got.iter().filter(|got| got.path == format!("/{path}"));
            mine.map(|got| got.body["data"][0].clone()).collect::<Vec<_>>()
        };
        assert_eq!(of("q"), [json!({"id": "urn:x:1", "type": "Lamp", "power": 6})]);
        assert_eq!(of("w"), [json!({"id": "urn:x:1", "type": "Lamp", "power": 2, "other": 7})]);
        assert_eq!(of("c").len(), 2);
        assert_eq!(of("o").len(), 0);
        assert_eq!(of("i"), [json!({"id": "urn:x:9", "type": "Lamp", "power": 1})]);
        let gone = &of("d")[0];
        assert_eq!(gone.as_object().map(serde_json::Map::len), Some(3), "{gone}");
        assert!(gone["deletedAt"].is_string());
        let ad = of("ad");
        assert_eq!(
            ad[0]["other"],
            json!({"type": "Property", "value": "urn:ngsi-ld:null", "previousValue": 7})
        );
        assert_eq!(
            ad[1]["power"],
            json!({"type": "Property", "value": "urn:ngsi-ld:null", "previousValue": 2})
        );
    });
}

#[test]
fn every_form_of_a_notification() {
    let test = sqlite(MIGRATIONS);
    let house = House::new(&test.db, 1);
    let receiver = Receiver::start();
    let place = json!({"type": "GeoProperty", "value": {"type": "Point", "coordinates": [121.4, 31.2]}});
    house.did("POST", "entities", &json!({"id": "urn:x:room", "type": "Room", "floor": 3}));
    let at = json!({"type": "Relationship", "object": "urn:x:room"});
    house.did(
        "POST",
        "entities",
        &json!({"id": "urn:x:1", "type": "Lamp", "power": 1, "location": place, "at": at}),
    );
    let accept = |media: &str| json!({"endpoint": {"accept": media}});
    house.subscribe("ld", "Lamp", &receiver.url("ld"), json!({}), accept("application/ld+json"));
    house.subscribe("geo", "Lamp", &receiver.url("geo"), json!({}), accept("application/geo+json"));
    house.subscribe(
        "pick",
        "Lamp",
        &receiver.url("pick"),
        json!({}),
        json!({"pick": ["id", "power"], "format": "concise"}),
    );
    house.subscribe(
        "sys",
        "Lamp",
        &receiver.url("sys"),
        json!({}),
        json!({"sysAttrs": true, "attributes": ["power"], "showChanges": true}),
    );
    house.subscribe(
        "join",
        "Lamp",
        &receiver.url("join"),
        json!({}),
        json!({"join": "inline", "format": "simplified"}),
    );
    house.subscribe(
        "flat",
        "Lamp",
        &receiver.url("flat"),
        json!({}),
        json!({"join": "flat", "format": "simplified"}),
    );
    house.set("1", "power", 2);
    let got = receiver.wait(6);
    let of = |path: &str| got.iter().find(|got| got.path == format!("/{path}")).unwrap();
    let ld = of("ld");
    assert_eq!((ld.header("content-type"), ld.header("link")), (Some("application/ld+json"), None));
    assert!(ld.body["data"][0]["@context"].is_string());
    let geo = of("geo");
    assert_eq!(geo.header("content-type"), Some("application/geo+json"));
    assert_eq!(geo.body["data"]["type"], "FeatureCollection");
    assert_eq!(geo.body["data"]["features"][0]["geometry"]["coordinates"], json!([121.4, 31.2]));
    assert_eq!(of("pick").body["data"][0], json!({"id": "urn:x:1", "power": 2}));
    let sys = &of("sys").body["data"][0];
    assert!(sys["createdAt"].is_string() && sys["power"]["modifiedAt"].is_string(), "{sys}");
    assert_eq!((sys.get("at"), &sys["power"]["previousValue"]), (None, &json!(1)));
    assert_eq!(of("join").body["data"][0]["at"], json!({"id": "urn:x:room", "type": "Room", "floor": 3}));
    assert_eq!(of("flat").body["data"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_tenant_is_told_of_its_own_and_by_name() {
    let test = sqlite(MIGRATIONS);
    let house = House::new(&test.db, 1);
    let receiver = Receiver::start();
    house.subscribe("a", "Lamp", &receiver.url("default"), json!({}), json!({}));
    let sub = json!({"type": "Subscription", "entities": [{"type": "Lamp"}], "notification": {"endpoint": {"uri": receiver.url("t")}}});
    assert_eq!(house.send_as(Some("t1"), "POST", "subscriptions", &sub).status, 201);
    let lamp = json!({"id": "urn:x:1", "type": "Lamp", "power": 1});
    assert_eq!(house.send_as(Some("t1"), "POST", "entities", &lamp).status, 201);
    let got = receiver.wait(1);
    assert_eq!((got[0].path.as_str(), got[0].header("ngsild-tenant")), ("/t", Some("t1")));
}

#[test]
fn what_is_refused_is_tried_again_in_order_and_counted() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db, 1);
        let receiver = Receiver::start();
        *receiver.refuse.lock().unwrap() = 2;
        house.make("Lamp", "1", "power", 0);
        house.subscribe("a", "Lamp", &receiver.url("n"), json!({}), json!({"format": "keyValues"}));
        for value in 1..=5 {
            house.set("1", "power", value);
        }
        let got = receiver.wait(5);
        let values: Vec<_> = got.iter().map(|got| got.body["data"][0]["power"].as_i64()).collect();
        assert_eq!(values, (1..=5).map(Some).collect::<Vec<_>>());
        let told = &house.subscription("a")["notification"];
        assert_eq!((&told["timesSent"], &told["timesFailed"]), (&json!(7), &json!(2)));
        assert_eq!(told["status"], "ok");
        assert!(told["lastFailure"].as_str() < told["lastSuccess"].as_str());
    });
}

#[test]
fn dead_endpoints_delay_nobody() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db, 1);
        let receiver = Receiver::start();
        // Servers that take a connection and never answer, and ports that nobody listens at.
        let silent: Vec<_> = (0..5).map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        for (n, listener) in silent.iter().enumerate() {
            let uri = format!("http://{}/", listener.local_addr().unwrap());
            for m in 0..4 {
                house.subscribe(&format!("silent{n}-{m}"), "Lamp", &uri, json!({}), json!({}));
            }
        }
        for n in 0..20 {
            house.subscribe(&format!("gone{n}"), "Lamp", "http://127.0.0.1:9/", json!({}), json!({}));
        }
        house.subscribe("well", "Lamp", &receiver.url("n"), json!({}), json!({}));
        for n in 0..20 {
            let begun = Instant::now();
            house.make("Lamp", &n.to_string(), "power", n);
            receiver.wait(usize::try_from(n).unwrap() + 1);
            let last = receiver.all().pop().unwrap();
            assert!(
                last.at.duration_since(begun) < Duration::from_secs(3),
                "{:?}",
                last.at.duration_since(begun)
            );
        }
        let told = &house.subscription("gone0")["notification"];
        assert_eq!(told["status"], "failed");
    });
}

#[test]
fn a_throttled_subscription_rests_and_a_periodic_one_does_not() {
    let test = sqlite(MIGRATIONS);
    let house = House::new(&test.db, 1);
    let receiver = Receiver::start();
    house.make("Lamp", "1", "power", 0);
    house.make("Lamp", "2", "power", 0);
    house.subscribe("t", "Lamp", &receiver.url("t"), json!({"throttling": 2}), json!({}));
    house.subscribe("p", "Lamp", &receiver.url("p"), json!({"timeInterval": 1}), json!({}));
    for value in 1..=5 {
        house.set("1", "power", value);
    }
    std::thread::sleep(Duration::from_millis(2_600));
    house.set("1", "power", 6);
    std::thread::sleep(Duration::from_millis(900));
    let got = receiver.all();
    let values = |path: &str| {
        got.iter().filter(|got| got.path == path).map(|got| got.body["data"].clone()).collect::<Vec<_>>()
    };
    let throttled: Vec<_> = values("/t").iter().map(|data| data[0]["power"]["value"].as_i64()).collect();
    assert_eq!(throttled, [Some(1), Some(6)]);
    let periodic = values("/p");
    assert!((2..=4).contains(&periodic.len()), "{}", periodic.len());
    assert!(periodic.iter().all(|data| data.as_array().map(Vec::len) == Some(2)));
}

#[test]
fn who_is_paused_or_expired_is_not_told() {
    let test = sqlite(MIGRATIONS);
    let house = House::new(&test.db, 1);
    let receiver = Receiver::start();
    house.subscribe("a", "Lamp", &receiver.url("n"), json!({"isActive": false}), json!({}));
    house.make("Lamp", "1", "power", 0);
    house.did("PATCH", "subscriptions/urn:ngsi-ld:Subscription:a", &json!({"isActive": true}));
    house.set("1", "power", 1);
    let got = receiver.wait(1);
    assert_eq!(got[0].body["data"][0]["power"]["value"], 1);
    let soon = chrono_like(1_200);
    house.did("PATCH", "subscriptions/urn:ngsi-ld:Subscription:a", &json!({ "expiresAt": soon }));
    std::thread::sleep(Duration::from_millis(2_300));
    assert_eq!(house.subscription("a")["status"], "expired");
    house.set("1", "power", 2);
    receiver.wait(1);
}

/// The moment in so many milliseconds, to the next full second.
fn chrono_like(ms: u64) -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = i64::try_from((since.as_millis() as u64 + ms) / 1_000 * 1_000).unwrap();
    qipan_ngsild::Timestamp(at * 1_000).to_string()
}

#[test]
fn several_processes_share_the_deliveries() {
    let Some(test) = postgres(MIGRATIONS) else { return };
    let houses = [House::new(&test.db, 1), House::new(&test.db, 2)];
    let receiver = Receiver::start();
    houses[0].make("Lamp", "1", "power", 0);
    for n in 0..10 {
        houses[n % 2].subscribe(
            &n.to_string(),
            "Lamp",
            &receiver.url(&n.to_string()),
            json!({}),
            json!({"format": "keyValues"}),
        );
    }
    std::thread::sleep(Duration::from_millis(100));
    for value in 1..=20 {
        houses[value % 2].set("1", "power", value as i64);
    }
    let got = receiver.wait(200);
    for n in 0..10 {
        let mine = got.iter().filter(|got| got.path == format!("/{n}"));
        let values: Vec<_> = mine.map(|got| got.body["data"][0]["power"].as_i64()).collect();
        assert_eq!(values, (1..=20).map(Some).collect::<Vec<_>>(), "{n}");
    }
}

#[test]
fn ten_thousand_subscriptions_cost_a_write_little() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db, 1);
        let receiver = Receiver::start();
        let rate = |n: i64| {
            let begun = Instant::now();
            for value in 0..200 {
                house.set("1", "power", n * 1_000 + value);
            }
            begun.elapsed().as_micros() / 200
        };
        house.make("Lamp", "1", "power", -1);
        rate(1);
        let alone = rate(2);
        for n in 0..10_000 {
            // By type, by id, by watched attribute, by pattern: what real subscriptions are like.
            let more = match n % 4 {
                0 => json!({"entities": [{"type": format!("Type{}", n % 100)}]}),
                1 => json!({"entities": [{"type": "Lamp", "id": format!("urn:x:{}", n + 10)}]}),
                2 => json!({"watchedAttributes": [format!("attribute{n}")]}),
                _ => json!({"entities": [{"type": format!("Pattern{n}"), "idPattern": "^urn:.*"}]}),
            };
            house.subscribe(&n.to_string(), "Lamp", &receiver.url("x"), more, json!({}));
        }
        house.subscribe("mine", "Lamp", &receiver.url("mine"), json!({}), json!({}));
        rate(3);
        let among = rate(4);
        println!(
            "{:?}: {alone} µs a write alone, {among} µs among 10 001 subscriptions with one notification each",
            test.db.engine()
        );
        receiver.wait(400);
        assert!(receiver.all().iter().all(|got| got.path == "/mine"));
    });
}
