//! A small WebDriver client: one chromedriver and one chromium for each test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long something may take to appear before the test fails. Generous: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// The name under which WebDriver hands over an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Chromedriver and chromium are started one after the other: two cores cannot do more.
static STARTING: Mutex<()> = Mutex::new(());

/// An element of the page.
#[derive(Clone)]
pub struct Element(String);

/// A browser with a profile of its own.
pub struct Browser {
    driver: Child,
    address: SocketAddr,
    session: String,
    base: String,
    /// The user who is signed in and the language, in the names of pictures.
    pub label: String,
    _profile: tempfile::TempDir,
}

/// `None` where there is no chromium and skipping is allowed.
pub fn missing() -> bool {
    let there = |name: &str| {
        std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(name).is_file()))
    };
    if there("chromium") && there("chromedriver") {
        return false;
    }
    assert!(
        std::env::var_os("QIPAN_TEST_ALL").is_none(),
        "chromium and chromedriver are needed (scripts/install-tools)"
    );
    eprintln!("skipped: chromium or chromedriver is not installed");
    true
}

fn call(address: SocketAddr, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let body = if method == "POST" { body.to_string() } else { String::new() };
    let mut stream = TcpStream::connect(address).map_err(|e| e.to_string())?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()))
        .map_err(|e| e.to_string())?;
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).map_err(|e| e.to_string())? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(|_| line.clone())?;
        }
        line.clear();
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).map_err(|e| e.to_string())?;
    let answer: Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    match answer["value"]["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", answer["value"]["message"].as_str().unwrap_or_default())),
        None => Ok(answer["value"].clone()),
    }
}

impl Browser {
    /// A browser for the program at `base`. Without `scripts` it runs no JavaScript of pages.
    pub fn start(base: SocketAddr, scripts: bool) -> Browser {
        Browser::start_with(base, scripts, &[])
    }

