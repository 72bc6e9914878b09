//! The settled text as HTML that is safe to insert: raw HTML is shown as text, links go only to the web and to mail,
//! and nothing is loaded from anywhere.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// Markdown to HTML.
#[must_use]
pub fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    // A link whose address is refused leaves its text; one refused link cannot hold another.
    let mut refused = 0;
    let events = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        // An image would be fetched from somewhere: its text stands for it, as a link.
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            if is_allowed(&dest_url) {
                let open = format!(
                    "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">",
                    escaped(&dest_url)
                );
                Some(Event::InlineHtml(CowStr::from(open)))
            } else {
                refused += 1;
                None
            }
        }
        Event::End(TagEnd::Link | TagEnd::Image) => {
            if refused > 0 {
                refused -= 1;
                None
            } else {
                Some(Event::InlineHtml(CowStr::Borrowed("</a>")))
            }
        }
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

fn is_allowed(address: &str) -> bool {
    let scheme = address
        .split_once(':')
        .map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
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
    out
}

#[cfg(test)]
mod tests {
    use super::to_html;
    use proptest::prelude::*;

    #[test]
    fn ordinary_text() {
        assert_eq!(
            to_html("The capital is **Paris**."),
            "<p>The capital is <strong>Paris</strong>.</p>\n"
        );
        assert!(to_html("- one\n- two").contains("<li>one</li>"));
        assert!(to_html("|a|b|\n|-|-|\n|1|2|").contains("<table>"));
        assert!(to_html("```rust\nlet a = 1 < 2;\n```").contains("1 &lt; 2"));
    }

    #[test]
    fn raw_html_is_text() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div onclick=x>\n\ny</div>",
        ] {
            let html = to_html(text);
            assert!(
                !html.contains("<script") && !html.contains("<img") && !html.contains("<div"),
                "{html}"
            );
        }
    }

    #[test]
    fn links_go_to_the_web_and_to_mail_only() {
        let html = to_html(
            "[a](https://x.org/?q=\"1\") [b](javascript:alert) [c](mailto:a@b.c) [d](//x.org)",
        );
        assert!(
            html.contains("href=\"https://x.org/?q=&quot;1&quot;\"") || html.contains("[a]"),
            "{html}"
        );
        assert!(html.contains("mailto:a@b.c"));
        assert!(
            !html.contains("javascript:") && !html.contains("//x.org)\""),
            "{html}"
        );
        assert_eq!(html.matches("<a ").count(), html.matches("</a>").count());
    }

    #[test]
    fn images_are_links() {
        let html = to_html("![cat](https://x.org/c.png)");
        assert!(
            html.contains("<a href=\"https://x.org/c.png\"") && !html.contains("<img"),
            "{html}"
        );
        let html = to_html("[![in](data:a)](https://x.org)");
        assert!(html.contains(">in</a>"), "{html}");
    }

    proptest! {
        #[test]
        fn nothing_active_comes_through(text in r#"[<>\[\]()!a-z:/"'\n `*_|=-]{0,80}"#) {
            let html = to_html(&text);
            prop_assert!(!html.contains("<script") && !html.contains("<img"));
            prop_assert_eq!(html.matches("<a ").count(), html.matches("</a>").count());
        }
    }
}
