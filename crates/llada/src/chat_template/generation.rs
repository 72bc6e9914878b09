//! transformers' `{% generation %}` blocks, which mark what a model is trained on and render as their contents.
//!
//! minijinja has no tags of one's own. `{% with %}` does what such a block does in Jinja: its contents, in a scope of their
//! own. So only the tags' names are replaced, which keeps their white-space control.

/// The template with `with` for `generation`, and line ends as Jinja normalises them.
pub(super) fn rewritten(source: &str) -> String {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut result = String::with_capacity(source.len());
    let mut rest = source.as_str();
    while let Some(at) = next_mark(rest) {
        let (text, mark) = rest.split_at(at);
        result.push_str(text);
        let length = mark_length(mark);
        let (mark, after) = mark.split_at(length);
        result.push_str(&with_for_generation(mark));
        rest = after;
    }
    result.push_str(rest);
    result
}

/// Where the next comment, expression or tag begins.
fn next_mark(text: &str) -> Option<usize> {
    let begins = |at: &usize| matches!(text.as_bytes().get(at + 1), Some(b'#' | b'{' | b'%'));
    text.match_indices('{').map(|(at, _)| at).find(begins)
}

/// The length of the comment, expression, tag or raw block that `text` begins with: to its end, or all of `text` where
/// it has none.
fn mark_length(text: &str) -> usize {
    let found = match text.as_bytes()[1] {
        b'#' => text.find("#}").map(|at| at + 2),
        b'{' => end_outside_strings(text, "}}"),
        _ if tag(text) == Some("raw") => end_of_raw(text),
        _ => end_outside_strings(text, "%}"),
    };
    found.unwrap_or(text.len())
}

/// Where a raw block ends, its end tag included.
fn end_of_raw(text: &str) -> Option<usize> {
    let begin = text.find("%}")? + 2;
    let mut tags = text[begin..].match_indices("{%").map(|(at, _)| begin + at);
    let end = tags.find(|at| tag(&text[*at..]) == Some("endraw"))?;
    Some(end + text[end..].find("%}")? + 2)
}

/// The end of an expression or tag. Braces of dictionaries and what stands in strings do not end it.
fn end_outside_strings(text: &str, end: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut quote = None;
    let mut at = 2;
    while let Some(&byte) = text.as_bytes().get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(begun), byte) if byte == begun => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, _) if open == 0 && text.as_bytes()[at..].starts_with(end.as_bytes()) => {
                return Some(at + end.len());
            }
            (None, b'{') => open += 1,
            (None, b'}') => open = open.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The name of the tag that `text` begins with.
fn tag(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("{%")?;
    let inside = inside
        .strip_prefix(['-', '+'])
        .unwrap_or(inside)
        .trim_start();
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    Some(&inside[..end.unwrap_or(inside.len())])
}

fn with_for_generation(mark: &str) -> String {
    match tag(mark) {
        Some("generation") => mark.replacen("generation", "with", 1),
        Some("endgeneration") => mark.replacen("endgeneration", "endwith", 1),
        _ => mark.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_are_rewritten() {
        for (source, expected) in [
            (
                "a{% generation %}b{% endgeneration %}c",
                "a{% with %}b{% endwith %}c",
            ),
            (
                "{%- generation -%}b{%+endgeneration+%}",
                "{%- with -%}b{%+endwith+%}",
            ),
            (
                "{# {% generation %} #}{{ '{% generation %}' }}",
                "{# {% generation %} #}{{ '{% generation %}' }}",
            ),
            (
                "{% raw %}{% generation %}{% endraw %}{%generation%}",
                "{% raw %}{% generation %}{% endraw %}{%with%}",
            ),
            (
                "{% set x = '%}{% generation %}' %}",
                "{% set x = '%}{% generation %}' %}",
            ),
            (
                "{{ {'a': {'b': 1}}['a'] }}{% generation %}",
                "{{ {'a': {'b': 1}}['a'] }}{% with %}",
            ),
            ("{% generations %}{ { {", "{% generations %}{ { {"),
            ("a\r\nb\rc{% generation", "a\nb\nc{% with"),
            (
                "{{ 'it\\'s {%' }}{% generation %}",
                "{{ 'it\\'s {%' }}{% with %}",
            ),
        ] {
            assert_eq!(rewritten(source), expected);
        }
    }

    #[test]
    fn what_never_ends_is_left_as_it_is() {
        for source in ["{#", "{{ 'a", "{% raw %} {% endra", "{", "{%", "ä{{é"] {
            assert_eq!(rewritten(source), source);
        }
    }
}
