//! Regular expressions, as far as invariants use them. All ways to match are followed side by side, so that the time is
//! bounded by the length of the pattern times that of the text; a pattern cannot make it explode.

/// Why a pattern gives no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatternError {
    /// Look-around, back references, classes by Unicode property, and what is no regular expression.
    Unsupported,
    /// The pattern is too long, or the text is too long for it.
    TooCostly,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A character within one of the ranges, or outside all of them.
    Class {
        from: u32,
        to: u32,
        negated: bool,
    },
    /// Go on at both places; the first is preferred.
    Split(u32, u32),
    Jump(u32),
    Start,
    End,
    /// At, or not at, the edge of a word.
    Edge(bool),
    Match,
}

/// A compiled pattern.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    steps: Vec<Step>,
    ranges: Vec<(char, char)>,
}

const STEPS: usize = 4000;
const WORK: usize = 20_000_000;
const DEPTH: u8 = 40;

const DIGIT: &[(char, char)] = &[('0', '9')];
const SPACE: &[(char, char)] = &[('\t', '\r'), (' ', ' ')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const ANY: &[(char, char)] = &[('\0', char::MAX)];

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
}

struct Compiler<'p> {
    rest: std::str::Chars<'p>,
    pattern: Pattern,
    depth: u8,
}

type Compiled<T> = Result<T, PatternError>;

impl Compiler<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn eat(&mut self, expected: char) -> bool {
        let there = self.peek() == Some(expected);
        if there {
            self.rest.next();
        }
        there
    }

    fn push(&mut self, step: Step) -> Compiled<()> {
        if self.pattern.steps.len() >= STEPS {
            return Err(PatternError::TooCostly);
        }
        self.pattern.steps.push(step);
        Ok(())
    }

    fn here(&self) -> u32 {
        self.pattern.steps.len() as u32
    }

    fn class(&mut self, ranges: &[(char, char)], negated: bool) -> Compiled<()> {
        let from = self.pattern.ranges.len() as u32;
        self.pattern.ranges.extend_from_slice(ranges);
        self.push(Step::Class { from, to: self.pattern.ranges.len() as u32, negated })
    }

    /// Puts a step before those from a place on, and moves what they point to.
    fn insert(&mut self, at: u32, step: Step) -> Compiled<()> {
        self.push(Step::Match)?;
        let steps = &mut self.pattern.steps;
        steps.pop();
        for step in &mut steps[at as usize..] {
            match step {
                Step::Split(a, b) => (*a, *b) = (*a + u32::from(*a >= at), *b + u32::from(*b >= at)),
                Step::Jump(a) => *a += u32::from(*a >= at),
                _ => {}
            }
        }
        steps.insert(at as usize, step);
        Ok(())
    }

    fn alternatives(&mut self) -> Compiled<()> {
        if self.depth >= DEPTH {
            return Err(PatternError::Unsupported);
        }
        self.depth += 1;
        let start = self.here();
        self.sequence()?;
        if self.eat('|') {
            let second = self.here() + 2;
            self.insert(start, Step::Split(start + 1, second))?;
            let jump = self.here();
            self.push(Step::Jump(0))?;
            self.alternatives()?;
            self.pattern.steps[jump as usize] = Step::Jump(self.here());
        }
        self.depth -= 1;
        Ok(())
    }

    fn sequence(&mut self) -> Compiled<()> {
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            self.rest.next();
            let start = self.here();
            match c {
                '^' => self.push(Step::Start)?,
                '$' => self.push(Step::End)?,
                '.' => self.class(ANY, false)?,
                '(' => {
                    if self.eat('?') && !self.eat(':') {
                        return Err(PatternError::Unsupported);
                    }
                    self.alternatives()?;
                    if !self.eat(')') {
                        return Err(PatternError::Unsupported);
                    }
                }
                '[' => self.set()?,
                '\\' => match self.rest.next() {
                    Some('b') => self.push(Step::Edge(true))?,
                    Some('B') => self.push(Step::Edge(false))?,
                    other => {
                        let (ranges, negated) = escape(other)?;
                        self.class(&ranges, negated)?;
                    }
                },
                '*' | '+' | '?' | '{' => return Err(PatternError::Unsupported),
                c => self.class(&[(c, c)], false)?,
            }
            self.quantifier(start)?;
        }
        Ok(())
    }

    fn set(&mut self) -> Compiled<()> {
        let negated = self.eat('^');
        let mut ranges = Vec::new();
        let mut first = true;
        loop {
            let c = self.rest.next().ok_or(PatternError::Unsupported)?;
            let low = match c {
                ']' if !first => break,
                // A class within a class, or an intersection of classes.
                '[' => return Err(PatternError::Unsupported),
                '&' if self.peek() == Some('&') => return Err(PatternError::Unsupported),
                '\\' => {
                    let (escaped, outside) = escape(self.rest.next())?;
                    if outside {
                        return Err(PatternError::Unsupported);
                    }
                    match escaped.as_slice() {
                        [(low, high)] if low == high => *low,
                        many => {
                            ranges.extend_from_slice(many);
                            first = false;
                            continue;
                        }
                    }
                }
                c => c,
            };
            first = false;
            let mut ahead = self.rest.clone();
            let high = match (ahead.next(), ahead.next()) {
                (Some('-'), Some(high)) if high != ']' => {
                    self.rest.next();
                    self.rest.next();
                    if high != '\\' {
                        high
                    } else if let [(high, other)] = escape(self.rest.next())?.0.as_slice()
                        && high == other
                    {
                        *high
                    } else {
                        return Err(PatternError::Unsupported);
                    }
                }
                _ => low,
            };
            if high < low {
                return Err(PatternError::Unsupported);
            }
            ranges.push((low, high));
        }
        self.class(&ranges, negated)
    }

    fn number(&mut self) -> Compiled<Option<usize>> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.rest.next();
            let next = number.unwrap_or(0) * 10 + digit as usize;
            if next > STEPS {
                return Err(PatternError::TooCostly);
            }
            number = Some(next);
        }
        Ok(number)
    }

    fn quantifier(&mut self, start: u32) -> Compiled<()> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let least = self.number()?.ok_or(PatternError::Unsupported)?;
                let most = if self.eat(',') { self.number()? } else { Some(least) };
                if self.peek() != Some('}') || most.is_some_and(|most| most < least) {
                    return Err(PatternError::Unsupported);
                }
                (least, most)
            }
            _ => return Ok(()),
        };
        self.rest.next();
        let lazy = self.eat('?');
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            return Err(PatternError::Unsupported);
        }
        let split = |on: u32, off: u32| if lazy { Step::Split(off, on) } else { Step::Split(on, off) };
        let once = self.pattern.steps.split_off(start as usize);
        let copy = |this: &mut Self| -> Compiled<()> {
            let shift = this.here().wrapping_sub(start);
            for &step in &once {
                this.push(match step {
                    Step::Split(a, b) => Step::Split(a.wrapping_add(shift), b.wrapping_add(shift)),
                    Step::Jump(a) => Step::Jump(a.wrapping_add(shift)),
                    step => step,
                })?;
            }
            Ok(())
        };
        for _ in 0..least {
            copy(self)?;
        }
        let length = once.len() as u32;
        match most {
            None => {
                let loop_start = self.here();
                self.push(split(loop_start + 1, loop_start + length + 2))?;
                copy(self)?;
                self.push(Step::Jump(loop_start))?;
            }
            Some(most) => {
                let end = self.here() + (most - least) as u32 * (length + 1);
                for _ in least..most {
                    self.push(split(self.here() + 1, end))?;
                    copy(self)?;
                }
            }
        }
        Ok(())
    }
}

