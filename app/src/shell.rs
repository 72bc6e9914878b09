//! The document around the page: what the browser reads before the page's own program has come.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::App;

/// Sets the theme before anything is painted, and says so when the page's program does not come.
const FIRST: &str = r#"
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("unmask.theme");
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
  } catch (refused) {}
  function failed() {
    if (!root.hasAttribute("data-awake")) root.setAttribute("data-failed", "");
  }
  window.addEventListener("error", failed);
  window.addEventListener("unhandledrejection", failed);
  setTimeout(failed, 20000);
})();
"#;

/// The whole document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let style_sheet = format!("/{}/unmask.css", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme="system">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta
                    name="description"
                    content="Chat with a masked-diffusion language model and watch the answer appear out of order."
                />
                <meta name="referrer" content="no-referrer" />
                <title>"Unmask"</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=style_sheet />
                <script nonce=use_nonce() inner_html=FIRST></script>
                <HydrationScripts options />
            </head>
            <body>
                <App />
                <p class="boot-failed" role="alert">
                    "This page could not start: its program did not load, or this browser lacks WebAssembly. Reload the page, or use a current browser."
                </p>
                <noscript>
                    <p class="no-script">
                        "Unmask needs JavaScript and WebAssembly to show the answer as it is revealed. Without them, use the command line: "
                        <code>"unmask generate --prompt \"…\""</code>
                    </p>
                </noscript>
            </body>
        </html>
    }
}
