//! Stable sorting in one place. The standard library's sort is made anew, several kilobytes each time, for every
//! type that it is used on; here only the comparison differs, and what is sorted are places.

/// Sorts by a "comes before", keeping the order of equals.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, mut before: impl FnMut(&T, &T) -> bool) {
    if items.len() < 2 {
        return;
    }
    let order = places(items.len(), &mut |a, b| before(&items[a as usize], &items[b as usize]));
    let mut slots: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(order.iter().filter_map(|&place| slots[place as usize].take()));
}

/// Sorts by a key and drops repeats.
pub(crate) fn sort_and_dedup(items: &mut Vec<String>) {
    sort_by(items, |a, b| a < b);
    items.dedup();
}

/// Places in order: a merge sort from the bottom up.
fn places(count: usize, before: &mut dyn FnMut(u32, u32) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    let mut merged: Vec<u32> = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        merged.clear();
        let mut start = 0;
        while start < count {
            let (middle, end) = ((start + width).min(count), (start + 2 * width).min(count));
            let (mut left, mut right) = (start, middle);
            while left < middle || right < end {
                let from_right = right < end && (left == middle || before(order[right], order[left]));
                merged.push(order[if from_right { right } else { left }]);
                if from_right {
                    right += 1;
                } else {
                    left += 1;
                }
            }
            start = end;
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut seed = 7_u64;
        for count in [0, 1, 2, 3, 10, 257, 1000] {
            let mut items: Vec<(u64, usize)> = (0..count)
                .map(|i| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 60, i)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            sort_by(&mut items, |a, b| a.0 < b.0);
            assert_eq!(items, expected);
        }
    }
}