/// What stands after a backslash: ranges, and whether all but these are meant.
fn escape(c: Option<char>) -> Compiled<(Vec<(char, char)>, bool)> {
    let c = c.ok_or(PatternError::Unsupported)?;
    let class = match c.to_ascii_lowercase() {
        'd' => DIGIT,
        's' => SPACE,
        'w' => WORD,
        _ => {
            let plain = match c {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'f' => '\u{c}',
                c if c.is_ascii_alphanumeric() => return Err(PatternError::Unsupported),
                c => c,
            };
            return Ok((vec![(plain, plain)], false));
        }
    };
    Ok((class.to_vec(), c.is_ascii_uppercase()))
}

/// Places in the pattern that are being followed, best first, each with where its match began.
#[derive(Default)]
struct Threads {
    list: Vec<(u32, usize)>,
    /// For each step the number of the character at which it was last listed.
    listed: Vec<usize>,
}

impl Pattern {
    /// Compiles a pattern.
    pub(super) fn parse(text: &str) -> Result<Pattern, PatternError> {
        let mut compiler = Compiler { rest: text.chars(), pattern: Pattern::default(), depth: 0 };
        compiler.alternatives()?;
        if compiler.peek().is_some() {
            return Err(PatternError::Unsupported);
        }
        compiler.push(Step::Match)?;
        Ok(compiler.pattern)
    }

