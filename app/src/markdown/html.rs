//! Blocks and runs to HTML. Nothing of the answer comes into it unescaped.

use std::fmt::Write as _;

use super::block::Block;
use super::emphasis::Emphasis;
use super::inline::{self, Run};
use super::list::Item;
use super::table::{Align, Table};

/// The HTML of an answer's blocks. Each outermost block finds its own direction.
pub(super) fn document(blocks: &[Block<'_>]) -> String {
    let mut out = String::new();
    write_blocks(&mut out, blocks, " dir=\"auto\"");
    out
}

/// Writes blocks one after the other; `dir` is their attribute of direction, empty inside a block that has it.
fn write_blocks(out: &mut String, blocks: &[Block<'_>], dir: &str) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => element(out, "p", dir, |out| write_text(out, text)),
            Block::Heading(level, text) => {
                let name = format!("h{level}");
                element(out, &name, dir, |out| write_text(out, text));
            }
            Block::Code(language, text) => write_code(out, language, text),
            Block::Math(text) => {
                element(out, "p", " class=\"math\" dir=\"ltr\"", |out| {
                    escape(out, text)
                });
            }
            Block::Quote(inner) => {
                element(out, "blockquote", dir, |out| write_blocks(out, inner, ""))
            }
            Block::List(items) => write_list(out, items, dir),
            Block::Table(table) => write_table(out, table, dir),
            Block::Rule => out.push_str("<hr>"),
        }
    }
}

/// Writes `<name attributes>…</name>`.
fn element(out: &mut String, name: &str, attributes: &str, inner: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{name}{attributes}>");
    inner(out);
    let _ = write!(out, "</{name}>");
}

/// Code reads from left to right, whatever is around it. The button is the page's; it copies what stands below it.
fn write_code(out: &mut String, language: &str, text: &str) {
    out.push_str("<div class=\"code\" dir=\"ltr\"><div class=\"code-head\"><span>");
    escape(out, language);
    out.push_str("</span><button type=\"button\" class=\"quiet\" data-copy-code>");
    escape(out, t!("Copy"));
    out.push_str("</button></div><pre tabindex=\"0\" role=\"group\" aria-label=\"");
    escape(out, t!("Code"));
    out.push_str("\"><code>");
    escape(out, text);
    out.push_str("</code></pre></div>");
}

/// Numbers are text, as they were written; bullets are drawn by the style sheet.
fn write_list(out: &mut String, items: &[Item<'_>], dir: &str) {
    let numbered = items.iter().any(|item| item.number.is_some());
    let name = if numbered { "ol" } else { "ul" };
    let attributes = format!("{dir} role=\"list\"");
    element(out, name, &attributes, |out| {
        for item in items {
            let Some(number) = item.number else {
                element(out, "li", "", |out| write_item(out, &item.blocks));
                continue;
            };
            let value = number.trim_end_matches(['.', ')']);
            element(out, "li", &format!(" value=\"{value}\""), |out| {
                element(out, "span", " class=\"number\"", |out| escape(out, number));
                out.push(' ');
                element(out, "div", "", |out| write_item(out, &item.blocks));
            });
        }
    });
}

/// An item's own text needs no paragraph around it.
fn write_item(out: &mut String, blocks: &[Block<'_>]) {
    match blocks {
        [Block::Paragraph(text), rest @ ..] => {
            element(out, "span", " class=\"line\"", |out| write_text(out, text));
            write_blocks(out, rest, "");
        }
        blocks => write_blocks(out, blocks, ""),
    }
}

/// A table that is wider than the column scrolls by itself.
fn write_table(out: &mut String, table: &Table<'_>, dir: &str) {
    let cell = |out: &mut String, name: &str, column: usize, text: &str| {
        let align = match table.aligns.get(column).copied().unwrap_or_default() {
            Align::Start => "",
            Align::Center => " class=\"center\"",
            Align::End => " class=\"end\"",
        };
        element(out, name, align, |out| write_text(out, text));
    };
    let row = |out: &mut String, name: &str, cells: &[&str]| {
        element(out, "tr", "", |out| {
            let columns = cells.len().max(table.head.len());
            for column in 0..columns {
                cell(out, name, column, cells.get(column).copied().unwrap_or(""));
            }
        });
    };
    let mut frame = format!("{dir} class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"");
    escape(&mut frame, t!("Table"));
    frame.push('"');
    element(out, "div", &frame, |out| {
        element(out, "table", "", |out| {
            element(out, "thead", "", |out| row(out, "th", &table.head));
            element(out, "tbody", "", |out| {
                for cells in &table.rows {
                    row(out, "td", cells);
                }
            });
        });
    });
}

fn write_text(out: &mut String, text: &str) {
    write_runs(out, &inline::parse(text));
}

fn write_runs(out: &mut String, runs: &[Run<'_>]) {
    for run in runs {
        match run {
            Run::Text(text) => escape(out, text),
            Run::Code(text) => element(out, "code", " dir=\"ltr\"", |out| escape(out, text)),
            Run::Math(text) => {
                element(out, "span", " class=\"math\" dir=\"ltr\"", |out| {
                    escape(out, text)
                });
            }
            Run::Link(address, inner) => {
                out.push_str("<a href=\"");
                escape(out, address);
                out.push_str("\" target=\"_blank\" rel=\"noopener noreferrer\">");
                write_runs(out, inner);
                out.push_str("</a>");
            }
            Run::Emphasised(emphasis, inner) => {
                let names: &[&str] = match emphasis {
                    Emphasis::Em => &["em"],
                    Emphasis::Strong => &["strong"],
                    Emphasis::Both => &["strong", "em"],
                    Emphasis::Struck => &["del"],
                };
                names
                    .iter()
                    .for_each(|name| out.push_str(&format!("<{name}>")));
                write_runs(out, inner);
                names
                    .iter()
                    .rev()
                    .for_each(|name| out.push_str(&format!("</{name}>")));
            }
        }
    }
}

/// Writes text so that it is text wherever it stands, in an attribute too.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}
