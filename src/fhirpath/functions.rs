//! The functions of FHIRPath and of FHIR. Those on strings, numbers, sets and conversions stand in their own files.

use super::ast::{Operator, PartId};
use super::context::{Cx, Items, Outcome, Scope};
use super::convert::Conversion;
use super::decimal::Decimal;
use super::value::{Value, maybe, one, truth};
use super::{Unknown, convert, math, sets, strings};
use crate::syntax::fhirpath::signatures::SIGNATURES;
use crate::syntax::tree::NodeId;

/// What a function does: the evaluation, what `$this` is, the collection that it is called on, its arguments.
pub(super) type Run = for<'e, 's, 'a> fn(&mut Cx<'e, 'a>, Scope<'s, 'a>, Items<'a>, &'a [PartId]) -> Outcome<Items<'a>>;

/// A function of two collections.
type SetFunction = for<'e, 'a> fn(&mut Cx<'e, 'a>, Items<'a>, Items<'a>) -> Outcome<Items<'a>>;

/// A function of one of the [`SIGNATURES`].
pub(super) struct Function {
    pub(super) name: &'static str,
    does: Does,
}

/// What a function does. Functions of one pattern share the code around what differs, because each costs its bytes.
enum Does {
    Run(Run),
    /// `toX()`
    Convert(Conversion),
    /// `convertsToX()`
    Ask(Conversion),
    /// Whether a string has another somewhere.
    Test(fn(&str, &str) -> bool),
    /// A string made from a string.
    Change(fn(&str) -> Option<String>),
    /// An integer made from a number.
    Whole(fn(Decimal) -> i128),
    /// A number whose result is no decimal but near to one.
    Real(fn(f64) -> f64),
    Set(SetFunction),
    /// Depends on the present time.
    Clock,
}

const fn function(name: &'static str, run: Run) -> Function {
    Function { name, does: Does::Run(run) }
}

const fn function_of(name: &'static str, does: Does) -> Function {
    Function { name, does }
}

const fn conversion(name: &'static str, convert: Conversion) -> Function {
    function_of(name, Does::Convert(convert))
}

const fn question(name: &'static str, convert: Conversion) -> Function {
    function_of(name, Does::Ask(convert))
}

const fn set(name: &'static str, run: SetFunction) -> Function {
    Function { name, does: Does::Set(run) }
}

impl Function {
    /// Calls the function on a collection.
    pub(super) fn run<'a>(
        &self,
        cx: &mut Cx<'_, 'a>,
        scope: Scope<'_, 'a>,
        input: Items<'a>,
        arguments: &'a [PartId],
    ) -> Outcome<Items<'a>> {
        match self.does {
            Does::Run(run) => run(cx, scope, input, arguments),
            Does::Convert(conversion) => convert::run(cx, scope, &input, arguments, conversion, false),
            Does::Ask(conversion) => convert::run(cx, scope, &input, arguments, conversion, true),
            Does::Test(test) => strings::test(cx, scope, &input, arguments, test),
            Does::Change(change) => strings::change(cx, &input, change),
            Does::Whole(run) => math::whole(cx, &input, run),
            Does::Real(run) => math::real(cx, &input, run),
            Does::Set(run) => {
                let other = cx.evaluate(scope, arguments[0])?;
                run(cx, input, other)
            }
            Does::Clock => Err(Unknown::Clock),
        }
    }
}

const _: () = assert!(is_in_order(), "functions and their signatures stand in one order");

const fn is_in_order() -> bool {
    let mut place = 0;
    while place < FUNCTIONS.len() && place < SIGNATURES.len() {
        let (one, other) = (FUNCTIONS[place].name.as_bytes(), SIGNATURES[place].name.as_bytes());
        let mut byte = 0;
        while byte < one.len() && byte < other.len() && one[byte] == other[byte] {
            byte += 1;
        }
        if byte < one.len() || byte < other.len() {
            return false;
        }
        place += 1;
    }
    FUNCTIONS.len() == SIGNATURES.len()
}