    /// The first match at or after a place, from where to where.
    pub(super) fn find(&self, text: &str, from: usize) -> Result<Option<(usize, usize)>, PatternError> {
        if (text.len() - from + 1).saturating_mul(self.steps.len()) > WORK {
            return Err(PatternError::TooCostly);
        }
        let mut now = Threads { list: Vec::new(), listed: vec![usize::MAX; self.steps.len()] };
        let mut next = Threads { list: Vec::new(), listed: vec![usize::MAX; self.steps.len()] };
        let mut found = None;
        let mut before = text[..from].chars().next_back();
        let mut chars = text[from..].chars();
        let mut at = from;
        loop {
            let c = chars.next();
            if found.is_none() {
                self.follow(&mut now, 0, at, at, before, c);
            }
            if now.list.is_empty() && found.is_some() {
                return Ok(found);
            }
            let after = at + c.map_or(0, char::len_utf8);
            let ahead = chars.clone().next();
            for i in 0..now.list.len() {
                let (step, start) = now.list[i];
                match self.steps[step as usize] {
                    Step::Match => {
                        found = Some((start, at));
                        // What follows in the list is less preferred than this match.
                        break;
                    }
                    Step::Class { from, to, negated } => {
                        let ranges = &self.ranges[from as usize..to as usize];
                        if c.is_some_and(|c| ranges.iter().any(|&(low, high)| (low..=high).contains(&c)) != negated) {
                            self.follow(&mut next, step + 1, start, after, c, ahead);
                        }
                    }
                    _ => {}
                }
            }
            if c.is_none() {
                return Ok(found);
            }
            std::mem::swap(&mut now, &mut next);
            next.list.clear();
            before = c;
            at = after;
        }
    }

    /// Lists a step, and those that are reached from it without a character.
    fn follow(&self, threads: &mut Threads, step: u32, start: usize, at: usize, before: Option<char>, after: Option<char>) {
        let mut pending = vec![step];
        while let Some(step) = pending.pop() {
            if threads.listed[step as usize] == at {
                continue;
            }
            threads.listed[step as usize] = at;
            match self.steps[step as usize] {
                Step::Split(a, b) => pending.extend([b, a]),
                Step::Jump(a) => pending.push(a),
                Step::Start if before.is_none() => pending.push(step + 1),
                Step::End if after.is_none() => pending.push(step + 1),
                Step::Edge(expected) if (is_word(before) != is_word(after)) == expected => pending.push(step + 1),
                Step::Start | Step::End | Step::Edge(_) => {}
                Step::Class { .. } | Step::Match => threads.list.push((step, start)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: Option<&str>) {
        let found = Pattern::parse(pattern).and_then(|p| p.find(text, 0));
        assert_eq!(found.map(|f| f.map(|(start, end)| &text[start..end])), Ok(expected), "{pattern} in {text}");
    }

    #[test]
    fn patterns_of_published_invariants() {
        for pattern in [r"^[a-zA-Z0-9\/\-\_]+$", r"^[a-zA-Z0-9\/\-_]+$"] {
            check(pattern, "a/b-c_1", Some("a/b-c_1"));
            check(pattern, "a b", None);
            check(pattern, "", None);
        }
        check("^[a-zA-Z0-9]+$", "Patient", Some("Patient"));
        check(r"^([A-Za-z0-9\-\.]{1,64})$", &"x".repeat(65), None);
        check(
            r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
            "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
            Some("urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
        );
    }

    #[test]
    fn constructs() {
        check("a|b|cd", "xcd", Some("cd"));
        check("(a|ab)(c|bcd)", "abcd", Some("abcd"));
        check("a*?b", "aab", Some("aab"));
        check("a+?", "aaa", Some("a"));
        check("a{2,3}", "aaaa", Some("aaa"));
        check("a{2,}", "aaaa", Some("aaaa"));
        check("(?:ab)+", "xababy", Some("abab"));
        check("x.y", "x\ny", Some("x\ny"));
        check(r"\d\D\s\S\w\W", "1a b_!", Some("1a b_!"));
        check(r"[^\d]+", "12ab", Some("ab"));
        check("[]a]+", "]a", Some("]a"));
        check("[a-]+", "-a", Some("-a"));
        check(r"\bab\b", "cab ab", Some("ab"));
        check("é+", "caféé", Some("éé"));
        check("", "abc", Some(""));
        check("(a*)*b", &"a".repeat(200), None);
        check("$", "a", Some(""));
    }

    #[test]
    fn what_is_not_supported_says_so() {
        for pattern in ["(?=a)", r"\1", r"\p{L}", "[[:alpha:]]", "a**", "*", "(", ")", "[a", "a{2", "[b-a]", r"a\"] {
            assert_eq!(Pattern::parse(pattern).err(), Some(PatternError::Unsupported), "{pattern}");
        }
        assert_eq!(Pattern::parse("((a{99}){99}){99}").err(), Some(PatternError::TooCostly));
        assert_eq!(Pattern::parse(&"(".repeat(1000)).err(), Some(PatternError::Unsupported));
        assert_eq!(Pattern::parse("a{0,3999}").and_then(|p| p.find(&"b".repeat(100_000), 0)).err(), Some(PatternError::TooCostly));
    }
}
