//! Functions that take two collections as sets.

use super::context::{Cx, Items, Outcome};
use super::value::truth;

/// For each item of the first collection, whether the second has an equal one.
fn within<'a>(cx: &mut Cx<'_, 'a>, items: &Items<'a>, all: Items<'a>) -> Outcome<Vec<bool>> {
    let count = all.len();
    let mut both = all;
    both.extend(items.iter().cloned());
    let first = cx.first_equals(&both)?;
    Ok(first[count..].iter().map(|&place| (place as usize) < count).collect())
}

pub(super) fn union<'a>(cx: &mut Cx<'_, 'a>, mut items: Items<'a>, other: Items<'a>) -> Outcome<Items<'a>> {
    items.extend(other);
    cx.distinct(items)
}

pub(super) fn subset<'a>(cx: &mut Cx<'_, 'a>, items: Items<'a>, all: Items<'a>) -> Outcome<Items<'a>> {
    truth(Some(within(cx, &items, all)?.into_iter().all(|within| within)))
}

pub(super) fn intersect<'a>(cx: &mut Cx<'_, 'a>, items: Items<'a>, other: Items<'a>) -> Outcome<Items<'a>> {
    let items = cx.distinct(items)?;
    keep(cx, items, other, true)
}

pub(super) fn exclude<'a>(cx: &mut Cx<'_, 'a>, items: Items<'a>, other: Items<'a>) -> Outcome<Items<'a>> {
    keep(cx, items, other, false)
}

fn keep<'a>(cx: &mut Cx<'_, 'a>, mut items: Items<'a>, other: Items<'a>, expected: bool) -> Outcome<Items<'a>> {
    let mut within = within(cx, &items, other)?.into_iter();
    items.retain(|_| within.next() == Some(expected));
    Ok(items)
}
