//! What is shown is what was written, apart from markup.

use proptest::prelude::*;

use super::to_html;

/// The characters that HTML shows, line ends included.
fn visible(html: &str) -> String {
    let html = html.replace(">Copy</button>", "></button>");
    let (mut out, mut tag) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => out.push(c),
            _ => {}
        }
    }
    let names = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    names
        .iter()
        .fold(out, |out, (name, c)| out.replace(name, c))
}

fn shown(text: &str) -> String {
    visible(&to_html(text))
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Texts in which nothing is markup.
const AS_WRITTEN: &[&str] = &[
    "Over the hill,\nCalm is the sea,\n  Evening falls.",
    "5*4*3*2*1 = 120",
    "2**3 = 8, 2**(3) and (2)*3*(4) = (a)*b*(c)",
    "__init__ calls __new__, then foo_bar_baz and _x_y_",
    "if __name__ == \"__main__\": main(*args, **kwargs)",
    r"\(a_1 * b_2 * c\), \[x^{*} y^{*}\], $a*b*c$ \$5 and \\ 10",
    r"\[ x^{*} = \sum_i y_i^{*} \]",
    r"\*not so\* and \_nor this\_ \`nor that\`",
    "&amp; &lt; &copy; &#65; <br> <b>bold</b> <!-- remark -->",
    "\"*\" and \"*\" or (*) and (**) and (*)",
    "It costs $5, or $10 for two*\n*without tax",
    "~5 to ~7, a ~ b ~ c",
    "3.14 is pi\n-5 degrees\n+ 25\n- 17\n42.",
    "[1]: https://x.org\n[a][1] and f[i](x) and [b](javascript:alert(1))",
    "C# and #1 and >>> 1 + 1\n> 5",
    "    \n a = b*c*d",
    "# ",
    "char **argv, *p;",
    "100%*2*3 and x^*2*y",
    "f(*args, **kwargs) is 2**3 = 8 and 2**(3)",
];

#[test]
fn what_is_no_markup_is_as_it_was_written() {
    for text in AS_WRITTEN {
        let seen: Vec<String> = shown(text)
            .lines()
            .map(|line| line.trim().to_owned())
            .collect();
        let written: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(seen, written, "{}", to_html(text));
    }
}

#[test]
fn markup_is_recognised() {
    for (text, html) in [
        (
            "The capital is **Paris**.",
            "<p dir=\"auto\">The capital is <strong>Paris</strong>.</p>",
        ),
        (
            "*so* or _so_, ***both***, ~~gone~~",
            "<p dir=\"auto\"><em>so</em> or <em>so</em>, <strong><em>both</em></strong>, <del>gone</del></p>",
        ),
        (
            "**a *b* c**",
            "<p dir=\"auto\"><strong>a <em>b</em> c</strong></p>",
        ),
        (
            "这是**重点**内容",
            "<p dir=\"auto\">这是<strong>重点</strong>内容</p>",
        ),
        ("a\nb", "<p dir=\"auto\">a\nb</p>"),
        (
            "use `a*b*c` and ``x`y``",
            "<p dir=\"auto\">use <code dir=\"ltr\">a*b*c</code> and <code dir=\"ltr\">x`y</code></p>",
        ),
        ("## A title ##", "<h2 dir=\"auto\">A title</h2>"),
        ("Title\n=====", "<h1 dir=\"auto\">Title</h1>"),
        (
            "a\n\n---\n\nb",
            "<p dir=\"auto\">a</p><hr><p dir=\"auto\">b</p>",
        ),
        (
            "> a\n> b",
            "<blockquote dir=\"auto\"><p>a\nb</p></blockquote>",
        ),
        (
            "![cat](https://x.org/c.png)",
            "<p dir=\"auto\"><a href=\"https://x.org/c.png\" target=\"_blank\" rel=\"noopener noreferrer\">cat</a></p>",
        ),
    ] {
        assert_eq!(to_html(text), html);
    }
}

#[test]
fn lists_keep_their_numbers() {
    let html = to_html("1986. Chernobyl\n1990. Hubble\n100) a hundred");
    let values: Vec<&str> = html
        .split("<li value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(values, ["1986", "1990", "100"]);
    assert_eq!(shown("7. a\n\n7. b").replace('\n', ""), "7. a7. b");
    assert_eq!(to_html("- one\n- **two**").matches("<li>").count(), 2);
    let nested = to_html("1. a\n   - b\n   - c\n2. d");
    assert_eq!(
        (nested.matches("<ol").count(), nested.matches("<ul").count()),
        (1, 1)
    );
}

#[test]
fn code_is_verbatim() {
    let html = to_html("```rust\nlet a = 1 < 2;\n\n  // **so**\n```\nafter");
    assert!(
        html.contains("<code>let a = 1 &lt; 2;\n\n  // **so**</code>"),
        "{html}"
    );
    assert!(html.contains("<span>rust</span>") && html.ends_with("<p dir=\"auto\">after</p>"));
    assert!(to_html("~~~\nopen").contains("<code>open</code>"));
    assert!(to_html("a\n\n    if x:\n        y = 1").contains("<code>if x:\n    y = 1</code>"));
    assert!(to_html("- a\n  ```\n  b\n  ```\n- c").contains("<code>b</code>"));
}

#[test]
fn tables_keep_every_cell() {
    let html = to_html("|a|b|\n|-|:-:|\n|1|2|3|\n|4|");
    assert_eq!(
        (html.matches("<th").count() - 1, html.matches("<td").count()),
        (2, 5)
    );
    assert!(html.contains("<td class=\"center\">2</td>"));
}

#[test]
fn nothing_of_the_answer_is_active() {
    for text in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<div onclick=x>\n\ny</div>",
    ] {
        let html = to_html(text);
        assert!(
            !["<script", "<img", "<div onclick"]
                .iter()
                .any(|tag| html.contains(tag)),
            "{html}"
        );
        assert_eq!(without_space(&visible(&html)), without_space(text));
    }
    let html = to_html("[x](https://x.org/\"onclick=\"a) [b](javascript:alert)");
    assert!(
        !html.contains("\"onclick") && !html.contains("href=\"javascript"),
        "{html}"
    );
}

#[test]
fn any_depth_is_survived() {
    let deep = format!("{}end", "> ".repeat(50_000));
    assert!(shown(&deep).contains("end"));
    let deep: String = (0..2000)
        .map(|level| format!("{}- a\n", "  ".repeat(level)))
        .collect();
    assert_eq!(shown(&deep).matches('a').count(), 2000);
    assert!(shown(&"**a _b ".repeat(20_000)).contains("**a _b"));
}

/// A part of a line, and what is to be seen of it.
fn part() -> impl Strategy<Value = (String, String)> {
    let word = "[a-z]{1,6}";
    // A line by itself may begin with what would be a mark after a word, or hold half a pair.
    let alone = |line: &&str| !line.starts_with(['#', '[']) && !line.contains("two*");
    let literals: Vec<&str> = AS_WRITTEN
        .iter()
        .filter_map(|text| text.lines().map(str::trim).find(|line| !line.is_empty()))
        .filter(alone)
        .collect();
    let literal =
        prop::sample::select(literals).prop_map(|line| (line.to_owned(), line.to_owned()));
    let marked = (word, 0..6_usize).prop_map(|(word, kind)| {
        let source = match kind {
            0 => format!("**{word}**"),
            1 => format!("*{word}*"),
            2 => format!("`{word}`"),
            3 => format!("~~{word}~~"),
            4 => format!("[{word}](https://x.org/{word})"),
            _ => format!("_{word}_"),
        };
        (source, word)
    });
    prop_oneof![
        2 => word.prop_map(|word| (word.clone(), word)),
        2 => marked,
        1 => literal,
    ]
}

/// A line of parts; it begins with a word, so that it begins no block.
fn line() -> impl Strategy<Value = (String, String)> {
    ("[a-z]{1,6}", prop::collection::vec(part(), 0..4)).prop_map(|(first, parts)| {
        let join = |of: fn(&(String, String)) -> &String| {
            let rest = parts.iter().map(of);
            std::iter::once(&first)
                .chain(rest)
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        };
        (join(|part| &part.0), join(|part| &part.1))
    })
}

/// A block, and what is to be seen of it.
fn block() -> impl Strategy<Value = (String, String)> {
    (prop::collection::vec(line(), 1..5), 0..7_u32, 0..3000_u32).prop_map(
        |(lines, kind, number)| {
            let sources = |mark: &dyn Fn(usize) -> String| {
                let marked = lines
                    .iter()
                    .enumerate()
                    .map(|(index, line)| format!("{}{}", mark(index), line.0));
                marked.collect::<Vec<_>>().join("\n")
            };
            let seen = |mark: &dyn Fn(usize) -> String| {
                let marked = lines
                    .iter()
                    .enumerate()
                    .map(|(index, line)| format!("{}{}", mark(index), line.1));
                marked.collect::<Vec<_>>().join("\n")
            };
            let nothing = |_| String::new();
            match kind {
                0 => (format!("### {}", lines[0].0), lines[0].1.clone()),
                1 => (sources(&|_| "- ".to_owned()), seen(&nothing)),
                2 => {
                    let numbers = |index| format!("{}. ", number + 7 * index as u32);
                    (sources(&numbers), seen(&numbers))
                }
                3 => (sources(&|_| "> ".to_owned()), seen(&nothing)),
                4 => {
                    let code = sources(&nothing);
                    (format!("```\n{code}\n```"), code)
                }
                _ => (sources(&nothing), seen(&nothing)),
            }
        },
    )
}

proptest! {
    /// A text made of markup and of what is none: the one is set, the other shown.
    #[test]
    fn what_is_seen_is_what_was_written_apart_from_markup(blocks in prop::collection::vec(block(), 1..5)) {
        let source = blocks.iter().map(|block| block.0.as_str()).collect::<Vec<_>>().join("\n\n");
        let expected: String = blocks.iter().map(|block| block.1.as_str()).collect();
        prop_assert_eq!(without_space(&shown(&source)), without_space(&expected), "{}", to_html(&source));
    }

    /// Whatever is written: no letter, digit, backslash or ampersand goes, and nothing changes its place.
    #[test]
    fn only_marks_go(text in r"[a-c0-9 \n\\*_~`#>|:=()\[\]!<&;.$+-]{0,120}") {
        let (seen, written) = (without_space(&shown(&text)), without_space(&text));
        let mut rest = written.chars();
        let mut gone = String::new();
        for c in seen.chars() {
            loop {
                match rest.next() {
                    Some(other) if other == c => break,
                    Some(other) => gone.push(other),
                    None => prop_assert!(false, "{seen:?} is not in {written:?}"),
                }
            }
        }
        gone.extend(rest);
        prop_assert!(gone.chars().all(|c| "*_~`#>|:=-".contains(c)), "{gone:?} is gone from {written:?}");
    }

    /// A paragraph's line ends and indentation stay.
    #[test]
    fn lines_stay(lines in prop::collection::vec("[a-zé]{1,5}( [a-z,.]{1,5}){0,3}", 1..8), indent in 0..9_usize) {
        let text = lines.join(&format!("\n{}", " ".repeat(indent)));
        prop_assert_eq!(shown(&text), text);
    }

    #[test]
    fn nothing_active_comes_through(text in r#"[<>\[\]()!a-z:/"'\n `*_|=-]{0,80}"#) {
        let html = to_html(&text);
        prop_assert!(!html.contains("<script") && !html.contains("<img"));
        prop_assert_eq!(html.matches("<a ").count(), html.matches("</a>").count());
    }
}
