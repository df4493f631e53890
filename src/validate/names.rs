//! Names of a message as the definitions number them; choice names taken apart. Once per distinct name.

use crate::definitions::Definitions;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::Tree;

/// A name that may be a choice element's: `valueQuantity` is `value` with the type Quantity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) stem: Symbol,
    pub(super) type_code: Symbol,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// Nothing, where no definition knows the name.
    pub(super) symbol: Option<Symbol>,
    /// The longest type first; more than one only for names such as `…DateTime`.
    pub(super) choices: Vec<Choice>,
}

pub(super) struct Names {
    names: Vec<Name>,
}

impl Names {
    pub(super) fn of(tree: &Tree<'_>, definitions: &Definitions) -> Names {
        let names = (0..tree.names.len() as u32).map(|i| {
            let text = tree.names.text(Symbol(i));
            let mut name = Name { symbol: definitions.symbol(text), choices: Vec::new() };
            // No name of a definition is longer; one that is would be cut at each of its capitals.
            if text.len() > 128 {
                return name;
            }
            for (at, _) in text.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase()) {
                let (stem, suffix) = text.split_at(at);
                if let (Some(stem), Some(type_code)) = (definitions.symbol(stem), definitions.type_named(suffix)) {
                    name.choices.push(Choice { stem, type_code });
                }
            }
            name
        });
        Names { names: names.collect() }
    }

    pub(super) fn get(&self, name: Symbol) -> &Name {
        &self.names[name.0 as usize]
    }
}
