//! The map on tiles in a real browser, with MapLibre GL and a server of tiles on this machine: raster tiles, styles with
//! GeoJSON and with vector tiles that its worker fetches, no server at all, and no tiles.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use qipan_projects::photos::picture::Pixels;
use serde_json::{Value, json};

use super::city::{City, PASSWORD, sign_in};
use super::projects::id_of;
use super::webdriver::{Browser, missing};

/// The colour of every tile, and that of the land in the style.
const TILE: [u8; 3] = [60, 120, 200];
const LAND: [u8; 3] = [200, 80, 40];
/// Draws without a graphics card.
const SOFTWARE: &[&str] = &["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/// A server of tiles, for as long as the test runs.
fn tiles() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    let rgb = TILE.repeat(256 * 256);
    let tile = Pixels { width: 256, height: 256, rgb }.jpeg(90, None).expect("a tile");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let tile = tile.clone();
            std::thread::spawn(move || give(stream, address, &tile));
        }
    });
    address
}

fn give(mut stream: TcpStream, here: SocketAddr, tile: &[u8]) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    while reader.read_line(&mut line).ok()? > 2 {}
    let (status, kind, body) = match path.as_str() {
        "/style.json" => ("200 OK", "application/json", style(&geojson(here)).to_string().into_bytes()),
        "/vector.json" => ("200 OK", "application/json", style(&vector(here)).to_string().into_bytes()),
        "/land.json" => ("200 OK", "application/json", land().to_string().into_bytes()),
        path if path.ends_with(".pbf") => ("200 OK", "application/x-protobuf", full_tile()),
        path if path.ends_with(".png") => ("200 OK", "image/jpeg", tile.to_vec()),
        _ => ("404 Not Found", "text/plain", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\naccess-control-allow-origin: *\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).ok()
}

/// A style that fills what the layer `land` of this source holds.
fn style(source: &Value) -> Value {
    let [r, g, b] = LAND;
    let mut land = json!({ "id": "land", "type": "fill", "source": "land", "paint": { "fill-color": format!("rgb({r},{g},{b})") } });
    if source["type"] == "vector" {
        land["source-layer"] = json!("land");
    }
    json!({
        "version": 8,
        "sources": { "land": source },
        "layers": [{ "id": "sea", "type": "background", "paint": { "background-color": "#cfe0e6" } }, land],
    })
}

fn geojson(here: SocketAddr) -> Value {
    json!({ "type": "geojson", "data": format!("http://{here}/land.json") })
}

fn vector(here: SocketAddr) -> Value {
    json!({ "type": "vector", "tiles": [format!("http://{here}/{{z}}/{{x}}/{{y}}.pbf")], "minzoom": 0, "maxzoom": 14 })
}

/// A vector tile (Mapbox Vector Tile 2.1, a Protocol Buffers message) whose layer `land` is one square over all of it.
fn full_tile() -> Vec<u8> {
    fn field(number: u8, body: &[u8]) -> Vec<u8> {
        let length = u8::try_from(body.len()).expect("short");
        assert!(length < 128, "one byte of a varint");
        [&[number << 3 | 2, length], body].concat()
    }
    fn varint(mut number: u32) -> Vec<u8> {
        let mut all = Vec::new();
        while number >= 128 {
            all.push(u8::try_from(number & 127).expect("seven bits") | 128);
            number >>= 7;
        }
        all.push(u8::try_from(number).expect("seven bits"));
        all
    }
    const EXTENT: u32 = 4096;
    // Move to the corner, three lines (zigzag: a positive step is doubled, a negative one doubled less one), close.
    let (there, back) = (EXTENT * 2, EXTENT * 2 - 1);
    let path: Vec<u8> = [1 << 3 | 1, 0, 0, 3 << 3 | 2, there, 0, 0, there, back, 0, 1 << 3 | 7]
        .into_iter()
        .flat_map(varint)
        .collect();
    let polygon = [vec![3 << 3, 3], field(4, &path)].concat();
    let layer =
        [field(1, b"land"), field(2, &polygon), vec![5 << 3], varint(EXTENT), vec![15 << 3, 2]].concat();
    field(3, &layer)
}

