//! Prints how long it takes to read documents of ten pages: `cargo run --release -p qipan-records --example read_speed`.

use std::hint::black_box;
use std::time::Instant;

use qipan_records::reading::{Limits, read};

fn main() {
    let sentence = "会议指出，要加快推进(jìn)重点项目建设，由区发展改革委牵头，各有关部门配合，于6月底前完成各项工作任务。";
    let english = "The meeting stressed thatit is necessary to promote theDistrict plan in June this year.It must implement the strategywhich is important for the whole district. ";
    let chinese: String = (1..=60).map(|n| format!("{n}. {}\n\n", sentence.repeat(3))).collect();
    let mixed: String = (0..60).map(|_| format!("{english}\n\n{sentence}\n\n")).collect();
    let page = format!(
        "<html><body><div class=nav><a href=/>首页</a></div>{}</body></html>",
        chinese.split("\n\n").map(|p| format!("<p>{p}</p>")).collect::<String>()
    );
    for (label, name, text) in
        [("Chinese text", "a.txt", &chinese), ("mixed text", "a.txt", &mixed), ("web page", "a.html", &page)]
    {
        let limits = Limits::default();
        let start = Instant::now();
        for _ in 0..100 {
            black_box(
                read(name, black_box(text.as_bytes()), &limits)
                    .map(|reading| reading.blocks.len())
                    .unwrap_or(0),
            );
        }
        println!("{label}: 100 documents of {} characters in {:?}", text.chars().count(), start.elapsed());
    }
}
