//! Puts MapLibre GL into the program where `MAPLIBRE_GL` names a folder that `scripts/maplibre` has filled
//! (docs/decisions/0014). Without it the program is built without, and draws its maps itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The files of its distribution that a page needs under a policy without inline code.
const FILES: [(&str, &str); 4] = [
    ("maplibre-gl-csp.js", "text/javascript; charset=utf-8"),
    ("maplibre-gl-csp-worker.js", "text/javascript; charset=utf-8"),
    ("maplibre-gl.css", "text/css; charset=utf-8"),
    ("LICENSE.txt", "text/plain; charset=utf-8"),
];

fn main() {
    println!("cargo:rerun-if-env-changed=MAPLIBRE_GL");
    println!("cargo:rerun-if-changed=build.rs");
    let mut code = String::from("&[\n");
    if let Some(folder) = std::env::var_os("MAPLIBRE_GL").filter(|folder| !folder.is_empty()) {
        let folder = std::fs::canonicalize(&folder)
            .unwrap_or_else(|e| panic!("MAPLIBRE_GL: {}: {e}", Path::new(&folder).display()));
        for (name, kind) in FILES {
            let file = folder.join(name);
            assert!(file.is_file(), "MAPLIBRE_GL: {} is not there; run scripts/maplibre", file.display());
            println!("cargo:rerun-if-changed={}", file.display());
            let _ = writeln!(code, "({name:?}, {kind:?}, include_bytes!({:?})),", file.display().to_string());
        }
    }
    code.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names the folder"));
    std::fs::write(out.join("maplibre.rs"), code).expect("the folder can be written to");
}
