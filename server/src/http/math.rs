//! `/api/math`: formulas of an answer as LaTeX in, MathML out. The page shows the source wherever this refuses.

use std::sync::OnceLock;

use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use serde::{Deserialize, Serialize};

use super::body;
use super::refusal::Refusal;

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 64 << 10;

/// The most formulas of one request.
const MOST: usize = 200;

/// The longest formula, in bytes.
const LONGEST: usize = 2000;

/// The most braces, environments and the like inside one another: each takes a part of the thread's stack.
const DEEPEST: usize = 40;

/// Formulas, delimiters included.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    formulas: Vec<String>,
}

/// What became of each formula, in the order of the request.
#[derive(Debug, Serialize)]
pub(super) struct Answered {
    formulas: Vec<Formula>,
}

/// One formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Formula {
    /// A `math` element.
    MathMl(String),
    /// Why there is none.
    Refused(String),
}

/// Answers a request.
pub(super) async fn math(request: Request) -> Result<Json<Answered>, Refusal> {
    let remedy = "Send fewer formulas at once.";
    let bytes = body::json(request, MAX_BODY, remedy).await;
    let bytes = bytes.map_err(|(status, message)| Refusal::new(status, message))?;
    let asked: Asked = serde_json::from_slice(&bytes).map_err(|error| {
        let message = format!(
            "The request is not as expected: {error}; allowed: {{\"formulas\": [\"$x^2$\", …]}}. Correct it."
        );
        Refusal::new(StatusCode::BAD_REQUEST, message)
    })?;
    if asked.formulas.len() > MOST {
        let message = format!(
            "formulas has {} entries; allowed: at most {MOST}. {remedy}",
            asked.formulas.len()
        );
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, message));
    }
    let formulas = asked
        .formulas
        .iter()
        .map(|source| converted(source).map_or_else(Formula::Refused, Formula::MathMl));
    Ok(Json(Answered {
        formulas: formulas.collect(),
    }))
}

/// MathML for a formula with its delimiters, or the reason why there is none.
fn converted(source: &str) -> Result<String, String> {
    static CONVERTER: OnceLock<LatexToMathML> = OnceLock::new();
    if source.len() > LONGEST {
        return Err(format!(
            "The formula has {} bytes; allowed: at most {LONGEST}.",
            source.len()
        ));
    }
    let (latex, display) = undelimited(source).ok_or(
        "The formula stands between no delimiters; allowed: $ $, $$ $$, \\( \\), \\[ \\].",
    )?;
    if depth(latex) > DEEPEST {
        return Err(format!("The formula is nested deeper than {DEEPEST}."));
    }
    let converter = CONVERTER.get_or_init(|| {
        let plain = LatexToMathML::new(MathCoreConfig::default());
        plain.expect("the default settings define no macros that could be wrong")
    });
    let converted = converter.convert_with_local_state(latex, display);
    let mathml = converted.map_err(|error| error.to_string())?.mathml;
    if is_mathml(&mathml) {
        Ok(mathml)
    } else {
        Err("The formula needs more than MathML.".to_owned())
    }
}

/// What stands between the delimiters, and how it is set.
fn undelimited(source: &str) -> Option<(&str, MathDisplay)> {
    let delimiters = [
        ("\\[", "\\]", MathDisplay::Block),
        ("$$", "$$", MathDisplay::Block),
        ("\\(", "\\)", MathDisplay::Inline),
        ("$", "$", MathDisplay::Inline),
    ];
    delimiters.into_iter().find_map(|(open, close, display)| {
        let inner = source.trim().strip_prefix(open)?.strip_suffix(close)?;
        Some((inner, display))
    })
}

/// How deep groups, and commands that take one without braces, may stand inside one another at most.
fn depth(latex: &str) -> usize {
    let (mut depth, mut deepest, mut commands) = (0_usize, 0, 0_usize);
    let mut bytes = latex.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            // `\sqrt\sqrt\sqrt x`, `x^^^`: each waits for what the next one gives.
            b'\\' if bytes.peek().is_some_and(u8::is_ascii_alphabetic) => commands += 1,
            b'^' | b'_' => commands += 1,
            b' ' => {}
            letter if letter.is_ascii_alphabetic() && commands > 0 => continue,
            _ => commands = 0,
        }
        deepest = deepest.max(depth + commands);
    }
    deepest
}

/// Elements of MathML Core that only draw.
const ELEMENTS: [&str; 28] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "merror",
    "mpadded",
    "mphantom",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "semantics",
    "none",
];

