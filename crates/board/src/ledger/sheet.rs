//! The ledger as a workbook that prints as offices print it: A3 across, two rows of heads that repeat on each page,
//! groups by line with their counts, one page wide.

use qipan_kernel::{Arg, Day, Failure, Message, Outcome};
use qipan_web::Lang;
use qipan_web::cells::{chinese_number, plain};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::columns::Column;
use super::shown::{Printing, Shown};
use super::store::Entry;
use crate::lights::Light;

/// Longest cell, in characters, that a spreadsheet takes (32 767), with room for the mark of what was left out.
const CELL_MAX: usize = 32_000;
/// Paper size code of A3 (ECMA-376 part 1, 18.3.1.63).
const A3: u8 = 8;
/// Title, day and unit, two rows of heads.
const HEAD_ROW: u32 = 2;
const FIRST_ROW: u32 = 4;
/// Days from the spreadsheet's day 0 to 1970-01-01.
const DAY_ZERO: i32 = 25_569;

struct Formats {
    title: Format,
    left: Format,
    right: Format,
    head: Format,
    group: Format,
    text: Format,
    center: Format,
    day: Format,
    share: Format,
    fine_share: Format,
    lights: [Format; 6],
}

impl Formats {
    fn new(lang: Lang) -> Formats {
        let base = || Format::new().set_font_size(10).set_align(FormatAlign::VerticalCenter);
        // The quote prefix keeps a text a text even after somebody edits the cell.
        let cell = || base().set_border(FormatBorder::Thin).set_text_wrap();
        let centred = || cell().set_align(FormatAlign::Center);
        let light = |color: u32| centred().set_background_color(color).set_quote_prefix();
        let day = if lang == Lang::Zh { "yyyy\"年\"m\"月\"d\"日\"" } else { "d mmm yyyy" };
        Formats {
            title: Format::new().set_bold().set_font_size(18).set_align(FormatAlign::Center),
            left: base().set_align(FormatAlign::Left),
            right: base().set_align(FormatAlign::Right),
            head: centred().set_bold().set_background_color(0x00E7_E6E6_u32),
            group: cell().set_bold().set_background_color(0x00F2_F2F2_u32).set_quote_prefix(),
            text: cell().set_quote_prefix(),
            center: centred().set_quote_prefix(),
            day: centred().set_num_format(day),
            share: centred().set_num_format("0%"),
            fine_share: centred().set_num_format("0.0#%"),
            lights: [
                light(0x00FF_FFFF),
                light(0x00D9_D9D9),
                light(0x00C6_EFCE),
                light(0x00BD_D7EE),
                light(0x00FF_EB9C),
                light(0x00FF_C7CE),
            ],
        }
    }

    fn light(&self, light: Light) -> &Format {
        &self.lights[usize::from(light.urgency())]
    }
}

/// The ledger of these entries as XLSX: grouped by line in the order of the lines, in the order given within each.
pub fn export_xlsx(entries: &[Entry], with: &Printing<'_>) -> Outcome<Vec<u8>> {
    let mut book = Workbook::new();
    write(book.add_worksheet(), entries, with).map_err(Failure::internal)?;
    book.save_to_buffer().map_err(Failure::internal)
}

