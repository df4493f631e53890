//! Several pieces of work, timed one after the other and again: what else the machine does then falls on all alike.

use std::time::{Duration, Instant};

/// How long each piece of work took in each turn.
#[derive(Debug)]
pub struct Turns {
    of_each: Vec<Vec<Duration>>,
}

/// The shortest, the middle and the longest of some values.
#[derive(Clone, Copy, Debug)]
pub struct Spread<T> {
    pub shortest: T,
    pub median: T,
    pub longest: T,
}

impl<T: Copy + PartialOrd> Spread<T> {
    fn of(mut values: Vec<T>) -> Spread<T> {
        values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        Spread { shortest: values[0], median: values[values.len() / 2], longest: values[values.len() - 1] }
    }
}

impl Turns {
    /// Runs all of them once unmeasured, then in turns for about `budget`: five turns at least, 400 at most.
    pub fn run(works: &mut [&mut dyn FnMut()], budget: Duration) -> Turns {
        works.iter_mut().for_each(|work| work());
        let mut of_each = vec![Vec::new(); works.len()];
        let start = Instant::now();
        while of_each[0].len() < 5 || (start.elapsed() < budget && of_each[0].len() < 400) {
            for (work, times) in works.iter_mut().zip(&mut of_each) {
                let one = Instant::now();
                work();
                times.push(one.elapsed());
            }
        }
        Turns { of_each }
    }

    /// The times of one piece of work, by its place.
    pub fn times(&self, work: usize) -> Spread<Duration> {
        Spread::of(self.of_each[work].clone())
    }

    /// How many times as long one piece of work took as another, turn by turn.
    pub fn ratio(&self, work: usize, to: usize) -> Spread<f64> {
        let pairs = self.of_each[work].iter().zip(&self.of_each[to]);
        Spread::of(pairs.map(|(work, to)| work.as_secs_f64() / to.as_secs_f64()).collect())
    }
}
