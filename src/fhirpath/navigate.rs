//! From a node to others, and what type a value has.

use std::borrow::Cow;

use super::ast::{Operator, Part, PartId, TextId};
use super::context::{Cx, Items, Outcome, Scope};
use super::value::{Value, one};
use super::{BUG, Unknown};
use crate::definitions::Definitions;
use crate::syntax::fhirpath::ast::Expression;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// The symbol of a name among the definitions. The expression remembers it; that is always verified, so that one expression
/// can serve several definitions.
fn symbol(expression: &Expression, name: TextId, definitions: &Definitions) -> Option<Symbol> {
    let text = expression.text(name);
    let known = Symbol(expression.hint(name));
    if (known.0 as usize) < definitions.strings.len() && definitions.text(known) == text {
        return Some(known);
    }
    let found = definitions.symbol(text)?;
    expression.remember(name, found.0);
    Some(found)
}

impl<'a> Cx<'_, 'a> {
    /// A name that begins a path: "Patient.name" may be said where the focus is a Patient.
    pub(super) fn name(&mut self, scope: Scope<'_, 'a>, name: TextId) -> Outcome<Items<'a>> {
        let text = self.expression.text(name);
        if text.starts_with(|c: char| c.is_ascii_uppercase()) {
            let typed = self.env.typed;
            if let [Value::Node(node)] = scope.this
                && typed.type_of(*node).is_some_and(|code| self.is_a(code, text))
            {
                return Ok(scope.this.to_vec());
            }
        }
        self.members(scope.this, name)
    }

    /// Children of a name.
    pub(super) fn members(&mut self, input: &[Value<'a>], name: TextId) -> Outcome<Items<'a>> {
        let typed = self.env.typed;
        let symbol = symbol(self.expression, name, typed.definitions);
        let mut out = Vec::new();
        for value in input {
            match value {
                Value::Node(node) => {
                    let Some(symbol) = symbol else { continue };
                    for child in typed.tree.children(*node) {
                        self.step(1)?;
                        if typed.element(child) == Some(symbol) {
                            out.push(Value::Node(child));
                        }
                    }
                }
                Value::Outside(_) => return Err(Unknown::Outside),
                Value::Type(own, type_name) => match self.expression.text(name) {
                    "name" => out.push(Value::Text(type_name.clone())),
                    "namespace" => out.push(Value::Text(Cow::Borrowed(if *own { "System" } else { "FHIR" }))),
                    _ => {}
                },
                Value::Quantity(quantity) => match self.expression.text(name) {
                    "value" => out.push(Value::Decimal(quantity.value)),
                    "unit" | "code" => out.push(Value::Text(quantity.unit.clone())),
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(out)
    }

    pub(super) fn children(&mut self, input: &[Value<'a>]) -> Outcome<Items<'a>> {
        let mut out = Vec::new();
        for value in input {
            match value {
                Value::Node(node) => self.push_children(*node, &mut out)?,
                Value::Outside(_) => return Err(Unknown::Outside),
                _ => {}
            }
        }
        Ok(out)
    }

    fn push_children(&mut self, node: NodeId, out: &mut Items<'a>) -> Outcome<()> {
        for child in self.env.typed.tree.children(node) {
            self.step(1)?;
            out.push(Value::Node(child));
        }
        Ok(())
    }

    /// Children, their children, and so on: level by level, and no call for each level.
    pub(super) fn descendants(&mut self, input: &[Value<'a>]) -> Outcome<Items<'a>> {
        let mut out = self.children(input)?;
        let mut at = 0;
        while let Some(value) = out.get(at) {
            if let Value::Node(node) = *value {
                self.push_children(node, &mut out)?;
            }
            at += 1;
        }
        Ok(out)
    }

    /// The name that a type specifier gives, with its namespace.
    fn specifier(&self, id: PartId) -> Outcome<(Option<&'a str>, &'a str)> {
        let expression = self.expression;
        match expression.part(id) {
            Part::Name(name) => Ok((None, expression.text(name))),
            Part::Member(namespace, name) => match expression.part(namespace) {
                Part::Name(namespace) => Ok((Some(expression.text(namespace)), expression.text(name))),
                _ => Err(Unknown::Fault("the name of a type was expected")),
            },
            _ => Err(Unknown::Fault("the name of a type was expected")),
        }
    }

    /// Whether a value is of a type or of one derived from it.
    pub(super) fn is_of(&mut self, value: &Value<'a>, specifier: PartId) -> Outcome<bool> {
        let (namespace, name) = self.specifier(specifier)?;
        let typed = self.env.typed;
        let known = typed.definitions.symbol(name).is_some_and(|code| typed.definitions.type_info(code).definition.is_some());
        // FHIRPath 1.0 wrote its own types in lower case.
        let own = matches!(name, "Boolean" | "String" | "Integer" | "Decimal" | "Date" | "DateTime" | "Time" | "Quantity" | "Any");
        if namespace == Some("FHIR") && !known || namespace.is_none() && !known && !own {
            return Err(Unknown::Fault("a type that is not known here"));
        }
        match value {
            Value::Node(node) => Ok(namespace != Some("System") && typed.type_of(*node).is_some_and(|code| self.is_a(code, name))),
            Value::Outside(reference) => {
                let target = self.reference_type(*reference).ok_or(Unknown::Outside)?;
                let code = typed.definitions.symbol(target).ok_or(Unknown::Outside)?;
                Ok(self.is_a(code, name))
            }
            Value::Type(..) => Ok(false),
            _ => {
                let system = value.system_type().unwrap_or_default();
                let same = system == name || namespace.is_none() && system.eq_ignore_ascii_case(name);
                Ok(namespace != Some("FHIR") && (same || name == "Any"))
            }
        }
    }

    /// The type that a reference itself says its target has: `Patient/1`, `http://example.org/fhir/Patient/1`.
    fn reference_type(&self, reference: NodeId) -> Option<&'a str> {
        let typed = self.env.typed;
        let tree = typed.tree;
        let text = tree.child_value(reference, "reference").or_else(|| tree.value(reference))?;
        let path = text.split("/_history/").next()?;
        let mut parts = path.rsplit('/').skip(1);
        let name = parts.next()?;
        let code = typed.definitions.symbol(name)?;
        let (_, definition) = typed.definitions.type_definition(code)?;
        (definition.kind == crate::definitions::model::Kind::Resource).then_some(name)
    }

    /// `is` and `as`.
    pub(super) fn of_type(&mut self, items: Items<'a>, specifier: PartId, operator: Operator) -> Outcome<Items<'a>> {
        let [item] = items.as_slice() else {
            return if items.is_empty() { Ok(items) } else { Err(Unknown::Fault("several items where one was expected")) };
        };
        let is = self.is_of(item, specifier)?;
        match operator {
            Operator::Is => Ok(one(Value::Boolean(is))),
            Operator::As => Ok(if is { items } else { Vec::new() }),
            _ => Err(BUG),
        }
    }
}