/// Every function, in the order of the [`SIGNATURES`].
pub(super) static FUNCTIONS: &[Function] = &[
    // Existence
    function("empty", |_, _, input, _| truth(Some(none(&input)?))),
    function("exists", exists),
    function("all", all),
    function("allTrue", |cx, _, input, _| cx.every(&input, true)),
    function("anyTrue", |cx, _, input, _| cx.some(&input, true)),
    function("allFalse", |cx, _, input, _| cx.every(&input, false)),
    function("anyFalse", |cx, _, input, _| cx.some(&input, false)),
    set("subsetOf", sets::subset),
    set("supersetOf", |cx, input, other| sets::subset(cx, other, input)),
    function("isDistinct", |cx, _, input, _| {
        let count = input.len();
        truth(Some(cx.distinct(input)?.len() == count))
    }),
    function("distinct", |cx, _, input, _| cx.distinct(input)),
    function("count", |_, _, input, _| {
        none(&input)?;
        Ok(one(Value::Integer(input.len() as i64)))
    }),
    // Filtering and projection
    function("where", filter),
    function("select", select),
    function("repeat", repeat),
    function("ofType", |cx, _, input, args| {
        let mut out = Vec::new();
        for item in input {
            if cx.is_of(&item, args[0])? {
                out.push(item);
            }
        }
        Ok(out)
    }),
    function("is", |cx, _, input, args| cx.of_type(input, args[0], Operator::Is)),
    function("as", |cx, _, input, args| cx.of_type(input, args[0], Operator::As)),
    // Subsetting
    function("single", |cx, _, input, _| Ok(maybe(cx.singleton(&input)?.cloned()))),
    function("first", |_, _, mut input, _| {
        input.truncate(1);
        Ok(input)
    }),
    function("last", |_, _, mut input, _| Ok(maybe(input.pop()))),
    function("tail", |_, _, mut input, _| {
        let from = input.len().min(1);
        Ok(input.split_off(from))
    }),
    function("skip", |cx, scope, mut input, args| {
        let count = cx.count(scope, args[0], input.len())?;
        Ok(input.split_off(count))
    }),
    function("take", |cx, scope, mut input, args| {
        let count = cx.count(scope, args[0], input.len())?;
        input.truncate(count);
        Ok(input)
    }),
    set("intersect", sets::intersect),
    set("exclude", sets::exclude),
    // Combining
    set("union", sets::union),
    set("combine", |_, mut input, other| {
        input.extend(other);
        Ok(input)
    }),
    // Conversion
    function("iif", iif),
    conversion("toBoolean", convert::to_boolean),
    question("convertsToBoolean", convert::to_boolean),
    conversion("toInteger", convert::to_integer),
    question("convertsToInteger", convert::to_integer),
    conversion("toDecimal", convert::to_decimal),
    question("convertsToDecimal", convert::to_decimal),
    conversion("toString", convert::to_string),
    question("convertsToString", convert::to_string),
    conversion("toDate", convert::to_date),
    question("convertsToDate", convert::to_date),
    conversion("toDateTime", convert::to_date_time),
    question("convertsToDateTime", convert::to_date_time),
    conversion("toTime", convert::to_time),
    question("convertsToTime", convert::to_time),
    conversion("toQuantity", convert::to_quantity),
    question("convertsToQuantity", convert::to_quantity),
    // Strings
    function("indexOf", strings::index_of),
    function("substring", strings::substring),
    function_of("startsWith", Does::Test(|text, part| text.starts_with(part))),
    function_of("endsWith", Does::Test(|text, part| text.ends_with(part))),
    function_of("contains", Does::Test(|text, part| text.contains(part))),
    function_of("upper", Does::Change(strings::upper)),
    function_of("lower", Does::Change(strings::lower)),
    function_of("trim", Does::Change(|text| Some(text.trim().to_owned()))),
    function("replace", strings::replace),
    function("matches", strings::matches),
    function("replaceMatches", strings::replace_matches),
    function("length", strings::length),
    function("toChars", strings::to_chars),
    function("split", strings::split),
    function("join", strings::join),
    // Numbers
    function("abs", math::abs),
    function_of("ceiling", Does::Whole(|d| d.negative().floor().wrapping_neg())),
    function_of("floor", Does::Whole(|d| d.floor())),
    function_of("truncate", Does::Whole(|d| d.truncate())),
    function("round", math::round),
    function_of("sqrt", Does::Real(f64::sqrt)),
    function_of("exp", Does::Real(math::exp)),
    function_of("ln", Does::Real(math::ln)),
    function("log", math::log),
    function("power", math::power),
    // Tree navigation
    function("children", |cx, _, input, _| cx.children(&input)),
    function("descendants", |cx, _, input, _| cx.descendants(&input)),
    // Utility
    function("trace", |_, _, input, _| Ok(input)),
    function_of("now", Does::Clock),
    function_of("today", Does::Clock),
    function_of("timeOfDay", Does::Clock),
    function("not", |cx, _, input, _| truth(cx.boolean(&input)?.map(|value| !value))),
    function("aggregate", aggregate),
    function("type", |cx, _, input, _| convert::types(cx, &input)),
    // FHIR
    function("hasValue", |cx, _, input, _| truth(Some(cx.primitive(&input)?.is_some()))),
    function("getValue", |cx, _, input, _| Ok(maybe(cx.primitive(&input)?))),
    function("extension", extension),
    function("resolve", resolve),
    function("memberOf", |cx, scope, input, args| {
        let set = cx.evaluate(scope, args[0])?;
        let (Some(set), Some(node)) = (cx.string(&set)?, cx.node(&input)?) else { return Ok(Vec::new()) };
        truth(Some(cx.env.world.member_of(node, &set).ok_or(Unknown::ValueSet)?))
    }),
    function("conformsTo", |cx, scope, input, args| {
        let profile = cx.evaluate(scope, args[0])?;
        let (Some(profile), Some(node)) = (cx.string(&profile)?, cx.node(&input)?) else { return Ok(Vec::new()) };
        truth(Some(cx.env.world.conforms_to(node, &profile).ok_or(Unknown::Profile)?))
    }),
    // Narrative is checked where it stands, in words of its own.
    function("htmlChecks", |_, _, _, _| truth(Some(true))),
    function("htmlchecks", |_, _, _, _| truth(Some(true))),
];

