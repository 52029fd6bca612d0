//! Notifications through a real MQTT broker, where one is installed.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qipan_testkit::sqlite;
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(names: &[&str]) -> Option<String> {
    let works = |name: &&&str| Command::new(name).arg("--help").output().is_ok();
    names.iter().find(works).map(|name| (*name).to_owned())
}

#[test]
fn notifications_go_through_a_real_broker() {
    let Some(broker) = program(&["mosquitto", "/usr/sbin/mosquitto"]) else {
        assert!(std::env::var_os("QIPAN_TEST_ALL").is_none(), "mosquitto is not installed");
        println!("skipped: no mosquitto");
        return;
    };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile_folder();
    let conf = folder.join("mosquitto.conf");
    std::fs::write(&conf, format!("listener {port} 127.0.0.1\nallow_anonymous true\n")).unwrap();
    let _broker = Running(
        Command::new(broker)
            .arg("-c")
            .arg(&conf)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut options = rumqttc::MqttOptions::new("reader", "127.0.0.1", port);
    options.set_max_packet_size(1 << 20, 1 << 20);
    let (reader, mut events) = rumqttc::Client::new(options, 10);
    reader.subscribe("hub/#", rumqttc::QoS::ExactlyOnce).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for event in events.iter().map_while(Result::ok) {
            if let rumqttc::Event::Incoming(rumqttc::Packet::Publish(publish)) = event
                && tell.send((publish.topic.clone(), publish.payload.to_vec())).is_err()
            {
                return;
            }
        }
    });
    std::thread::sleep(Duration::from_millis(300));

    let test = sqlite(MIGRATIONS);
    let house = House::new(&test.db, 1);
    house.make("Lamp", "1", "power", 0);
    for (n, version) in ["mqtt3.1.1", "mqtt5.0"].iter().enumerate() {
        for qos in 0..3 {
            let notifier = [
                json!({"key": "MQTT-Version", "value": version}),
                json!({"key": "MQTT-QoS", "value": qos.to_string()}),
            ];
            let info = json!({"endpoint": {"notifierInfo": notifier, "receiverInfo": [{"key": "who", "value": "me"}]}});
            let uri = format!("mqtt://127.0.0.1:{port}/hub/{n}/{qos}");
            house.subscribe(&format!("{n}{qos}"), "Lamp", &uri, json!({}), info);
        }
    }
    for value in 1..=3 {
        house.set("1", "power", value);
    }
    let mut seen: Vec<(String, i64)> = Vec::new();
    while seen.len() < 18 {
        let (topic, message) = told.recv_timeout(Duration::from_secs(10)).expect("a message");
        let message: Value = serde_json::from_slice(&message).unwrap();
        assert_eq!(message["metadata"]["Content-Type"], "application/json");
        assert_eq!(message["metadata"]["who"], "me");
        assert!(message["metadata"]["Link"].as_str().unwrap().starts_with('<'));
        assert_eq!(message["body"]["type"], "Notification");
        seen.push((topic, message["body"]["data"][0]["power"]["value"].as_i64().unwrap()));
    }
    for topic in ["hub/0/0", "hub/0/1", "hub/0/2", "hub/1/0", "hub/1/1", "hub/1/2"] {
        let values: Vec<_> = seen.iter().filter(|(t, _)| t == topic).map(|(_, value)| *value).collect();
        assert_eq!(values, [1, 2, 3], "{topic}");
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn tempfile_folder() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("qipan-mqtt-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
