//! Reads an expression, by the grammar of FHIRPath.

use super::ParseError;
use super::ast::{Expression, NO_FUNCTION, Operator, Part, PartId, TextId};
use super::lexer::{Lexer, Token};
use super::signatures::SIGNATURES;

/// How deep parts may nest. Both reading and evaluating go down one call for each.
const DEPTH: u8 = 100;

struct Parser<'t> {
    lexer: Lexer<'t>,
    expression: Expression,
    /// How deep each part is.
    depths: Vec<u8>,
    nesting: u8,
}

pub(super) fn parse(text: &str) -> Result<Expression, ParseError> {
    if text.len() > 1 << 16 {
        return Err(ParseError { at: 0, expected: "an expression of at most 65536 bytes" });
    }
    let mut parser = Parser { lexer: Lexer::new(text), expression: Expression::default(), depths: Vec::new(), nesting: 0 };
    parser.lexer.advance()?;
    let root = parser.expression(0)?;
    if parser.lexer.token != Token::End {
        return parser.lexer.fail("an operator or the end");
    }
    let mut expression = parser.expression;
    expression.root = root;
    expression.fixed = fixed(&expression);
    Ok(expression)
}

/// An operator and how tightly it binds.
fn operator(token: Token, text: &str) -> Option<(Operator, u8)> {
    Some(match token {
        Token::Name => match text {
            "implies" => (Operator::Implies, 1),
            "or" => (Operator::Or, 2),
            "xor" => (Operator::Xor, 2),
            "and" => (Operator::And, 3),
            "in" => (Operator::In, 4),
            "contains" => (Operator::Contains, 4),
            "is" => (Operator::Is, 8),
            "as" => (Operator::As, 8),
            "div" => (Operator::Div, 10),
            "mod" => (Operator::Mod, 10),
            _ => return None,
        },
        Token::Sign(first, second) => match (first, second) {
            (b'=', 0) => (Operator::Equal, 5),
            (b'!', b'=') => (Operator::NotEqual, 5),
            (b'~', 0) => (Operator::Equivalent, 5),
            (b'!', b'~') => (Operator::NotEquivalent, 5),
            (b'<', 0) => (Operator::Less, 6),
            (b'<', b'=') => (Operator::LessOrEqual, 6),
            (b'>', 0) => (Operator::Greater, 6),
            (b'>', b'=') => (Operator::GreaterOrEqual, 6),
            (b'|', 0) => (Operator::Union, 7),
            (b'+', 0) => (Operator::Add, 9),
            (b'-', 0) => (Operator::Subtract, 9),
            (b'&', 0) => (Operator::Concatenate, 9),
            (b'*', 0) => (Operator::Multiply, 10),
            (b'/', 0) => (Operator::Divide, 10),
            _ => return None,
        },
        _ => return None,
    })
}

