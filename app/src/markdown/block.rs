//! Lines to blocks.

use super::lines::{heading, indent, is_blank, is_rule, outdent, quoted, underline};
use super::list::{self, Item};
use super::table::{self, Table};

/// Quotes and lists inside one another, at most; what is deeper is text.
const MOST_DEPTH: usize = 12;

/// A block of the text.
#[derive(Debug, PartialEq)]
pub(super) enum Block<'a> {
    /// Lines of text, joined by line ends.
    Paragraph(String),
    /// A heading with its level, 1 to 6.
    Heading(usize, String),
    /// Code, with the language that its fence names.
    Code(&'a str, String),
    /// Mathematics on lines of its own, its delimiters included.
    Math(String),
    /// A quote.
    Quote(Vec<Self>),
    /// A list, numbered or not.
    List(Vec<Item<'a>>),
    /// A table.
    Table(Table<'a>),
    /// A rule across the column.
    Rule,
}

/// The blocks of these lines.
pub(super) fn parse<'a>(lines: &[&'a str]) -> Vec<Block<'a>> {
    nested(lines, 0)
}

/// The blocks of these lines, inside so many quotes and list items.
pub(super) fn nested<'a>(lines: &[&'a str], depth: usize) -> Vec<Block<'a>> {
    let mut reader = Reader {
        lines,
        depth,
        at: 0,
        paragraph: Vec::new(),
        blocks: Vec::new(),
    };
    while reader.at < lines.len() {
        reader.step();
    }
    reader.end_paragraph();
    reader.blocks
}

/// Reads blocks line by line.
struct Reader<'a, 'l> {
    lines: &'l [&'a str],
    depth: usize,
    /// The next line.
    at: usize,
    /// Lines of the paragraph that is open.
    paragraph: Vec<&'a str>,
    blocks: Vec<Block<'a>>,
}

impl<'a> Reader<'a, '_> {
    /// Takes in the next line, or all lines of the block that it begins.
    fn step(&mut self) {
        let line = self.lines[self.at];
        if is_blank(line) {
            self.end_paragraph();
            self.at += 1;
        } else if let Some((block, count)) = self.block() {
            self.end_paragraph();
            self.blocks.push(block);
            self.at += count;
        } else {
            self.paragraph.push(line.trim_end());
            self.at += 1;
        }
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            let text = std::mem::take(&mut self.paragraph).join("\n");
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// The block that begins at the next line, other than a paragraph, and its number of lines.
    fn block(&mut self) -> Option<(Block<'a>, usize)> {
        let (line, rest) = (self.lines[self.at], &self.lines[self.at..]);
        if let Some(block) = fenced(rest).or_else(|| mathematics(rest)) {
            return Some(block);
        }
        if let Some((level, text)) = heading(line) {
            return Some((Block::Heading(level, text.to_owned()), 1));
        }
        // A line of dashes under several lines divides them from what follows.
        if let ([title], Some(level)) = (self.paragraph.as_slice(), underline(line)) {
            let title = title.trim().to_owned();
            self.paragraph.clear();
            return Some((Block::Heading(level, title), 1));
        }
        if is_rule(line) {
            return Some((Block::Rule, 1));
        }
        if let Some((table, count)) = table::parse(rest) {
            return Some((Block::Table(table), count));
        }
        let opens = self.paragraph.is_empty();
        if self.depth < MOST_DEPTH {
            if let Some((lines, count)) = quote(rest) {
                return Some((Block::Quote(nested(&lines, self.depth + 1)), count));
            }
            if (indent(line) < 4 || !opens)
                && let Some((items, count)) = list::parse(rest, opens, self.depth)
            {
                return Some((Block::List(items), count));
            }
        }
        (opens && indent(line) >= 4).then(|| indented(rest))
    }
}

/// Whether a line begins a block of its own even right after the text of a list item.
pub(super) fn interrupts(line: &str) -> bool {
    fence(line).is_some() || heading(line).is_some() || is_rule(line) || quoted(line).is_some()
}

/// The fence that a line opens: its mark, how many there are, and the language after it.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let start = line.trim_start();
    let mark = start.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = start.trim_start_matches(mark);
    let count = start.len() - info.len();
    // Backticks later in the line make it code inside text.
    let fits = indent(line) < 4 && count >= 3 && !info.contains('`');
    fits.then(|| (mark, count, info.trim()))
}

/// Code between fences; without a closing one it goes on to the end.
fn fenced<'a>(lines: &[&'a str]) -> Option<(Block<'a>, usize)> {
    let (mark, count, language) = fence(lines[0])?;
    let inset = indent(lines[0]);
    let closes = |line: &&str| {
        let line = line.trim();
        line.len() >= count && line.chars().all(|c| c == mark)
    };
    let body = &lines[1..];
    let end = body.iter().position(closes).unwrap_or(body.len());
    let text: Vec<&str> = body[..end]
        .iter()
        .map(|line| outdent(line, inset))
        .collect();
    let used = (end + 2).min(lines.len());
    Some((Block::Code(language, text.join("\n")), used))
}

/// `\[ … \]` or `$$ … $$` over several lines.
fn mathematics<'a>(lines: &[&'a str]) -> Option<(Block<'a>, usize)> {
    let first = lines[0].trim();
    let close = [("\\[", "\\]"), ("$$", "$$")]
        .into_iter()
        .find_map(|(open, close)| first.starts_with(open).then_some(close))?;
    if first.len() > 2 && first[2..].contains(close) {
        return None;
    }
    let end = lines[1..].iter().position(|line| line.contains(close))? + 1;
    let whole = lines[end].trim_end().ends_with(close) && !lines[..end].iter().any(|l| is_blank(l));
    whole.then(|| (Block::Math(lines[..=end].join("\n")), end + 1))
}

/// Code that is indented by four columns or more.
fn indented<'a>(lines: &[&'a str]) -> (Block<'a>, usize) {
    let inside = |line: &&&str| indent(line) >= 4 || is_blank(line);
    let mut count = lines.iter().take_while(inside).count();
    while count > 0 && is_blank(lines[count - 1]) {
        count -= 1;
    }
    let text: Vec<&str> = lines[..count].iter().map(|line| outdent(line, 4)).collect();
    (Block::Code("", text.join("\n")), count)
}

/// The lines of a quote without their marks, and their number.
fn quote<'a>(lines: &[&'a str]) -> Option<(Vec<&'a str>, usize)> {
    let inner: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
    let count = inner.len();
    inner
        .iter()
        .any(|line| !is_blank(line))
        .then_some((inner, count))
}
