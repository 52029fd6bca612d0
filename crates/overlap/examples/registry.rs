//! Writes a registry with its truth, for `qipan overlap --score`: `registry AUTHOR [COUNT [SEED]]`.

#[path = "../gold/mod.rs"]
mod gold;

fn main() {
    let mut args = std::env::args().skip(1);
    let author = args.next().unwrap_or_else(|| "office".to_owned());
    let mut number = |default| args.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, seed) = (number(1200), number(1));
    for one in gold::registry(&author, count as usize, seed) {
        let mut line = serde_json::json!(one.system);
        line["capabilities"] = serde_json::json!(one.capabilities);
        println!("{line}");
    }
}