impl Parser<'_> {
    /// Adds a part that stands above others.
    fn push(&mut self, part: Part, below: &[PartId]) -> Result<PartId, ParseError> {
        let deepest = below.iter().map(|&p| self.depths[p as usize]).max().unwrap_or(0);
        if deepest >= DEPTH {
            return self.lexer.fail("an expression that nests less deeply");
        }
        self.depths.push(deepest + 1);
        self.expression.parts.push(part);
        Ok(self.expression.parts.len() as u32 - 1)
    }

    fn take_text(&mut self) -> Result<TextId, ParseError> {
        let id = self.expression.intern(&self.lexer.text);
        self.lexer.advance()?;
        Ok(id)
    }

    fn expect(&mut self, sign: u8, expected: &'static str) -> Result<(), ParseError> {
        if self.lexer.token != Token::Sign(sign, 0) {
            return self.lexer.fail(expected);
        }
        self.lexer.advance()
    }

    fn expression(&mut self, least: u8) -> Result<PartId, ParseError> {
        if self.nesting >= DEPTH {
            return self.lexer.fail("an expression that nests less deeply");
        }
        self.nesting += 1;
        let mut left = self.unary()?;
        while let Some((operator, level)) = operator(self.lexer.token, &self.lexer.text) {
            if level < least {
                break;
            }
            self.lexer.advance()?;
            let right = if matches!(operator, Operator::Is | Operator::As) { self.type_specifier()? } else { self.expression(level + 1)? };
            left = self.push(Part::Operation(operator, left, right), &[left, right])?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn type_specifier(&mut self) -> Result<PartId, ParseError> {
        if !matches!(self.lexer.token, Token::Name | Token::Quoted) {
            return self.lexer.fail("the name of a type");
        }
        let name = self.take_text()?;
        let mut part = self.push(Part::Name(name), &[])?;
        if self.lexer.token == Token::Sign(b'.', 0) {
            self.lexer.advance()?;
            if !matches!(self.lexer.token, Token::Name | Token::Quoted) {
                return self.lexer.fail("the name of a type");
            }
            let name = self.take_text()?;
            part = self.push(Part::Member(part, name), &[part])?;
        }
        Ok(part)
    }

    fn unary(&mut self) -> Result<PartId, ParseError> {
        let sign = self.lexer.token;
        if !matches!(sign, Token::Sign(b'-' | b'+', 0)) {
            return self.postfix();
        }
        self.lexer.advance()?;
        if self.nesting >= DEPTH {
            return self.lexer.fail("an expression that nests less deeply");
        }
        self.nesting += 1;
        let operand = self.unary()?;
        self.nesting -= 1;
        let part = if sign == Token::Sign(b'-', 0) { Part::Negative(operand) } else { Part::Positive(operand) };
        self.push(part, &[operand])
    }

    fn postfix(&mut self) -> Result<PartId, ParseError> {
        let mut left = self.term()?;
        loop {
            match self.lexer.token {
                Token::Sign(b'.', 0) => {
                    self.lexer.advance()?;
                    if !matches!(self.lexer.token, Token::Name | Token::Quoted) {
                        return self.lexer.fail("the name of an element or a function");
                    }
                    left = self.invocation(Some(left))?;
                }
                Token::Sign(b'[', 0) => {
                    self.lexer.advance()?;
                    let index = self.expression(0)?;
                    self.expect(b']', "]")?;
                    left = self.push(Part::Item(left, index), &[left, index])?;
                }
                _ => return Ok(left),
            }
        }
    }

    /// A name, or a function with its arguments.
    fn invocation(&mut self, on: Option<PartId>) -> Result<PartId, ParseError> {
        let start = self.lexer.start;
        let name = self.take_text()?;
        if self.lexer.token != Token::Sign(b'(', 0) {
            return match on {
                Some(on) => self.push(Part::Member(on, name), &[on]),
                None => self.push(Part::Name(name), &[]),
            };
        }
        self.lexer.advance()?;
        let mut arguments = Vec::new();
        while self.lexer.token != Token::Sign(b')', 0) {
            if !arguments.is_empty() {
                self.expect(b',', "a comma or the closing parenthesis")?;
            }
            arguments.push(self.expression(0)?);
        }
        self.lexer.advance()?;
        let text = self.expression.text(name);
        let function = SIGNATURES.iter().position(|f| f.name == text).map_or(NO_FUNCTION, |at| at as u8);
        if let Some(known) = SIGNATURES.get(usize::from(function))
            && !(usize::from(known.arguments.0)..=usize::from(known.arguments.1)).contains(&arguments.len())
        {
            return Err(ParseError { at: start as u32, expected: "a different number of arguments" });
        }
        let (at, count) = (self.expression.arguments.len(), arguments.len());
        let (Ok(at), Ok(count)) = (u16::try_from(at), u8::try_from(count)) else {
            return self.lexer.fail("fewer arguments");
        };
        self.expression.arguments.extend_from_slice(&arguments);
        arguments.extend(on);
        self.push(Part::Call { on, name, function, arguments: at, count }, &arguments)
    }

    fn term(&mut self) -> Result<PartId, ParseError> {
        let part = match self.lexer.token {
            Token::Sign(b'(', 0) => {
                self.lexer.advance()?;
                let inner = self.expression(0)?;
                self.expect(b')', "a closing parenthesis")?;
                return Ok(inner);
            }
            Token::Sign(b'{', 0) => {
                self.lexer.advance()?;
                self.expect(b'}', "}")?;
                Part::Empty
            }
            Token::Name if self.lexer.text == "true" || self.lexer.text == "false" => {
                let value = self.lexer.text == "true";
                self.lexer.advance()?;
                Part::Boolean(value)
            }
            Token::Name | Token::Quoted => return self.invocation(None),
            Token::Text => Part::Text(self.take_text()?),
            Token::Moment => Part::Moment(self.take_text()?),
            Token::Constant => Part::Constant(self.take_text()?),
            Token::Variable => {
                let part = match self.lexer.text.as_str() {
                    "this" => Part::This,
                    "index" => Part::Index,
                    "total" => Part::Total,
                    _ => return self.lexer.fail("$this, $index or $total"),
                };
                self.lexer.advance()?;
                part
            }
            Token::Integer | Token::Decimal => self.number()?,
            _ => return self.lexer.fail("a name, a literal or a parenthesis"),
        };
        self.push(part, &[])
    }

    fn number(&mut self) -> Result<Part, ParseError> {
        let small = if self.lexer.token == Token::Integer { self.lexer.text.parse::<i32>().ok() } else { None };
        let number = self.take_text()?;
        let calendar = self.lexer.token == Token::Name && is_calendar_word(&self.lexer.text);
        if calendar || self.lexer.token == Token::Text {
            return Ok(Part::Quantity { number, unit: self.take_text()? });
        }
        Ok(small.map_or(Part::Decimal(number), Part::Integer))
    }
}

/// A unit of time that is written without quotes: `days`.
fn is_calendar_word(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    matches!(singular, "year" | "month" | "week" | "day" | "hour" | "minute" | "second" | "millisecond")
}

/// Paths that begin at a constant: the same each time that a criterion is looked at.
fn fixed(expression: &Expression) -> Vec<PartId> {
    // The total of a surrounding aggregate() would be seen from within.
    if expression.parts.contains(&Part::Total) {
        return Vec::new();
    }
    let mut closed: Vec<bool> = Vec::with_capacity(expression.parts.len());
    let mut outermost = vec![false; expression.parts.len()];
    for (id, part) in expression.parts.iter().enumerate() {
        let is_closed = match *part {
            Part::Constant(_) => true,
            Part::Member(on, _) => closed[on as usize],
            // A criterion looks at the items that it is given; other arguments look at the focus.
            Part::Call { on: Some(on), function, arguments, count, .. } => {
                let arguments = &expression.arguments[usize::from(arguments)..usize::from(arguments) + usize::from(count)];
                let criterion = SIGNATURES.get(usize::from(function)).is_some_and(|f| f.is_criterion);
                closed[on as usize]
                    && (criterion
                        || arguments.iter().all(|&a| closed[a as usize] || matches!(expression.part(a), Part::Text(_) | Part::Integer(_))))
            }
            _ => false,
        };
        if is_closed && let Part::Member(on, _) | Part::Call { on: Some(on), .. } = *part {
            outermost[on as usize] = false;
            outermost[id] = true;
        }
        closed.push(is_closed);
    }
    (0..expression.parts.len() as u32).filter(|&id| outermost[id as usize]).collect()
}
