//! Errors as JavaScript knows them.

use js_sys::{Reflect, TypeError};
use wasm_bindgen::prelude::*;

/// A `TypeError` with a stable code: what was given is not what is asked for.
pub(super) fn wrong(message: &str) -> JsValue {
    let error = TypeError::new(message);
    // An error is an object that takes members.
    let _ = Reflect::set(&error, &"code".into(), &"ERR_ITK3_ARGUMENT".into());
    error.into()
}
