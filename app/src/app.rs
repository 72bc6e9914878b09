//! The page's root: header, conversation, and beside it the picture or the settings.

use leptos::prelude::*;

use crate::components::{
    Announcer, ChatColumn, CompareView, Gallery, Header, NoticeBar, PanelTabs, SettingsPanel,
    Shortcuts, TourCard,
};
use crate::picture::Workbench;
use crate::state::page::Panel;
use crate::state::{Page, boot};

/// The whole page. It is made anew in another language; what it knows stays.
#[component]
pub fn App() -> impl IntoView {
    let page = Page::new();
    provide_context(page);
    crate::picture::PictureOptions::provide();
    boot::wake(page);
    move || {
        page.language.track();
        view! { <Body /> }
    }
}

/// What stands in the document.
#[component]
fn Body() -> impl IntoView {
    let page = Page::here();
    let panel = move || match page.panel.get() {
        Panel::Chat => "chat",
        Panel::Picture => "picture",
        Panel::Settings => "settings",
    };
    let settings_open = move || page.panel.get() == Panel::Settings;
    let player = move || page.selected.get().map(|answer| page.player(answer));
    let comparing = Memo::new(move |_| page.comparison.turn.with(Option::is_some));
    let blank = crate::picture::Player::new();
    view! {
        <a class="skip" href="#composer">{t!("Skip to the message box")}</a>
        <div class="page" data-panel=panel data-compare=move || comparing.get().to_string()>
            <Header />
            <NoticeBar />
            <main class="columns">
                <PanelTabs />
                <ChatColumn />
                <aside class="side" aria-label=t!("Picture and settings")>
                    <div class="side-picture" hidden=settings_open>
                        {move || match player() {
                            Some(player) => view! { <Workbench player guest=page.guest /> }.into_any(),
                            None => view! { <Workbench player=blank guest=page.guest /> }.into_any(),
                        }}
                    </div>
                    <div class="side-settings" hidden=move || !settings_open()>
                        <SettingsPanel />
                    </div>
                </aside>
            </main>
            <Show when=move || comparing.get()>
                <CompareView />
            </Show>
            <Announcer />
            <Shortcuts />
            <Gallery />
            <TourCard />
        </div>
    }
}
