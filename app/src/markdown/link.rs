//! Addresses: where they end in a text, and which of them may be followed.

/// A link at the beginning of a text.
#[derive(Debug, PartialEq)]
pub(super) struct Link<'a> {
    /// Where it leads.
    pub(super) address: &'a str,
    /// What is written for it.
    pub(super) text: &'a str,
    /// Bytes of its source.
    pub(super) length: usize,
}

/// The link at the beginning of `source`: `[text](address)`, `![text](address)`, `<address>`, or an address itself. `None`
/// where there is none, or none that may be followed.
pub(super) fn at_start(source: &str) -> Option<Link<'_>> {
    match source.as_bytes().first()? {
        b'!' => named(&source[1..]).map(|link| Link {
            length: link.length + 1,
            ..link
        }),
        b'[' => named(source),
        b'<' => {
            let end = source.find(['>', '\n', ' '])?;
            let address = &source[1..end];
            (source[end..].starts_with('>') && is_allowed(address)).then_some(Link {
                address,
                text: address,
                length: end + 1,
            })
        }
        _ => bare(source),
    }
}

/// Whether an address leads to the web or to mail.
pub(super) fn is_allowed(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    let web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    let mail = scheme.eq_ignore_ascii_case("mailto");
    web && rest.len() > 2 && rest.starts_with("//") || mail && !rest.is_empty()
}

/// `[text](address)` or `[text](address "title")`.
fn named(source: &str) -> Option<Link<'_>> {
    let close = balanced(source, ('[', ']'))?;
    let target = &source[close + 1..];
    let end = balanced(target, ('(', ')'))?;
    let inner = target[1..end].trim();
    let address = match inner.split_once(char::is_whitespace) {
        Some((address, title)) => {
            let title = title.trim();
            let quoted = title.len() >= 2 && title.starts_with('"') && title.ends_with('"');
            quoted.then_some(address)?
        }
        None => inner,
    };
    let text = &source[1..close];
    is_allowed(address).then_some(Link {
        address,
        text: if text.trim().is_empty() {
            address
        } else {
            text
        },
        length: close + 1 + end + 1,
    })
}

/// Where the bracket at the beginning is closed, on the same line.
fn balanced(source: &str, (open, close): (char, char)) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in source.char_indices() {
        match c {
            c if c == open => depth += 1,
            c if c == close => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            '\n' => return None,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// An address as it stands in the text, without the punctuation of the sentence around it.
fn bare(source: &str) -> Option<Link<'_>> {
    if !(source.starts_with("http://") || source.starts_with("https://")) {
        return None;
    }
    let end = source
        .find(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|' | '*')
        })
        .unwrap_or(source.len());
    let mut address = &source[..end];
    loop {
        let last = address.chars().next_back()?;
        let unopened = |open, close| {
            last == close && address.matches(close).count() > address.matches(open).count()
        };
        let sentence = matches!(
            last,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '_' | '~' | '。' | '，' | '）'
        );
        if !sentence && !unopened('(', ')') && !unopened('[', ']') {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    let host = address.split_once("//")?.1;
    host.starts_with(char::is_alphanumeric).then_some(Link {
        address,
        text: address,
        length: address.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(source: &str) -> Option<(&str, &str, &str)> {
        at_start(source).map(|link| (link.text, link.address, &source[link.length..]))
    }

    #[test]
    fn links_go_to_the_web_and_to_mail_only() {
        assert_eq!(
            parts("[a](https://x.org) b"),
            Some(("a", "https://x.org", " b"))
        );
        assert_eq!(
            parts("![cat](http://x.org/c(1).png \"t\")!"),
            Some(("cat", "http://x.org/c(1).png", "!"))
        );
        assert_eq!(parts("[c](mailto:a@b.c)"), Some(("c", "mailto:a@b.c", "")));
        for refused in [
            "[b](javascript:alert)",
            "[d](//x.org)",
            "[i](x)",
            "[a] (https://x.org)",
            "![in](data:a)",
        ] {
            assert_eq!(parts(refused), None, "{refused}");
        }
    }

    #[test]
    fn an_address_ends_before_the_sentence_does() {
        assert_eq!(
            parts("https://x.org/a_b)."),
            Some(("https://x.org/a_b", "https://x.org/a_b", ")."))
        );
        assert_eq!(
            parts("https://x.org/a_(b), c").map(|parts| parts.2),
            Some(", c")
        );
        assert_eq!(
            parts("<https://x.org>"),
            Some(("https://x.org", "https://x.org", ""))
        );
        assert_eq!(parts("https://..."), None);
        assert_eq!(parts("<b>"), None);
    }
}
