//! Dependencies go down; no domain knows another (DESIGN section 3).

use crate::files;

/// The floor of a crate of ours; `None` for what is no crate of the house.
pub fn floor(name: &str) -> Option<u8> {
    Some(match name {
        "qipan-kernel" => 0,
        "qipan-ngsild" | "qipan-overlap" | "qipan-store" => 1,
        "qipan-web" => 2,
        "qipan-accounts" => 3,
        "qipan-records" => 4,
        "qipan-board" | "qipan-broker" => 5,
        "qipan" => 7,
        // The harness of tests stands on no floor. Whatever else is ours is a domain.
        "qipan-testkit" => return None,
        domain if domain.starts_with("qipan-") => 6,
        _ => return None,
    })
}

/// Dependencies that go up or sideways.
pub fn check() -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files("Cargo.toml") {
        let Ok(manifest) = text.parse::<toml::Table>() else {
            found.push(format!("{path}: not a manifest"));
            continue;
        };
        let name =
            manifest.get("package").and_then(|package| package.get("name")).and_then(|name| name.as_str());
        let Some((name, own)) = name.and_then(|name| Some((name, floor(name)?))) else { continue };
        let needs = manifest.get("dependencies").and_then(toml::Value::as_table);
        for need in needs.into_iter().flat_map(|table| table.keys()) {
            if let Some(below) = floor(need)
                && below >= own
            {
                found.push(format!("{path}: {name} (floor {own}) depends on {need} (floor {below})"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_crate_of_the_house_has_a_floor() {
        for (path, text) in crate::files("Cargo.toml") {
            let manifest: toml::Table = text.parse().expect("a manifest");
            let name = manifest["package"]["name"].as_str().expect("a name");
            assert!(
                super::floor(name).is_some()
                    || ["qipan-testkit", "qipan-ngsild-fuzz", "xtask"].contains(&name),
                "{path}: {name}"
            );
        }
    }
}