fn write(sheet: &mut Worksheet, entries: &[Entry], with: &Printing<'_>) -> Result<(), XlsxError> {
    let formats = Formats::new(with.lang);
    let last_column = Column::SHEET.len() as u16 - 1;
    sheet.set_name(with.t("ledger-sheet"))?;
    for (index, column) in Column::SHEET.iter().enumerate() {
        sheet.set_column_width(index as u16, column.width())?;
    }
    sheet.merge_range(0, 0, 0, last_column, &with.title(), &formats.title)?;
    sheet.set_row_height(0, 32)?;
    let middle = last_column / 2;
    let count = Message::new("ledger-unit-note").with("count", entries.len());
    sheet.merge_range(1, 0, 1, middle, &with.as_of(), &formats.left)?;
    sheet.merge_range(1, middle + 1, 1, last_column, &with.m(&count), &formats.right)?;
    heads(sheet, with, &formats)?;
    let mut row = FIRST_ROW;
    let mut serial = 0;
    for (number, group) in groups(entries, with).into_iter().enumerate() {
        let label = group_label(number + 1, &group, with);
        sheet.merge_range(row, 0, row, last_column, &plain(&label, CELL_MAX), &formats.group)?;
        row += 1;
        for entry in group {
            serial += 1;
            for (index, column) in Column::SHEET.into_iter().enumerate() {
                let shown = with.cell(entry, column, serial);
                let format = match column {
                    Column::Light => formats.light(with.light(entry)),
                    Column::Serial | Column::Number | Column::Kind | Column::State => &formats.center,
                    _ => &formats.text,
                };
                put(sheet, (row, index as u16), &shown, format, &formats)?;
            }
            row += 1;
        }
    }
    let table_end = row.saturating_sub(1).max(HEAD_ROW + 1);
    let total =
        Message::new("ledger-total").with("count", entries.len()).with("lights", with.counts(entries.iter()));
    sheet.merge_range(row, 0, row, last_column, &with.m(&total), &formats.group)?;
    sheet.merge_range(row + 1, 0, row + 1, last_column, &with.t("ledger-foot"), &formats.left)?;
    sheet.autofilter(HEAD_ROW + 1, 0, table_end, last_column)?;
    sheet.set_freeze_panes(FIRST_ROW, 2)?;
    sheet.set_paper_size(A3).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW + 1)?;
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer(format!("&C{}", with.t("ledger-page")));
    Ok(())
}

/// Two rows of heads: a column of its own spans both, a group spans its columns.
fn heads(sheet: &mut Worksheet, with: &Printing<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let mut index = 0;
    while index < Column::SHEET.len() {
        let column = Column::SHEET[index];
        let at = index as u16;
        let Some(group) = column.group() else {
            sheet.merge_range(HEAD_ROW, at, HEAD_ROW + 1, at, &with.t(column.key()), &formats.head)?;
            index += 1;
            continue;
        };
        let inside = Column::SHEET[index..].iter().take_while(|next| next.group() == Some(group)).count();
        let end = at + inside as u16 - 1;
        sheet.merge_range(HEAD_ROW, at, HEAD_ROW, end, &with.t(group.key()), &formats.head)?;
        for column in &Column::SHEET[index..index + inside] {
            let head = with.t(column.key());
            sheet.write_string_with_format(HEAD_ROW + 1, index as u16, head.as_ref(), &formats.head)?;
            index += 1;
        }
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    shown: &Shown<'_>,
    format: &Format,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match shown {
        Shown::Text(text) => {
            sheet.write_string_with_format(row, column, plain(text, CELL_MAX).as_ref(), format)?
        }
        Shown::Count(count) => sheet.write_number_with_format(row, column, *count as u32, format)?,
        Shown::Share(share) => {
            let format = if share.0 % 100 == 0 { &formats.share } else { &formats.fine_share };
            sheet.write_number_with_format(row, column, f64::from(share.0) / 10_000.0, format)?
        }
        Shown::Day(day) => sheet.write_number_with_format(row, column, serial(*day), &formats.day)?,
        Shown::Nothing => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// The number by which a spreadsheet means a day.
fn serial(day: Day) -> f64 {
    f64::from(day.0 + DAY_ZERO)
}

fn groups<'e>(entries: &'e [Entry], with: &Printing<'_>) -> Vec<Vec<&'e Entry>> {
    let place = |entry: &Entry| {
        let line = entry.commitment.version.terms.line;
        (with.lines.iter().position(|known| known.id == line).unwrap_or(usize::MAX), line)
    };
    let mut groups: std::collections::BTreeMap<_, Vec<&Entry>> = std::collections::BTreeMap::new();
    for entry in entries {
        groups.entry(place(entry)).or_default().push(entry);
    }
    groups.into_values().collect()
}

/// “一、安全发展　5项（红灯 1，黄灯 2）”.
fn group_label(number: usize, group: &[&Entry], with: &Printing<'_>) -> String {
    let Some(first) = group.first() else { return String::new() };
    let number = if with.lang == Lang::Zh { chinese_number(number) } else { number.to_string() };
    let message = Message::new("ledger-group")
        .with("number", number)
        .with("line", Arg::Text(with.line(first.commitment.version.terms.line).into_owned()))
        .with("count", group.len())
        .with("lights", with.counts(group.iter().copied()));
    with.m(&message)
}
