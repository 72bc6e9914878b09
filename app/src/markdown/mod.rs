//! The settled text of an answer as HTML that is safe to insert.
//!
//! A model's text is not written for CommonMark. This dialect recognises what models mean as markup and shows every other
//! character as it was written:
//!
//! - Line ends and indentation stay. Emphasis does not cross a line end.
//! - Emphasis is never inside a word, between digits or around an identifier such as `__init__`.
//! - A backslash is a backslash, `&amp;` is five characters, a tag is text.
//! - The numbers of a list are written as the model wrote them.
//! - A link goes only to the web or to mail; any other is text. Nothing is loaded from anywhere.
//!
//! | module | idea |
//! |---|---|
//! | `lines` | indentation, blank lines, what a line begins |
//! | `block` | lines to blocks: paragraphs, headings, code, quotes, rules |
//! | `list`, `table` | the blocks of several parts |
//! | `inline` | a block's text to runs: code, mathematics, links, emphasis |
//! | `emphasis` | which asterisks, underscores and tildes are markup |
//! | `link` | addresses: where they end, which are allowed |
//! | `html` | blocks and runs to HTML |

mod block;
mod emphasis;
mod html;
mod inline;
mod lines;
mod link;
mod list;
mod table;
#[cfg(test)]
mod tests;

/// An answer's text to HTML. Every `<`, `>`, `&` and quote of the text is escaped; the only addresses are those of links
/// to the web and to mail.
#[must_use]
pub fn to_html(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    html::document(&block::parse(&lines))
}
