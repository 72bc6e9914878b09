//! Which window makes an answer. It holds a lock for as long as the run goes on, and the browser releases the lock when
//! the window is closed, however it is closed. Where there are no locks (a page that is neither on localhost nor over
//! https), windows ask one another instead.

use std::time::Duration;

use futures::channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::windows::{Message, Post, RunId};
use crate::state::browser;

/// How long whoever makes a run has to say so, where there are no locks.
const PATIENCE: Duration = Duration::from_millis(2500);

/// The claim on a run; dropping it gives the run up.
#[derive(Debug)]
pub struct Hold {
    _release: oneshot::Sender<()>,
}

/// The browser's `navigator.locks`, which `web-sys` counts as unstable.
struct Locks(JsValue);

impl Locks {
    fn get() -> Option<Self> {
        let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
        locks.is_object().then_some(Self(locks))
    }

    /// Waits for the lock, holds it until the promise of `held` is kept, and returns a promise of its release.
    fn request(&self, name: &str, mode: &str, held: &Function) -> Result<Promise, JsValue> {
        let request: Function = Reflect::get(&self.0, &"request".into())?.dyn_into()?;
        let options = Object::new();
        Reflect::set(&options, &"mode".into(), &mode.into())?;
        request
            .call3(&self.0, &name.into(), &options, held)?
            .dyn_into()
    }
}

fn name(run: &RunId) -> String {
    format!("unmask.run.{}.{}", run.conversation, run.answer.0)
}

/// Claims a run.
#[must_use]
pub fn hold(run: &RunId) -> Hold {
    let (release, released) = oneshot::channel();
    if let Some(locks) = Locks::get() {
        let until_released = move || {
            future_to_promise(async move {
                // It comes when the hold is dropped, and then as an error.
                let _ = released.await;
                Ok(JsValue::UNDEFINED)
            })
            .into()
        };
        let held = Closure::once_into_js(move |_: JsValue| -> JsValue { until_released() });
        // Without the lock other windows take the run for abandoned until its answer is written.
        let _ = locks.request(&name(run), "exclusive", held.unchecked_ref());
    }
    Hold { _release: release }
}

/// Comes back when nobody makes a run any longer. Where there are no locks, `answered` says whether somebody has
/// claimed it since it was last asked.
pub async fn freed(run: &RunId, post: &Post, answered: impl Fn() -> bool) {
    if let Some(locks) = Locks::get() {
        let held = Closure::once_into_js(|_: JsValue| {});
        if let Ok(promise) = locks.request(&name(run), "shared", held.unchecked_ref()) {
            // A request that fails says as much as one that is granted: there is no lock to wait for.
            let _ = JsFuture::from(promise).await;
            return;
        }
    }
    loop {
        post.send(Message::Who { run: run.clone() });
        browser::sleep(PATIENCE).await;
        if !answered() {
            return;
        }
    }
}