/// Whether the collection is empty. What lies outside the message may exist or not.
fn none(items: &[Value<'_>]) -> Outcome<bool> {
    if items.iter().any(|item| matches!(item, Value::Outside(_))) { Err(Unknown::Outside) } else { Ok(items.is_empty()) }
}

impl<'a> Cx<'_, 'a> {
    /// Evaluates an argument with each item as `$this`; `keep` takes the item and what came out, and says whether to
    /// go on.
    fn each(
        &mut self,
        scope: Scope<'_, 'a>,
        input: Items<'a>,
        argument: PartId,
        keep: &mut dyn FnMut(&mut Self, Value<'a>, Items<'a>) -> Outcome<bool>,
    ) -> Outcome<()> {
        for (index, item) in input.into_iter().enumerate() {
            let this = [item];
            let result = self.evaluate(Scope { this: &this, index: Some(index), ..scope }, argument)?;
            let [item] = this;
            if !keep(self, item, result)? {
                break;
            }
        }
        Ok(())
    }

    fn count(&mut self, scope: Scope<'_, 'a>, argument: PartId, most: usize) -> Outcome<usize> {
        let count = self.evaluate(scope, argument)?;
        let count = self.integer(&count)?.unwrap_or(0).max(0);
        Ok(usize::try_from(count).unwrap_or(most).min(most))
    }

    /// Whether all items are booleans of one value.
    fn every(&mut self, input: &[Value<'a>], value: bool) -> Outcome<Items<'a>> {
        self.some(input, !value).map(|some| some.into_iter().map(|v| Value::Boolean(matches!(v, Value::Boolean(false)))).collect())
    }

    fn some(&mut self, input: &[Value<'a>], value: bool) -> Outcome<Items<'a>> {
        let mut some = false;
        for item in input {
            match self.system(item) {
                Value::Boolean(this) => some |= this == value,
                _ => return Err(Unknown::Fault("a boolean was expected")),
            }
        }
        truth(Some(some))
    }

    fn node(&self, input: &[Value<'a>]) -> Outcome<Option<NodeId>> {
        match self.singleton(input)? {
            None => Ok(None),
            Some(Value::Node(node)) => Ok(Some(*node)),
            Some(_) => Err(Unknown::Fault("an element was expected")),
        }
    }

    /// The value of the only item, if that is a primitive which has one.
    fn primitive(&mut self, input: &[Value<'a>]) -> Outcome<Option<Value<'a>>> {
        Ok(match input {
            [Value::Node(node)] if self.env.typed.tree.value(*node).is_none() => None,
            [Value::Outside(_)] => return Err(Unknown::Outside),
            [item] => Some(self.system(item)),
            _ => None,
        })
    }
}

fn exists<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let Some(&criterion) = arguments.first() else { return truth(Some(!none(&input)?)) };
    let mut found = false;
    cx.each(scope, input, criterion, &mut |cx, _, result| {
        found = cx.boolean(&result)? == Some(true);
        Ok(!found)
    })?;
    truth(Some(found))
}

fn all<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let mut all = true;
    cx.each(scope, input, arguments[0], &mut |cx, _, result| {
        all = cx.boolean(&result)? == Some(true);
        Ok(all)
    })?;
    truth(Some(all))
}

fn filter<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let mut out = Vec::new();
    cx.each(scope, input, arguments[0], &mut |cx, item, result| {
        if cx.boolean(&result)? == Some(true) {
            out.push(item);
        }
        Ok(true)
    })?;
    Ok(out)
}

fn select<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let mut out = Vec::new();
    cx.each(scope, input, arguments[0], &mut |_, _, result| {
        out.extend(result);
        Ok(true)
    })?;
    Ok(out)
}

/// "Any given node will be visited once": items that came up before are not looked at again.
fn repeat<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let mut out: Items<'a> = Vec::new();
    let mut seen = vec![0_u64; cx.env.typed.tree.len().div_ceil(64)];
    cx.step(seen.len())?;
    let mut at: Option<usize> = None;
    loop {
        let round = match at {
            None => input.clone(),
            Some(at) if at < out.len() => vec![out[at].clone()],
            Some(_) => return Ok(out),
        };
        at = Some(at.map_or(0, |at| at + 1));
        let mut new: Items<'a> = Vec::new();
        cx.each(scope, round, arguments[0], &mut |_, _, result| {
            new.extend(result);
            Ok(true)
        })?;
        for item in new {
            let known = match &item {
                Value::Node(node) => {
                    let (word, bit) = (node.0 as usize / 64, 1_u64 << (node.0 % 64));
                    let known = seen[word] & bit != 0;
                    seen[word] |= bit;
                    known
                }
                other => {
                    let mut known = false;
                    for earlier in &out {
                        known |= !matches!(earlier, Value::Node(_)) && cx.equal_items(earlier, other)? == Some(true);
                    }
                    known
                }
            };
            if !known {
                out.push(item);
            }
        }
    }
}

fn aggregate<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let mut total = match arguments.get(1) {
        Some(&start) => cx.evaluate(scope, start)?,
        None => Vec::new(),
    };
    for (index, item) in input.into_iter().enumerate() {
        let this = [item];
        total = cx.evaluate(Scope { this: &this, index: Some(index), total: &total }, arguments[0])?;
    }
    Ok(total)
}

fn iif<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    cx.singleton(&input)?;
    let scope = if input.is_empty() { scope } else { Scope { this: &input, ..scope } };
    let criterion = cx.evaluate(scope, arguments[0])?;
    match (cx.boolean(&criterion)?, arguments.get(2)) {
        (Some(true), _) => cx.evaluate(scope, arguments[1]),
        (_, Some(&otherwise)) => cx.evaluate(scope, otherwise),
        _ => Ok(Vec::new()),
    }
}

