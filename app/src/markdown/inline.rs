//! A block's text to runs: code, mathematics, links, emphasis, and text as it is.

use super::emphasis::{Emphasis, Marks};
use super::link;

/// A part of a text that is set in one way.
#[derive(Debug, PartialEq)]
pub(super) enum Run<'a> {
    /// Characters as they are.
    Text(&'a str),
    /// `code`
    Code(&'a str),
    /// Mathematics, its delimiters included.
    Math(&'a str),
    /// A link to an allowed address.
    Link(&'a str, Vec<Self>),
    /// Emphasised runs.
    Emphasised(Emphasis, Vec<Self>),
}

/// The runs of a text.
pub(super) fn parse(text: &str) -> Vec<Run<'_>> {
    runs(text, true)
}

fn runs(text: &str, links: bool) -> Vec<Run<'_>> {
    let mut reader = Reader {
        text,
        at: 0,
        plain: 0,
        runs: Vec::new(),
        open: Vec::new(),
    };
    while let Some(c) = text[reader.at..].chars().next() {
        reader.step(c, links);
    }
    reader.end_text(text.len());
    reader.runs
}

/// Marks that may begin emphasis: themselves, where their run is, and where they stand in the text.
struct Open {
    marks: Marks,
    run: usize,
    at: usize,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where the text begins that is not a run yet.
    plain: usize,
    runs: Vec<Run<'a>>,
    open: Vec<Open>,
}

impl<'a> Reader<'a> {
    fn step(&mut self, c: char, links: bool) {
        let rest = &self.text[self.at..];
        let before = self.text[..self.at].chars().next_back();
        let run = match c {
            '`' if before != Some('\\') => code(rest),
            '\\' | '$' => mathematics(rest, before).map(|math| (Run::Math(math), math.len())),
            'h' if before.is_some_and(char::is_alphanumeric) => None,
            // A link's text holds no other link.
            '[' | '!' | '<' | 'h' if links => link::at_start(rest)
                .map(|link| (Run::Link(link.address, runs(link.text, false)), link.length)),
            _ => None,
        };
        match (run, Marks::at_start(rest, before)) {
            (Some((run, length)), _) => {
                self.end_text(self.at);
                self.runs.push(run);
                self.advance(length);
            }
            (None, Some(marks)) => self.marks(marks),
            // Backticks that open nothing close nothing either.
            (None, None) if c == '`' => {
                self.at += rest.len() - rest.trim_start_matches('`').len();
            }
            (None, None) => {
                if c == '\n' {
                    self.open.clear();
                }
                self.at += c.len_utf8();
            }
        }
    }

    /// Makes a run of the text up to `end`.
    fn end_text(&mut self, end: usize) {
        if self.plain < end {
            self.runs.push(Run::Text(&self.text[self.plain..end]));
            self.plain = end;
        }
    }

    /// Goes on after `length` bytes that are a run, or markup.
    fn advance(&mut self, length: usize) {
        self.at += length;
        self.plain = self.at;
    }

    /// Closes emphasis, opens it, or takes the marks as text.
    fn marks(&mut self, marks: Marks) {
        let fits = |open: &Open| (open.marks.mark, open.marks.count) == (marks.mark, marks.count);
        let partner = self.open.iter().rposition(fits).filter(|_| marks.closes);
        if let Some(partner) = partner {
            self.open.truncate(partner + 1);
            let Some(open) = self.open.pop() else { return };
            let inside = &self.text[open.at + marks.count..self.at];
            if let Some(emphasis) = open.marks.emphasis(inside) {
                self.end_text(self.at);
                // The opening marks are a run of their own, which goes.
                let inner = self.runs.split_off(open.run + 1);
                self.runs.truncate(open.run);
                self.runs.push(Run::Emphasised(emphasis, inner));
                self.advance(marks.count);
                return;
            }
        } else if marks.opens {
            self.end_text(self.at);
            let run = self.runs.len();
            let at = self.at;
            self.open.push(Open { marks, run, at });
            self.at += marks.count;
            self.end_text(self.at);
            return;
        }
        self.at += marks.count;
    }
}

/// Code at the beginning of `source`, and the bytes that it takes. It ends on the line on which it begins.
fn code(source: &str) -> Option<(Run<'_>, usize)> {
    let count = source.len() - source.trim_start_matches('`').len();
    let body = &source[count..];
    let line = &body[..body.find('\n').unwrap_or(body.len())];
    let mut from = 0;
    loop {
        let at = from + line[from..].find('`')?;
        let run = line[at..].len() - line[at..].trim_start_matches('`').len();
        if run == count {
            let inner = &line[..at];
            // One space on each side makes room for a backtick.
            let roomy = inner.len() > 2 && inner.starts_with(' ') && inner.ends_with(' ');
            let shown = if roomy { &inner[1..at - 1] } else { inner };
            return (!inner.trim().is_empty()).then_some((Run::Code(shown), at + 2 * count));
        }
        from = at + run;
    }
}

/// Mathematics at the beginning of `source`, delimiters included: `\( \)`, `\[ \]`, `$$ $$`, and `$ $` where neither
/// dollar can be a price's.
fn mathematics(source: &str, before: Option<char>) -> Option<&str> {
    for (open, close) in [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$")] {
        if let Some(body) = source.strip_prefix(open) {
            let end = body.find(close).filter(|end| *end > 0)?;
            let whole = !body[..end].contains("\n\n");
            return whole.then(|| &source[..end + 4]);
        }
    }
    let body = source.strip_prefix('$')?;
    if before.is_some_and(char::is_alphanumeric) || body.starts_with(char::is_whitespace) {
        return None;
    }
    let end = body
        .find(['$', '\n'])
        .filter(|end| *end > 0 && body[*end..].starts_with('$'))?;
    let after = body[end + 1..].chars().next();
    let price =
        body[..end].ends_with(char::is_whitespace) || after.is_some_and(char::is_alphanumeric);
    (!price).then(|| &source[..end + 2])
}