fn land() -> Value {
    let ring = json!([[[116.0, 38.0], [119.0, 38.0], [119.0, 40.0], [116.0, 40.0], [116.0, 38.0]]]);
    json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Polygon", "coordinates": ring } })
}

/// A city with three projects, of which two are close together, that draws its maps so.
fn city(settings: &[(&str, &str)]) -> City {
    let city = City::found_with(&[], settings);
    city.draw_lines();
    let (unit, line) = (id_of(&city, "/api/v1/units", "民政局"), id_of(&city, "/api/v1/lines", "重点项目"));
    for (name, lon, lat) in
        [("甲厂示例", 117.70, 39.00), ("乙厂示例", 117.702, 39.001), ("丙站示例", 117.90, 39.10)]
    {
        let point = json!([(lon * 1e6_f64).round() as i64, (lat * 1e6_f64).round() as i64]);
        let project = json!({
            "name": name, "level": "district", "industry": "交通", "kind": "enterprise", "lead_unit": unit, "line": line,
            "total": 10_000_000_000i64, "point": point,
        });
        let answer = city.api(&city.office, "POST", "/api/v1/projects", &project);
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    city
}

fn open(city: &City, width: u32) -> Browser {
    let mut browser = Browser::start_with(city.server.address, true, SOFTWARE);
    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    browser.width(width);
    browser.go("/projects/map");
    browser
}

/// Waits until the script gives true.
fn until(browser: &Browser, what: &str, script: &str) {
    let start = Instant::now();
    while browser.script(script, json!([])) != json!(true) {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: {}", browser.text("main"));
        std::thread::sleep(Duration::from_millis(60));
    }
}

/// How much of the canvas has this colour, in percent, as it is seen on the screen.
fn covered(browser: &Browser, colour: [u8; 3]) -> i64 {
    browser.script("document.querySelector('#map-tiles').scrollIntoView({ block: 'center' })", json!([]));
    let place = browser.script(
        "const box = document.querySelector('.maplibregl-canvas').getBoundingClientRect();
         return [box.left + scrollX, box.top + scrollY, box.width, box.height]",
        json!([]),
    );
    let clip = json!({ "x": place[0], "y": place[1], "width": place[2], "height": place[3], "scale": 0.25 });
    let picture =
        browser.tools("Page.captureScreenshot", json!({ "captureBeyondViewport": true, "clip": clip }));
    let share = browser.script(
        "const [data, wanted] = arguments;
         return (async () => {
           const image = new Image();
           image.src = 'data:image/png;base64,' + data;
           await image.decode();
           const paper = document.createElement('canvas');
           paper.width = image.width; paper.height = image.height;
           const pen = paper.getContext('2d');
           pen.drawImage(image, 0, 0);
           const all = pen.getImageData(0, 0, image.width, image.height).data;
           let same = 0;
           for (let at = 0; at < all.length; at += 4) {
             if ([0, 1, 2].every((n) => Math.abs(all[at + n] - wanted[n]) < 24)) same += 1;
           }
           return Math.round((same * 400) / all.length);
         })()",
        json!([picture["data"], colour]),
    );
    share.as_i64().expect("a share")
}

/// What the browser complains of, but for how fast it draws without a graphics card.
fn complaints(browser: &Browser) -> Vec<String> {
    let mut all = browser.complaints();
    all.retain(|one| !one.contains("GL Driver Message (OpenGL, Performance"));
    all
}

const DRAWN: &str = "return document.getElementById('map-tiles').dataset.drawn === 'yes'";

#[test]
fn projects_stand_on_tiles_and_can_be_picked() {
    if missing() {
        return;
    }
    let server = tiles();
    let city = city(&[
        ("QIPAN_MAP_TILES", &format!("http://{server}/{{z}}/{{x}}/{{y}}.png")),
        ("QIPAN_MAP_CREDIT", "示例地图"),
    ]);
    let browser = open(&city, 1440);
    until(&browser, "tiles are drawn", DRAWN);
    until(
        &browser,
        "three projects as two stones",
        "return document.querySelectorAll('.tile-stone').length === 2",
    );
    let start = Instant::now();
    while covered(&browser, TILE) < 80 {
        assert!(start.elapsed() < Duration::from_secs(60), "{} % of the canvas", covered(&browser, TILE));
    }
    assert!(browser.has("#map-plain[hidden]") && browser.text("#map-tiles").contains("示例地图"));
    browser.shot("map-tiles");
    // What stands together is parted by going nearer; one is picked by the keyboard, and left again.
    browser.click(".tile-stone.many");
    until(
        &browser,
        "the two are apart",
        "return document.querySelectorAll('.tile-stone:not(.many)').length === 2 && !document.querySelector('.tile-stone.many')",
    );
    browser.script(
        "[...document.querySelectorAll('.tile-stone')].find((one) => one.title.startsWith('甲厂示例')).focus()",
        json!([]),
    );
    browser.keys(&["\u{E007}"]);
    browser.see(".maplibregl-popup", "甲厂示例");
    browser.keys(&["\u{E00C}"]);
    until(&browser, "the list is closed", "return !document.querySelector('.maplibregl-popup')");
    assert_eq!(browser.script("return document.activeElement.title.slice(0, 4)", json!([])), "甲厂示例");
    browser.keys(&["\u{E007}"]);
    browser.click(".maplibregl-popup a");
    browser.see("h1", "甲厂示例");
    // And the plain map is a button away.
    browser.go("/projects/map");
    until(&browser, "tiles are drawn", DRAWN);
    browser.click("#map-switch");
    assert!(browser.has("#map-tiles[hidden]") && browser.all("#map-plain svg a").len() >= 2);
    browser.width(390);
    browser.go("/projects/map");
    until(&browser, "tiles are drawn", DRAWN);
    browser.fits(390, "/projects/map");
    browser.shot("map-tiles");
    assert_eq!(complaints(&browser), Vec::<String>::new());
}

#[test]
fn a_style_draws_what_its_worker_fetches() {
    if missing() {
        return;
    }
    let server = tiles();
    for style in ["style.json", "vector.json"] {
        let city = city(&[("QIPAN_MAP_STYLE", &format!("http://{server}/{style}"))]);
        let browser = open(&city, 1440);
        until(&browser, "the land is drawn", DRAWN);
        let start = Instant::now();
        while covered(&browser, LAND) < 80 {
            let share = covered(&browser, LAND);
            assert!(start.elapsed() < Duration::from_secs(60), "{style}: {share} % of the canvas");
        }
        assert!(!browser.has("#map-note:not([hidden])"));
        assert_eq!(complaints(&browser), Vec::<String>::new());
    }
}

#[test]
fn without_its_server_the_plain_map_comes_back() {
    if missing() {
        return;
    }
    // A port that nobody listens on.
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let city = city(&[("QIPAN_MAP_TILES", &format!("http://{gone}/{{z}}/{{x}}/{{y}}.png"))]);
    let browser = open(&city, 1440);
    browser.see("#map-note", "底图服务器没有应答");
    assert!(browser.has("#map-tiles[hidden]") && browser.all("#map-plain svg a").len() >= 2);
    browser.shot("map-silent");
    // Without tiles nothing of the library is loaded.
    let plain = self::city(&[]);
    let browser = open(&plain, 1440);
    assert!(!browser.has("#map-tiles") && browser.all("#map-plain svg a").len() >= 2);
    assert_eq!(browser.script("return typeof window.maplibregl", json!([])), "undefined");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
