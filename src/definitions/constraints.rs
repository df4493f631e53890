//! Invariants of types, inherited ones included, and their expressions, parsed once.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::errata::corrected;
use super::model::Constraint;
use super::{DefinitionId, Definitions};
use crate::hash::NumberMap;
use crate::syntax::fhirpath::{Expression, ParseError};
use crate::syntax::intern::Symbol;

/// An expression, or why it is none.
pub(crate) type Parsed = Result<Expression, ParseError>;

/// Invariants that the check knows by itself: they are asked of every node, or are told better another way.
const NATIVE: &[&str] = &["ele-1", "ext-1", "dom-1", "dom-2", "dom-3", "dom-4", "txt-1", "txt-2", "ref-1", "bdl-7"];

#[derive(Debug, Default)]
pub(crate) struct Constraints {
    native: Vec<Symbol>,
    /// By slot: what instances of the type have to keep.
    types: Vec<OnceLock<Vec<(DefinitionId, Constraint)>>>,
    expressions: RwLock<(NumberMap, Vec<Arc<Parsed>>)>,
}

impl Constraints {
    /// Forgets what was worked out, and has room for the slots of the definitions. A parsed expression stays what it is.
    pub(super) fn renew(&mut self, definitions: &Definitions) {
        self.native = NATIVE.iter().filter_map(|key| definitions.symbol(key)).collect();
        self.types.iter_mut().for_each(|constraints| _ = constraints.take());
        self.types.resize_with(definitions.slots.len(), OnceLock::new);
    }
}

impl Definitions {
    /// The check knows this invariant by itself.
    pub(crate) fn is_native(&self, key: Symbol) -> bool {
        self.constraints().native.contains(&key)
    }

    /// What every instance of a type has to keep, beyond what the check knows by itself.
    pub(crate) fn type_constraints(&self, code: Symbol) -> &[(DefinitionId, Constraint)] {
        let Some((id, _)) = self.type_definition(code) else { return &[] };
        let Some(slot) = self.constraints().types.get(id.0 as usize) else { return &[] };
        slot.get_or_init(|| {
            let mut all = Vec::new();
            let mut next = Some(id);
            while let Some(id) = next.filter(|_| all.len() < 1000) {
                let Some(definition) = self.structure(id) else { break };
                let own = definition.constraints(definition.root()).iter().filter(|c| !self.is_native(c.key));
                all.extend(own.map(|&constraint| (id, constraint)));
                next = definition.base.and_then(|base| self.find_structure(base)).filter(|&base| base != id);
            }
            all
        })
    }

    /// An expression, parsed when first asked for; one that was published wrong is mended.
    pub(crate) fn expression(&self, text: Symbol) -> Arc<Parsed> {
        let cache = &self.constraints().expressions;
        let key = u64::from(text.0);
        {
            let known = cache.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = known.0.get(key) {
                return Arc::clone(&known.1[place as usize]);
            }
        }
        let parsed = Arc::new(Expression::parse(corrected(self.text(text))));
        let mut known = cache.write().unwrap_or_else(PoisonError::into_inner);
        let place = known.1.len() as u32;
        known.0.insert(key, place);
        known.1.push(Arc::clone(&parsed));
        parsed
    }
}
