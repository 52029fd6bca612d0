//! A copy of the suite that runs on one machine: contexts from a loopback server, MQTT from a local mosquitto.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders of the suite that a run needs.
const FOLDERS: [&str; 4] = ["TP", "data", "resources", "libraries"];

/// Context files that the suite's fixtures name by an address on the Internet, and the file that stands for each.
const CONTEXTS: [(&str, &str); 5] = [
    ("ngsi-ld-test-suite-compound.jsonld", "ngsi-ld-test-suite-compound.jsonld"),
    ("ngsi-ld-test-suite.jsonld", "ngsi-ld-test-suite.jsonld"),
    ("ngsildTestSuiteV1.8-compound.jsonld", "ngsi-ld-test-suite-compound.jsonld"),
    ("ldContext/testContext.jsonld", STAND_INS[0]),
    ("data-models/context.jsonld", STAND_INS[1]),
];

/// Contexts of others that the suite names and does not bring along. Only that they can be loaded matters.
const STAND_INS: [&str; 2] = ["testContext.jsonld", "data-models.jsonld"];

/// Where some cases expect the broker, whatever the variables say.
const USUAL_BROKER: &str = "http://localhost:9090";

/// Where things are for one run.
pub struct Places<'a> {
    /// Root of the broker's API, ending in `/ngsi-ld/v1`.
    pub broker: &'a str,
    /// Root of the loopback context server, ending in `/`.
    pub contexts: &'a str,
    /// The port of the MQTT server that is not the usual one.
    pub mqtt_port: u16,
    /// The program of the MQTT server.
    pub mosquitto: &'a str,
}

/// Writes the copy of `suite` to `target`.
///
/// # Errors
/// What the file system says.
pub fn write(suite: &Path, target: &Path, places: &Places<'_>) -> io::Result<()> {
    for folder in FOLDERS {
        folder_to(&suite.join(folder), &target.join(folder), places)?;
    }
    for name in STAND_INS {
        let text = r#"{"@context": {"T1": "urn:stand-in:T1"}}"#;
        fs::write(target.join("resources/jsonld-contexts").join(name), text)?;
    }
    fs::write(target.join("resources/variables.py"), variables(places))?;
    fs::write(target.join("resources/mqttUtils/MqttUtils.resource"), mqtt_keywords(places.mosquitto))?;
    fs::write(target.join("reporter.py"), include_str!("reporter.py"))?;
    let mqtt = target.join("resources/mqttUtils/mosquitto");
    for (name, access) in [
        ("mosquitto.conf", "allow_anonymous true\n".to_owned()),
        (
            "mosquitto_with_user.conf",
            format!("allow_anonymous false\npassword_file {}/mosquitto_pwd\n", mqtt.display()),
        ),
    ] {
        let listeners = format!("listener 1883 127.0.0.1\nlistener {} 127.0.0.1\n", places.mqtt_port);
        fs::write(mqtt.join(name), format!("{listeners}user root\npersistence false\n{access}"))?;
    }
    Ok(())
}

fn folder_to(from: &Path, to: &Path, places: &Places<'_>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            folder_to(&path, &target, places)?;
        } else {
            match String::from_utf8(fs::read(&path)?) {
                Ok(text) => {
                    let origin = places.broker.trim_end_matches("/ngsi-ld/v1");
                    fs::write(target, repoint(&text, places.contexts).replace(USUAL_BROKER, origin))?;
                }
                Err(other) => fs::write(target, other.into_bytes())?,
            }
        }
    }
    Ok(())
}

/// The text with every address of one of the suite's contexts replaced by its address on the loopback server.
fn repoint(text: &str, contexts: &str) -> String {
    let mut text = text.to_owned();
    for (name, file) in CONTEXTS {
        let mut done = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(name) {
            let before = &rest[..at];
            // An address holds no blank, quote or bracket; a bare file name is left as it is.
            let begin =
                before.rfind(|c: char| c.is_whitespace() || "\"'<>=(,".contains(c)).map_or(0, |i| i + 1);
            let address = &before[begin..];
            let remote =
                address.starts_with("http") && address.ends_with('/') && !address.starts_with(contexts);
            if remote {
                done.push_str(&before[..begin]);
                done.push_str(contexts);
                done.push_str(file);
            } else {
                done.push_str(&rest[..at + name.len()]);
            }
            rest = &rest[at + name.len()..];
        }
        done.push_str(rest);
        text = done;
    }
    text
}

fn variables(places: &Places<'_>) -> String {
    let Places { broker, contexts, mqtt_port, .. } = places;
    format!(
        "url = '{broker}'
temporal_api_url = '{broker}'
ngsild_test_suite_context = '{contexts}ngsi-ld-test-suite-compound.jsonld'
notification_server_host = '127.0.0.1'
notification_server_port = 8085
mqtt_broker_host = '127.0.0.1'
mqtt_broker_non_default_port = {mqtt_port}
context_source_host = '127.0.0.1'
context_source_port = 8086
context_server_host = '127.0.0.1'
context_server_port = 8087
core_context = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld'
delete_temporal_on_core_delete = True
"
    )
}

/// The suite starts its MQTT server in a container; here it is a process.
fn mqtt_keywords(mosquitto: &str) -> String {
    format!(
        "*** Settings ***
Library             Process
Library             MQTTLibrary


*** Keywords ***
Start Mqtt Server
    [Arguments]    ${{conf_file_name}}    ${{port}}
    Start Process    {mosquitto}    -c    ${{EXECDIR}}/resources/mqttUtils/mosquitto/${{conf_file_name}}
    ...    alias=mosquitto    stdout=DEVNULL    stderr=DEVNULL
    Wait Until Keyword Succeeds    5s    100ms    Port Is Open    ${{port}}

Stop Mqtt Server
    Terminate Process    mosquitto    kill=True

Port Is Open
    [Arguments]    ${{port}}
    Evaluate    socket.create_connection(('127.0.0.1', int($port)), 1).close()    modules=socket
"
    )
}

/// Every file of cases below a folder, in order.
///
/// # Errors
/// What the file system says.
pub fn cases(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(cases(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "robot") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::repoint;

    #[test]
    fn contexts_are_repointed_and_nothing_else() {
        let here = "http://127.0.0.1:9/c/";
        let cases = [
            (
                "x = 'https://host.example/a/b/ngsi-ld-test-suite-compound.jsonld'",
                "x = 'http://127.0.0.1:9/c/ngsi-ld-test-suite-compound.jsonld'",
            ),
            (
                "[\"https://h.example/ngsi-ld-test-suite.jsonld\", \"https://uri.etsi.org/x.jsonld\"]",
                "[\"http://127.0.0.1:9/c/ngsi-ld-test-suite.jsonld\", \"https://uri.etsi.org/x.jsonld\"]",
            ),
            (
                "\"https://h.example/m/ngsildTestSuiteV1.8-compound.jsonld\"",
                "\"http://127.0.0.1:9/c/ngsi-ld-test-suite-compound.jsonld\"",
            ),
            (
                "\"https://h.example/data-models/context.jsonld\", \"http://${host}/api/v1/context.jsonld\"",
                "\"http://127.0.0.1:9/c/data-models.jsonld\", \"http://${host}/api/v1/context.jsonld\"",
            ),
            ("${folder}/ngsi-ld-test-suite.jsonld", "${folder}/ngsi-ld-test-suite.jsonld"),
            (
                "<http://127.0.0.1:9/c/ngsi-ld-test-suite.jsonld>",
                "<http://127.0.0.1:9/c/ngsi-ld-test-suite.jsonld>",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(repoint(text, here), expected);
        }
    }
}
