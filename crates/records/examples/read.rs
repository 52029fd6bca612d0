//! Prints what reading a file gives: `cargo run -p qipan-records --example read -- FILE…`.

use qipan_records::reading::{BlockKind, Limits, read};

fn main() {
    for name in std::env::args().skip(1) {
        println!("=== {name}");
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        let reading = match read(&name, &bytes, &Limits::default()) {
            Ok(reading) => reading,
            Err(failure) => {
                println!("{failure}");
                continue;
            }
        };
        println!(
            "{:?} {} {:?}, {} bytes, {} runs",
            reading.format,
            reading.encoding,
            reading.script,
            reading.text.len(),
            reading.map.len()
        );
        for repair in &reading.repairs {
            println!("  {} × {}: {}", repair.kind, repair.count, repair.example);
        }
        for block in &reading.blocks {
            let label = match &block.kind {
                BlockKind::Heading { level } => format!("H{level}"),
                BlockKind::Paragraph => "P".to_owned(),
                BlockKind::Item => "•".to_owned(),
                BlockKind::Row { table, row, cells } => format!("T{table}.{row}/{}", cells.len()),
                BlockKind::Boilerplate => "BOILER".to_owned(),
            };
            println!("[{label}] {}", reading.block_text(block));
        }
    }
}
