//! Lists: items by their marks, and what is indented below them.

use super::block::{Block, interrupts, nested};
use super::lines::{indent, is_blank, is_number, is_rule, outdent};

/// An item of a list.
#[derive(Debug, PartialEq)]
pub(super) struct Item<'a> {
    /// Its number as it was written, `1986.` or `3)`; none for a bullet.
    pub(super) number: Option<&'a str>,
    /// What it holds.
    pub(super) blocks: Vec<Block<'a>>,
}

/// The mark at the beginning of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark<'a> {
    /// Columns before the mark.
    indent: usize,
    /// Columns before the text.
    inset: usize,
    /// The mark as it was written.
    text: &'a str,
}

impl<'a> Mark<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let start = line.trim_start();
        let digits = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length = match (digits, start.as_bytes().get(digits)?) {
            (0, b'-' | b'*') => 1,
            (0, _) if start.starts_with('•') => '•'.len_utf8(),
            (1..=9, b'.' | b')') => digits + 1,
            _ => return None,
        };
        let (text, rest) = start.split_at(length);
        let space = indent(rest);
        if space == 0 || is_blank(rest) || is_rule(line) {
            return None;
        }
        if digits == 0 && is_number(rest) {
            return None;
        }
        let indent = indent(line);
        Some(Self {
            indent,
            inset: indent + text.chars().count() + if space > 4 { 1 } else { space },
            text,
        })
    }

    /// What items of one list have in common: the bullet, or the sign after the number.
    fn kind(&self) -> Option<char> {
        self.text.chars().last()
    }

    fn number(&self) -> Option<&'a str> {
        self.text
            .starts_with(|c: char| c.is_ascii_digit())
            .then_some(self.text)
    }

    /// Columns by which a line must be indented to belong to the item.
    fn needed(&self) -> usize {
        self.inset.min(self.indent + 2)
    }
}

/// The list at the first of these lines, and its number of lines. Right after text (`opens` is false) a number begins
/// one only if it is 0 or 1: another may have come to the beginning of a line by chance.
pub(super) fn parse<'a>(
    lines: &[&'a str],
    opens: bool,
    depth: usize,
) -> Option<(Vec<Item<'a>>, usize)> {
    let first = Mark::of(lines[0])?;
    let begins = |number: &str| matches!(number.trim_end_matches(['.', ')']), "0" | "1");
    if !opens && !first.number().is_none_or(begins) {
        return None;
    }
    let (mut items, mut at) = (Vec::new(), 0);
    while let Some(mark) = lines.get(at).and_then(|line| Mark::of(line)) {
        if mark.kind() != first.kind() || mark.indent.abs_diff(first.indent) > 1 {
            break;
        }
        let (inner, count) = item(&lines[at..], mark);
        items.push(Item {
            number: mark.number(),
            blocks: nested(&inner, depth + 1),
        });
        at += count;
        let blank = lines[at..].iter().take_while(|line| is_blank(line)).count();
        // Blank lines between items belong to the list, those after it do not.
        match lines.get(at + blank).and_then(|line| Mark::of(line)) {
            Some(next) if next.kind() == first.kind() => at += blank,
            _ => break,
        }
    }
    Some((items, at))
}

/// The lines of the item at the first of these lines, without its mark and indentation, and their number.
fn item<'a>(lines: &[&'a str], mark: Mark<'a>) -> (Vec<&'a str>, usize) {
    let after_mark = lines[0].trim_start().get(mark.text.len()..).unwrap_or("");
    let mut inner = vec![outdent(
        after_mark,
        mark.inset - mark.indent - mark.text.chars().count(),
    )];
    // How many of them are the item's for sure: blank lines only count with what follows.
    let mut sure = 1;
    for line in &lines[1..] {
        if is_blank(line) {
            inner.push("");
            continue;
        }
        let follows = inner.len() == sure;
        let belongs = indent(line) >= mark.needed();
        if !belongs && (!follows || Mark::of(line).is_some() || interrupts(line)) {
            break;
        }
        inner.push(if belongs {
            outdent(line, mark.inset)
        } else {
            line
        });
        sure = inner.len();
    }
    inner.truncate(sure);
    (inner, sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_signs() {
        let text = |line| Mark::of(line).map(|mark| mark.text);
        assert_eq!(
            (text("- a"), text("12) b"), text("1986. c")),
            (Some("-"), Some("12)"), Some("1986."))
        );
        for line in [
            "-5 degrees",
            "- 17",
            "* 3",
            "3.14 is",
            "+ 25",
            "42.",
            "-",
            "1234567890. x",
            "---",
        ] {
            assert_eq!(text(line), None, "{line}");
        }
    }

    #[test]
    fn what_is_indented_belongs_to_the_item() {
        let lines = ["1. a", "  - b", "", "   c", "2. d", "e"];
        let (items, count) = parse(&lines, true, 0).unwrap();
        assert_eq!(count, 6);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].blocks.len(), 3);
        assert_eq!(items[1].blocks, [Block::Paragraph("d\ne".to_owned())]);
    }
}
