//! Where the units of the demonstration city are, roughly: so that its projects stand on land and near whoever builds them.

/// Part of a unit's short name, longitude and latitude in thousandths of a degree.
const CENTRES: &[(&str, i32, i32)] = &[
    ("经开区", 117_705, 39_050),
    ("保税区", 117_410, 39_135),
    ("高新区", 117_560, 39_105),
    ("东疆", 117_835, 38_982),
    ("生态城", 117_755, 39_135),
    ("塘沽", 117_645, 39_022),
    ("杭州道", 117_652, 39_036),
    ("新河", 117_610, 39_012),
    ("大沽", 117_668, 38_978),
    ("新北", 117_672, 39_056),
    ("北塘", 117_706, 39_098),
    ("胡家园", 117_585, 38_985),
    ("新港", 117_710, 38_985),
    ("新村", 117_628, 39_030),
    ("泰达", 117_712, 39_038),
    ("汉沽", 117_808, 39_248),
    ("寨上", 117_822, 39_240),
    ("茶淀", 117_760, 39_240),
    ("大港", 117_455, 38_838),
    ("古林", 117_500, 38_830),
    ("海滨", 117_545, 38_760),
    ("新城", 117_560, 38_965),
    ("杨家泊", 117_910, 39_240),
    ("太平", 117_385, 38_690),
    ("小王庄", 117_350, 38_715),
    ("中塘", 117_440, 38_800),
];

/// A point near a unit, some hundred metres to two kilometres from its middle: `aside` are two numbers from -1000 to 1000.
pub fn near(unit: &str, (east, north): (i64, i64)) -> (i32, i32) {
    let found = CENTRES.iter().find(|(name, ..)| unit.contains(name));
    let (lon, lat) = found.map_or((117_650, 39_000), |(_, lon, lat)| (*lon, *lat));
    (lon * 1_000 + east as i32 * 16, lat * 1_000 + north as i32 * 13)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn points_are_in_the_district() {
        for unit in ["经开区", "塘沽街道", "太平镇", "别处"] {
            for aside in [(-1_000, 1_000), (0, 0), (1_000, -1_000)] {
                let (lon, lat) = near(unit, aside);
                assert!(
                    (117_300_000..118_100_000).contains(&lon) && (38_600_000..39_350_000).contains(&lat),
                    "{unit}"
                );
            }
        }
        assert_ne!(near("太平镇", (0, 0)), near("汉沽街道", (0, 0)));
    }
}
