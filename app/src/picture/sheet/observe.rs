//! The browser's observers: of an element's size, and of whether it is in sight.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// Elements further away than this are out of sight.
const NEAR: &str = "240px";

/// An observer. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Observer {
    inner: JsValue,
    _hears: Closure<dyn FnMut(Array)>,
}

/// What an observer has seen of an element.
pub(super) struct Seen {
    pub(super) element: Element,
    pub(super) in_sight: bool,
}

impl Observer {
    /// Hears when an element's size is different.
    pub(super) fn of_size(mut hear: impl FnMut() + 'static) -> Option<Self> {
        Self::new("ResizeObserver", &JsValue::UNDEFINED, move |_| hear())
    }

    /// Hears when an element comes into sight or goes out of it.
    pub(super) fn of_sight(mut hear: impl FnMut(Vec<Seen>) + 'static) -> Option<Self> {
        let options = Object::new();
        // The second one is for elements inside a panel that scrolls; browsers that do not know it leave it out.
        for name in ["rootMargin", "scrollMargin"] {
            Reflect::set(&options, &name.into(), &NEAR.into()).ok()?;
        }
        Self::new("IntersectionObserver", &options, move |entries| {
            let seen = entries.iter().filter_map(|entry| {
                let get = |name: &str| Reflect::get(&entry, &name.into()).ok();
                Some(Seen {
                    element: get("target")?.dyn_into().ok()?,
                    in_sight: get("isIntersecting")?.is_truthy(),
                })
            });
            hear(seen.collect());
        })
    }

    fn new(kind: &str, options: &JsValue, hear: impl FnMut(Array) + 'static) -> Option<Self> {
        let hears = Closure::<dyn FnMut(Array)>::new(hear);
        let constructor: Function = Reflect::get(&window(), &kind.into())
            .ok()?
            .dyn_into()
            .ok()?;
        let arguments = Array::of2(hears.as_ref(), options);
        let inner = Reflect::construct(&constructor, &arguments).ok()?;
        Some(Self {
            inner,
            _hears: hears,
        })
    }

    /// Watches an element too.
    pub(super) fn observe(&self, element: &Element) {
        self.call("observe", &Array::of1(element));
    }

    fn call(&self, method: &str, arguments: &Array) {
        let method = Reflect::get(&self.inner, &method.into()).ok();
        if let Some(method) = method.and_then(|method| method.dyn_into::<Function>().ok()) {
            let _ = method.apply(&self.inner, arguments);
        }
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.call("disconnect", &Array::new());
    }
}