fn extension<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let url = cx.evaluate(scope, arguments[0])?;
    let Some(url) = cx.string(&url)? else { return Ok(Vec::new()) };
    let words = cx.env.typed.definitions.words();
    let mut out = Vec::new();
    for item in cx.children(&input)? {
        if let Value::Node(node) = item
            && cx.env.typed.element(node) == Some(words.extension)
            && cx.env.typed.tree.child_value(node, "url") == Some(&*url)
        {
            out.push(item);
        }
    }
    Ok(out)
}

/// "Items that fail to resolve are ignored": but what is only not in the message would not fail elsewhere, and is kept
/// as something of which nothing is known but its reference.
fn resolve<'a>(cx: &mut Cx<'_, 'a>, _: Scope<'_, 'a>, input: Items<'a>, _: &'a [PartId]) -> Outcome<Items<'a>> {
    let mut out = Vec::new();
    let typed = cx.env.typed;
    for item in input {
        cx.step(1)?;
        let Value::Node(node) = item else { continue };
        let tree = typed.tree;
        match cx.env.world.resolve(node) {
            Some(target) => out.push(Value::Node(target)),
            None if tree.value(node).is_some()
                || tree.children(node).any(|c| matches!(tree.name(c), "reference" | "identifier" | "display")) =>
            {
                out.push(Value::Outside(node));
            }
            None => {}
        }
    }
    Ok(out)
}
