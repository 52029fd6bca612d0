//! Lines that speak of all items of a section or document at once, before or behind them.

use super::super::fields::Fields;
use super::super::limits::Place;
use super::super::statement;
use super::items::{Line, Tree};
use super::notes;

impl Tree<'_, '_> {
    /// 以上任务由市生态环境局牵头，…: who does, or by when is done, what stands above in the section.
    pub(super) fn sums_up(&self, line: Line) -> bool {
        let words = line.span.of(self.reader.folded);
        let above = ["以上", "上述", "前述"].iter().find_map(|word| words.strip_prefix(word));
        let named = above.is_some_and(|rest| {
            ["任务", "事项", "工作", "项目", "措施", "由"].iter().any(|word| rest.starts_with(word))
        });
        let mut told = Fields::default();
        named
            && self.current.is_some()
            && line.heading == 0
            && (self.by_section && notes::all_above(words) || self.reader.told(line.span, &mut told))
    }

    pub(super) fn attach_above(&mut self, line: Line) {
        let mut fields = self.reader.fields(line.span);
        if !fields.has_unit() {
            self.reader.told(line.span, &mut fields);
        }
        if fields.limits.is_empty() {
            fields.limits = self.reader.limits(line.span, Place::Prose);
        }
        fields.labelled = true;
        fields.cut.push(line.span);
        let mut parent = self.last().and_then(|node| node.parent);
        // 以上 means what stands since it was said last.
        while self.by_section
            && let Some(outer) = parent.and_then(|parent| self.nodes[parent].parent)
            && self.nodes[outer].lines[0].span.start >= self.summed_to
        {
            parent = Some(outer);
        }
        self.summed_to = line.span.end;
        match parent {
            Some(parent) => {
                self.nodes[parent].fields.absorb(fields);
                self.nodes[parent].lines.push(line);
            }
            None => {
                self.said.inherit(&fields);
                self.loose.push(line);
            }
        }
    }

    /// Lines of fields alone before the first item (（完成时限均为2026年5月20日前）) speak of all items.
    pub(super) fn said_before(&mut self) {
        let first = self.nodes.first().map_or(0, |node| node.lines[0].span.start);
        for line in self.loose.iter().filter(|line| line.span.end <= first) {
            let fields = self.reader.fields(line.span);
            if fields.labelled && statement::without(self.reader.text, line.span, &fields.cut).is_empty() {
                self.said.inherit(&fields);
            }
        }
    }
}
