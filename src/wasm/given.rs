//! Objects of JavaScript, read by serde as strictly as they are declared.
//!
//! serde-wasm-bindgen asks an object only for the fields of a struct, so that nobody sees the others. Here an object is read as a
//! map, and `deny_unknown_fields` finds them.

use std::fmt;
use std::marker::PhantomData;

use js_sys::{Array, Error, Object, Reflect};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use wasm_bindgen::prelude::*;

use super::errors::wrong;

/// Objects within objects that anything here takes. Further down nothing is read.
const DEPTH: usize = 3;

/// An object as its type declares it; left out, or undefined, it is that type's default. `name` is what errors call it.
pub(super) fn read<T: DeserializeOwned + Default>(name: &str, object: &JsValue) -> Result<T, JsValue> {
    if object.is_undefined() {
        return Ok(T::default());
    }
    let object = serde_wasm_bindgen::Deserializer::from(without_undefined(name, object, DEPTH)?);
    serde_path_to_error::deserialize(object).map(|Members(read)| read).map_err(|error| {
        let path = match error.path().to_string() {
            path if path == "." => name.to_owned(),
            path => [name, ".", &path].concat(),
        };
        let why = JsValue::from(error.into_inner());
        let why = why.dyn_ref::<Error>().map(|error| String::from(error.message())).unwrap_or_default();
        wrong(&[&path, ": ", &why].concat())
    })
}

/// A member that serde cannot read, and the object without it.
pub(super) fn take<T: JsCast>(name: &str, object: &JsValue, member: &str, kind: &str) -> Result<(JsValue, Option<T>), JsValue> {
    // Only an object has members that can be asked for; what else it is, reading the rest says.
    if !object.is_object() {
        return Ok((object.clone(), None));
    }
    let found = Reflect::get(object, &member.into())?;
    if found.is_undefined() {
        return Ok((object.clone(), None));
    }
    let found = found.dyn_into().map_err(|_| wrong(&format!("{name}.{member} must be {kind}")))?;
    let rest = Object::assign(&Object::new(), object.unchecked_ref());
    Reflect::delete_property(&rest, &member.into())?;
    Ok((rest.into(), Some(found)))
}

/// The same without members that are undefined, which count as left out. Null does not: it is most often a value that was
/// expected and is not there.
fn without_undefined(path: &str, value: &JsValue, depth: usize) -> Result<JsValue, JsValue> {
    if value.is_null() {
        return Err(wrong(&format!("{path} must not be null; leave it out instead")));
    }
    if let Some(array) = value.dyn_ref::<Array>()
        && let Some(place) = array.iter().position(|item| item.is_null())
    {
        return Err(wrong(&format!("{path}[{place}] must not be null; leave it out instead")));
    }
    // What can be iterated is no object of options.
    if depth == 0 || !value.is_object() || js_sys::try_iter(value)?.is_some() {
        return Ok(value.clone());
    }
    let defined = Object::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        let (name, value) = (entry.get(0), entry.get(1));
        if !value.is_undefined() {
            let path = [path, ".", &name.as_string().unwrap_or_default()].concat();
            Reflect::set(&defined, &name, &without_undefined(&path, &value, depth - 1)?)?;
        }
    }
    Ok(defined.into())
}

/// An object and nothing else: no array, though serde would take one for a struct.
struct Members<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
            type Value = Members<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Members)
            }
        }

        deserializer.deserialize_any(Object(PhantomData))
    }
}

/// For a field that is an object.
pub(super) fn members<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Members::deserialize(deserializer).map(|Members(read)| read)
}

/// For a field that is an object and may be left out.
pub(super) fn some_members<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    members(deserializer).map(Some)
}

/// For a field that is an array of strings.
pub(super) fn several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(Strings { or_one: false })
}

/// For a field that is a string or an array of strings.
pub(super) fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(Strings { or_one: true })
}

/// An array of strings. Asked for a sequence, serde-wasm-bindgen would take anything that can be iterated.
struct Strings {
    or_one: bool,
}

impl<'de> Visitor<'de> for Strings {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.or_one { "a string or an array of strings" } else { "an array of strings" })
    }

    fn visit_str<E: serde::de::Error>(self, one: &str) -> Result<Self::Value, E> {
        if self.or_one { Ok(vec![one.to_owned()]) } else { Err(E::invalid_type(Unexpected::Str(one), &self)) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut strings = Vec::new();
        while let Some(string) = array.next_element()? {
            strings.push(string);
        }
        Ok(strings)
    }
}

/// A number of things from 0 up; `Infinity` is as many as there may be.
#[derive(Clone, Copy)]
pub(super) struct Count(usize);

impl Count {
    pub(super) fn get(self) -> usize {
        self.0
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Count;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number of 0 or more")
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Count, E> {
                self.visit_f64(number as f64)
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Count, E> {
                // A larger number than fits becomes the largest that does.
                if number >= 0.0 { Ok(Count(number as usize)) } else { Err(E::invalid_value(Unexpected::Float(number), &self)) }
            }
        }

        deserializer.deserialize_any(Number)
    }
}
