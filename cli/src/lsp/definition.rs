//! From a reference to the entry that it leads to.

use gen_lsp_types::{Location, LocationLink, Position, Uri};
use itk3_validator::Document;
use serde_json::{Value, json};

use super::client::Client;
use super::text::{offset, range};

pub(super) fn definition(document: &Document<'_>, position: Position, uri: &str, client: Client) -> Value {
    let Some(found) = document.follow(offset(document.text(), position)) else { return Value::Null };
    let uri = Uri(uri.to_owned());
    if !client.links {
        return json!(Location { uri, range: range(&found.name) });
    }
    json!([LocationLink {
        origin_selection_range: Some(range(&found.reference)),
        target_uri: uri,
        target_range: range(&found.target),
        target_selection_range: range(&found.name),
    }])
}
