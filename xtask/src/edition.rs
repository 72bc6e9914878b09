//! The static edition: the page without a server, for any file server, at any path.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::page::{self, Flavour, NAME};
use crate::workspace::Workspace;
use crate::{copy, style};

/// Builds the static edition into `target/static`.
pub(crate) fn build(workspace: &Workspace, quick: bool) -> Result<()> {
    let wasm = page::compile(workspace, Flavour::Static, quick)?;
    let site = workspace.static_site();
    copy::mirror(&workspace.path("public"), &site, &["pkg", "style", "index"])?;
    page::bind(&wasm, &site.join("pkg"))?;
    let sheet = style::bundle(&workspace.path("style/main.css"))?;
    copy::write_if_changed(&site.join("style/main.css"), sheet.as_bytes())?;
    let source = workspace.path("index.html");
    let template = fs::read_to_string(&source)
        .with_context(|| format!("{} cannot be read", source.display()))?;
    copy::write_if_changed(&site.join("index.html"), start(&template)?.as_bytes())
}

/// `index.html` is written for Trunk. This does what Trunk would do at its links: the link to the program becomes a script
/// that starts it, the others name folders that are already in place.
fn start(template: &str) -> Result<String> {
    let mut html = String::new();
    let mut started = false;
    for line in template.lines() {
        if !line.contains("data-trunk") {
            html.push_str(line);
            html.push('\n');
        } else if line.contains("rel=\"rust\"") {
            started = true;
            html.push_str(&format!(
                "    <link rel=\"modulepreload\" href=\"./pkg/{NAME}.js\">\n    \
                 <link rel=\"preload\" href=\"./pkg/{NAME}_bg.wasm\" as=\"fetch\" type=\"application/wasm\" \
                 crossorigin>\n    <script type=\"module\">\n      \
                 import start from \"./pkg/{NAME}.js\";\n      \
                 start({{ module_or_path: new URL(\"./pkg/{NAME}_bg.wasm\", document.baseURI) }});\n    </script>\n"
            ));
        }
    }
    if !started {
        bail!("index.html has no line `<link data-trunk rel=\"rust\" …>`");
    }
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_what_trunk_would_have_done() {
        let html = start(include_str!("../../index.html")).unwrap();
        assert!(!html.contains("data-trunk"));
        assert!(html.contains("import start from \"./pkg/unmask.js\""));
        assert!(html.contains("href=\"./style/main.css\""));
    }

    #[test]
    fn refuses_a_page_that_starts_nothing() {
        assert!(start("<html></html>").is_err());
    }
}
