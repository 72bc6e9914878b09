//! The static edition: the page renders itself and plays recordings; there is no server.

fn main() {
    console_error_panic_hook::set_once();
    app::language::begin(|| leptos::mount::mount_to_body(app::static_page::StaticPage));
}
