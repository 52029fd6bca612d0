//! Writes of approvals, money, contracts, evaluations.

use serde_json::Value;

use crate::house::House;

/// Sends each of them twice.
pub fn writes(house: &House, unit: &Value, line: &Value) {
    let _ = (house, unit, line);
}