/// Attributes that load nothing, lead nowhere and run nothing.
const ATTRIBUTES: [&str; 30] = [
    "accent",
    "accentunder",
    "class",
    "columnalign",
    "columnlines",
    "columnspacing",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathbackground",
    "mathcolor",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspacing",
    "rspace",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Whether a text holds these elements and attributes alone, well formed. The converter escapes what it is given; this is so
/// even if one day it does not.
fn is_mathml(text: &str) -> bool {
    let mut parts = text.split('<');
    let starts = parts.next() == Some("") && text.starts_with("<math");
    starts && parts.all(|part| part.split_once('>').is_some_and(|(tag, _)| is_tag(tag)))
}

fn is_tag(tag: &str) -> bool {
    if let Some(name) = tag.strip_prefix('/') {
        return ELEMENTS.contains(&name);
    }
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    if !ELEMENTS.contains(&name) {
        return false;
    }
    while !rest.trim().is_empty() {
        let attribute = rest.trim_start().split_once("=\"");
        let Some((name, Some((value, after)))) =
            attribute.map(|(name, after)| (name, after.split_once('"')))
        else {
            return false;
        };
        // Lengths and alignments are styles; what could load something is not.
        let style = name == "style" && !value.contains(['(', '\\', '&']);
        if !style && !ATTRIBUTES.contains(&name) {
            return false;
        }
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml() {
        let inline = converted("$x^2$").unwrap();
        assert_eq!(inline, "<math><msup><mi>x</mi><mn>2</mn></msup></math>");
        for block in [
            "$$\\frac{1}{2}$$",
            "\\[\\frac{1}{2}\\]",
            "\\[\n\\frac{1}{2}\n\\]",
        ] {
            assert!(
                converted(block)
                    .unwrap()
                    .starts_with("<math display=\"block\"><mfrac>")
            );
        }
        assert!(converted("\\(\\sum_{i=1}^n i = \\frac{n(n+1)}{2}\\)").is_ok());
        let matrix = "$$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$";
        assert!(converted(matrix).unwrap().contains("<mtable"));
        let cases = "$$|x| = \\begin{cases} x & x \\ge 0 \\\\ -x & x < 0 \\end{cases}$$";
        assert!(converted(cases).unwrap().contains("&lt;"));
        let aligned = "$$\\begin{aligned} a &= b + c \\\\ &= d \\end{aligned}$$";
        for usual in [
            aligned,
            "$\\alpha \\le \\sqrt[3]{\\beta}$",
            "${\\color{red}x}$",
            "$\\mathbb{R}$",
        ] {
            assert!(converted(usual).is_ok(), "{usual}: {:?}", converted(usual));
        }
    }

    #[test]
    fn what_is_no_formula_is_refused_with_a_reason() {
        for (source, reason) in [
            ("x^2", "between no delimiters"),
            ("$\\nosuchcommand$", "nosuchcommand"),
            ("$\\frac{1$", "."),
            (&format!("${}$", "x".repeat(LONGEST)), "at most 2000"),
        ] {
            let refused = converted(source).unwrap_err();
            assert!(refused.contains(reason), "{source}: {refused}");
        }
    }

    #[test]
    fn hostile_formulas_come_out_harmless() {
        for hostile in [
            "$\\text{<img src=x onerror=alert(1)>}$",
            "$<script>alert(1)</script>$",
            "$\\text{</mtext></math><script>alert(1)</script>}$",
            "$\\href{javascript:alert(1)}{x}$",
            "$\\textcolor{red\" onclick=\"alert(1)}{x}$",
            "$\\color{url(https://example.org)}x$",
            "$\\operatorname{<b>}$",
            "$\\begin{array}{c\" onload=\"x} a \\end{array}$",
            "$\\hspace{1em\" onclick=\"x}$",
            "$\\label{<i>}\\ref{<i>}$",
            "$\\tag{<i>}x$",
            "$\\style{x}{y}\\class{x\" onclick=\"y}{z}\\html{<b>}$",
        ] {
            if let Ok(mathml) = converted(hostile) {
                assert!(is_mathml(&mathml), "{hostile}: {mathml}");
                for never in ["<img", "<script", "<b>", "<i>", "onclick=\"", "href="] {
                    assert!(!mathml.contains(never), "{hostile}: {mathml}");
                }
            }
        }
    }

    #[test]
    fn nesting_ends_in_a_refusal_and_not_in_the_stack() {
        let deep = |open: &str, close: &str| {
            let times = LONGEST / (open.len() + close.len()) - 2;
            format!("${}x{}$", open.repeat(times), close.repeat(times))
        };
        for (open, close) in [
            ("{", "}"),
            ("\\sqrt{", "}"),
            ("\\sqrt ", ""),
            ("\\sqrt", ""),
            ("x^{", "}"),
            ("\\left(", "\\right)"),
            ("\\frac12\\sqrt", ""),
            ("\\begin{matrix}", "\\end{matrix}"),
            ("^", ""),
            ("\\hat\\bar ", ""),
            ("\\text{", "}"),
        ] {
            // The stack of a worker thread.
            let formula = deep(open, close);
            let thread = std::thread::Builder::new().stack_size(1 << 20);
            let done = thread.spawn(move || converted(&formula).is_ok()).unwrap();
            done.join().unwrap();
        }
        assert!(converted(&deep("{", "}")).unwrap_err().contains("nested"));
    }

    #[test]
    fn only_mathml_is_mathml() {
        assert!(is_mathml("<math><mi>x</mi><mspace width=\"1em\"/></math>"));
        for other in [
            "",
            "x",
            "<b>x</b>",
            "<math><img src=\"x\"></math>",
            "<math><mi onclick=\"x\">x</mi></math>",
            "<math><mi href=\"javascript:x\">x</mi></math>",
            "<math><mi style=\"background:url(x)\">x</mi></math>",
            "<math><mi x</math>",
            "<math><mi class=x>y</mi></math>",
        ] {
            assert!(!is_mathml(other), "{other}");
        }
    }
}
