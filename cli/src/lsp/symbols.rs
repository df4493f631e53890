//! The entries of a message, with what is in them.

use gen_lsp_types::{DocumentSymbol, SymbolKind};
use itk3_validator::Document;
use itk3_validator::tools::outline::{OutlineItem, OutlineKind};
use serde_json::{Value, json};

use super::client::Client;
use super::text::range;

pub(super) fn symbols(document: &Document<'_>, uri: &str, client: Client) -> Value {
    let outline = document.outline();
    if client.nested_symbols {
        return json!(outline.iter().map(symbol).collect::<Vec<_>>());
    }
    let mut flat = Vec::new();
    outline.iter().for_each(|item| flatten(item, uri, None, &mut flat));
    json!(flat)
}

fn kind(kind: OutlineKind) -> SymbolKind {
    match kind {
        OutlineKind::Bundle => SymbolKind::Package,
        OutlineKind::Resource => SymbolKind::Class,
        OutlineKind::Element => SymbolKind::Field,
    }
}

#[expect(deprecated, reason = "the type has a member that is")]
fn symbol(item: &OutlineItem) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = item.children.iter().map(symbol).collect();
    DocumentSymbol {
        name: item.name.clone(),
        detail: item.detail.clone(),
        kind: kind(item.kind),
        tags: None,
        deprecated: None,
        range: range(&item.place),
        selection_range: range(&item.name_place),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}

/// For editors that know no symbols within others.
fn flatten(item: &OutlineItem, uri: &str, within: Option<&str>, flat: &mut Vec<Value>) {
    let location = json!({"uri": uri, "range": range(&item.place)});
    flat.push(json!({"name": item.name, "kind": kind(item.kind), "location": location, "containerName": within}));
    item.children.iter().for_each(|child| flatten(child, uri, Some(&item.name), flat));
}