    /// As [`Browser::start`], with further arguments of chromium.
    pub fn start_with(base: SocketAddr, scripts: bool, more: &[&str]) -> Browser {
        let _one_at_a_time = STARTING.lock();
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("successfully on port ")
                    .and_then(|(_, port)| port.trim_end_matches('.').parse().ok())
            })
            .expect("chromedriver says its port");
        std::thread::spawn(move || lines.for_each(drop));
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-quic".into(),
            "--no-first-run".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--disable-dev-shm-usage".into(),
            "--hide-scrollbars".into(),
            "--lang=zh-CN".into(),
            "--window-size=1480,1180".into(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        arguments.extend(more.iter().map(|one| (*one).to_owned()));
        if !scripts {
            arguments.push("--blink-settings=scriptEnabled=false".into());
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let opened = call(address, "POST", "/session", &wanted).expect("chromium starts");
        let session = format!("/session/{}", opened["sessionId"].as_str().expect("a session"));
        let base = format!("http://{base}");
        Browser { driver, address, session, base, label: String::new(), _profile: profile }
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        call(self.address, "POST", &format!("{}{path}", self.session), body)
    }

    fn get(&self, path: &str) -> Value {
        call(self.address, "GET", &format!("{}{path}", self.session), &Value::Null).expect(path)
    }

    /// Opens a page of the program.
    pub fn go(&self, path: &str) {
        self.post("/url", &json!({ "url": format!("{}{path}", self.base) })).expect(path);
    }

    /// Path and query of the page that is open.
    pub fn path(&self) -> String {
        let url = self.get("/url").as_str().unwrap_or_default().to_owned();
        url.strip_prefix(&self.base).unwrap_or(&url).to_owned()
    }

    pub fn title(&self) -> String {
        self.get("/title").as_str().unwrap_or_default().to_owned()
    }

    /// The page as it was sent or as it is now.
    pub fn source(&self) -> String {
        self.get("/source").as_str().unwrap_or_default().to_owned()
    }

    /// What the script returns, for example `return document.title`. Works without JavaScript in pages too.
    pub fn script(&self, script: &str, arguments: Value) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments })).expect(script)
    }

    /// A command of the DevTools protocol.
    pub fn tools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).expect(command)
    }

    fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            if start.elapsed() > PATIENCE {
                self.shot("failed");
                panic!("{what} is not at {} ({}):\n{}", self.path(), self.title(), self.text("body"));
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    }

    /// All elements that match now.
    pub fn all(&self, css: &str) -> Vec<Element> {
        let found =
            self.post("/elements", &json!({ "using": "css selector", "value": css })).unwrap_or_default();
        let id = |one: &Value| one[ELEMENT].as_str().map(|id| Element(id.to_owned()));
        found.as_array().map(|all| all.iter().filter_map(id).collect()).unwrap_or_default()
    }

    /// Whether anything matches now.
    pub fn has(&self, css: &str) -> bool {
        !self.all(css).is_empty()
    }

    /// The first element that matches, waiting for it.
    pub fn find(&self, css: &str) -> Element {
        self.until(css, || self.all(css).into_iter().next())
    }

    fn text_of(&self, element: &Element) -> String {
        let path = format!("{}/element/{}/text", self.session, element.0);
        let text = call(self.address, "GET", &path, &Value::Null).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The text of the first element that matches, as it is seen.
    pub fn text(&self, css: &str) -> String {
        self.all(css).first().map(|element| self.text_of(element)).unwrap_or_default()
    }

    /// Waits until the words are to be seen within the element.
    pub fn see(&self, css: &str, words: &str) {
        self.until(&format!("“{words}” in {css}"), || self.text(css).contains(words).then_some(()));
    }

    /// Waits until the path of the page begins so.
    pub fn arrive(&self, path: &str) {
        self.until(path, || self.path().starts_with(path).then_some(()));
    }

    /// Waits until the query of the page has this.
    pub fn until_query(&self, part: &str) {
        self.until(part, || self.path().contains(part).then_some(()));
    }

    fn press(&self, element: &Element) -> Result<Value, String> {
        self.post(&format!("/element/{}/click", element.0), &json!({}))
    }

    /// Clicks the first element that matches.
    pub fn click(&self, css: &str) {
        self.until(&format!("something to click: {css}"), || {
            self.all(css).first().and_then(|element| self.press(element).ok())
        });
    }

    /// Clicks the first element that matches and whose text contains the words.
    pub fn click_on(&self, css: &str, words: &str) {
        self.until(&format!("“{words}” to click in {css}"), || {
            let all = self.all(css);
            let found = all.iter().find(|element| self.text_of(element).contains(words));
            found.and_then(|element| self.press(element).ok())
        });
    }

    /// Types into a field, in place of what is there.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.post(&format!("/element/{}/clear", element.0), &json!({})).expect(css);
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": text })).expect(css);
    }

    /// Chooses files: their paths, one a line.
    pub fn choose_files(&self, css: &str, paths: &[PathBuf]) {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let element = self.find(css);
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": paths.join("\n") })).expect(css);
    }

    /// Chooses the option of a select whose text contains the words.
    pub fn choose(&self, css: &str, words: &str) {
        self.click_on(&format!("{css} option"), words);
    }

    /// Sets a day; how a day is typed depends on the browser's region.
    pub fn day(&self, css: &str, day: &str) {
        self.find(css);
        self.script(
            "const f = document.querySelector(arguments[0]); f.value = arguments[1]; f.dispatchEvent(new Event('input', { bubbles: true }));",
            json!([css, day]),
        );
    }

    /// Presses keys one after the other, wherever the focus is.
    pub fn keys(&self, keys: &[&str]) {
        let acts: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": acts }] }))
            .expect("keys");
    }

    pub fn forget_cookies(&self) {
        let path = format!("{}/cookie", self.session);
        call(self.address, "DELETE", &path, &Value::Null).expect("cookies");
    }

    /// A window as wide as this; below 500 like a phone.
    pub fn width(&self, width: u32) {
        let phone = width < 500;
        self.tools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": if phone { 844 } else { 1180 }, "deviceScaleFactor": if phone { 2 } else { 1 }, "mobile": phone }),
        );
    }

    /// Nothing of the page is wider than the window: nobody scrolls sideways.
    pub fn fits(&self, width: u32, page: &str) {
        let found = self.script("return document.documentElement.scrollWidth", json!([]));
        if found.as_u64() > Some(u64::from(width)) {
            let which = self.script(
                "return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > arguments[0] + 0.5).slice(0, 8).map((e) => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 30))",
                json!([width]),
            );
            panic!("{page} is {found} wide in a window of {width}: {which}");
        }
    }

    /// Errors in the browser's log since it was last asked.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "browser" })).expect("the browser's log");
        let bad = |one: &&Value| matches!(one["level"].as_str(), Some("SEVERE" | "WARNING"));
        log.as_array().into_iter().flatten().filter(bad).map(|one| one["message"].to_string()).collect()
    }

    /// Keeps a picture of the page in target/screenshots.
    pub fn shot(&self, name: &str) {
        // From the top, so that what sticks to the top of the window is there.
        let from =
            self.script("const y = scrollY; scrollTo({ top: 0, behavior: 'instant' }); return y", json!([]));
        let size = self.script(
            "return [innerWidth, Math.min(3000, document.documentElement.scrollHeight), innerHeight]",
            json!([]),
        );
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1].as_i64().max(size[2].as_i64()), "scale": 1 });
        let picture =
            self.tools("Page.captureScreenshot", json!({ "captureBeyondViewport": true, "clip": clip }));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let width = size[0].as_i64().unwrap_or_default();
        let bytes = decode(picture["data"].as_str().unwrap_or_default());
        std::fs::write(folder.join(format!("{name}-{width}{}.png", self.label)), bytes).expect("a picture");
        self.script("scrollTo({ top: arguments[0], behavior: 'instant' })", json!([from]));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends chromium; chromedriver itself is then stopped.
        let _ = call(self.address, "DELETE", &self.session, &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Base64, as pictures come.
pub fn decode(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut out, mut held, mut bits) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for six in text.bytes().filter_map(value) {
        held = held << 6 | six;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    out
}
