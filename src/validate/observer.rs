//! Whoever follows a walk without taking part in it.

use super::overlay::Overlay;
use crate::diagnostic::Diagnostic;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// A node that the walk comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit<'v> {
    pub(crate) node: NodeId,
    pub(crate) type_code: Symbol,
    /// What its base type says of it.
    pub(crate) base: Overlay<'v>,
    /// What profiles say of it.
    pub(crate) overlays: &'v [Overlay<'v>],
    /// What has been found so far.
    pub(crate) findings: &'v [Diagnostic],
}

/// See the [module](self).
pub(crate) trait Observer {
    /// The walk comes to a node.
    fn visit(&self, visit: &Visit<'_>);

    /// Something else begins; so much has been found.
    fn phase(&self, _phase: &'static str, _findings: &[Diagnostic]) {}
}
