//! Expressions and what they give, by section of the specification.

use std::sync::OnceLock;

use super::{Env, Expression, Unknown, Value, World, evaluate, holds};
use crate::definitions::Definitions;
use crate::syntax::tree::{NodeId, Tree};
use crate::syntax::{Limits, read};
use crate::typed::Typed;

/// Decoded once for all tests.
pub(super) fn definitions() -> &'static Definitions {
    static DEFINITIONS: OnceLock<Definitions> = OnceLock::new();
    DEFINITIONS.get_or_init(Definitions::embedded)
}

/// A message, typed by the check's own walk.
pub(super) struct Message<'a> {
    pub(super) env: Env<'a>,
    pub(super) focus: NodeId,
}

/// Knows what the message contains, by id.
struct Contents<'a>(&'a Tree<'a>);

impl World for Contents<'_> {
    fn resolve(&self, node: NodeId) -> Option<NodeId> {
        let tree = self.0;
        let expected = tree.child_value(node, "reference").or_else(|| tree.value(node))?;
        let expected = expected.strip_prefix('#').unwrap_or(expected);
        let all = (0..tree.len() as u32).map(NodeId);
        all.filter(|&n| tree.resource_type(n).is_some()).find(|&n| {
            let url = tree.parent(n).and_then(|entry| tree.child_value(entry, "fullUrl"));
            url == Some(expected) || tree.name(n) == "contained" && tree.child_value(n, "id") == Some(expected)
        })
    }

    fn member_of(&self, node: NodeId, value_set: &str) -> Option<bool> {
        (value_set == "http://example.org/known").then(|| self.0.value(node) == Some("male"))
    }

    fn conforms_to(&self, node: NodeId, profile: &str) -> Option<bool> {
        let name = profile.strip_prefix("http://hl7.org/fhir/StructureDefinition/")?;
        Some(self.0.resource_type(node) == Some(name))
    }
}

impl<'a> Message<'a> {
    pub(super) fn with<T>(text: &str, definitions: &Definitions, look: impl FnOnce(&Message<'_>) -> T) -> T {
        let (tree, _) = read(text, Limits::default());
        let typed = crate::validate::typed(&tree, definitions, Limits::default());
        let world = Contents(&tree);
        let env = Env { typed: &typed, resource: NodeId::ROOT, context: NodeId::ROOT, extension: NodeId::ROOT, world: &world };
        look(&Message { env, focus: NodeId::ROOT })
    }

    pub(super) fn typed(&self) -> &'a Typed<'a> {
        self.env.typed
    }

    pub(super) fn evaluate<'e>(&self, expression: &'e Expression) -> Result<Vec<Value<'e>>, Unknown>
    where
        'a: 'e,
    {
        evaluate(&self.env, self.focus, expression)
    }
}

const PATIENT: &str = r#"{"resourceType": "Patient", "id": "p", "active": true,
  "contained": [{"resourceType": "Organization", "id": "o", "name": "Org", "active": true}],
  "identifier": [{"system": "urn:x", "value": "1"}],
  "name": [{"use": "official", "family": "Chalmers", "given": ["Peter", "James"], "period": {"start": "2020", "end": "2020-05-01"}},
           {"use": "usual", "given": ["Jim"]}],
  "gender": "male",
  "birthDate": "1974-12-25",
  "_birthDate": {"extension": [{"url": "http://example.org/time", "valueDateTime": "1974-12-25T14:35:45-05:00"}]},
  "_deceasedBoolean": {"extension": [{"url": "http://example.org/unknown", "valueString": "x"}]},
  "multipleBirthInteger": 2,
  "managingOrganization": {"reference": "\u0023o"},
  "generalPractitioner": [{"reference": "Practitioner/9"}, {"display": "someone"}]}"#;

/// What an expression gives for a message, in short.
#[track_caller]
fn check_on(text: &str, cases: &[(&str, &str)]) {
    Message::with(text, definitions(), |message| {
        for (expression, expected) in cases {
            let found = match Expression::parse(expression) {
                Err(error) => format!("at {}: {}", error.at, error.expected),
                Ok(parsed) => match message.evaluate(&parsed) {
                    Err(unknown) => unknown.reason().to_owned(),
                    Ok(values) => values.iter().map(|value| shown(message, value)).collect::<Vec<_>>().join(", "),
                },
            };
            assert_eq!(&found, expected, "{expression}");
        }
    });
}

fn shown(message: &Message<'_>, value: &Value<'_>) -> String {
    let tree = message.typed().tree;
    match value {
        Value::Node(node) => tree.value(*node).unwrap_or(tree.name(*node)).to_owned(),
        Value::Outside(_) => "outside".to_owned(),
        value => value.write().unwrap_or_default().into_owned(),
    }
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    check_on(PATIENT, cases);
}

#[test]
fn paths_begin_with_a_type_or_a_member() {
    check(&[
        ("Patient.name.given", "Peter, James, Jim"),
        ("name.given", "Peter, James, Jim"),
        ("Resource.id", "p"),
        ("DomainResource.id", "p"),
        ("Element.id", ""),
        ("Encounter.id", ""),
        ("name.`given`.first()", "Peter"),
        ("name.\"given\".first()", "Peter"),
        ("name[1].given[0]", "Jim"),
        ("name[7]", ""),
        ("deceased", "deceasedBoolean"),
        ("multipleBirth", "2"),
        ("multipleBirthInteger", ""),
        ("contained.name", "Org"),
        ("%resource.contained.id", "o"),
        ("%rootResource.id", "p"),
        ("birthDate.extension('http://example.org/time').value", "1974-12-25T14:35:45-05:00"),
    ]);
}

#[test]
fn primitives_may_have_extensions_and_no_value() {
    check(&[
        ("deceased.exists()", "true"),
        ("deceased.hasValue()", "false"),
        ("deceased.getValue()", ""),
        ("deceased.children().count()", "1"),
        ("birthDate.hasValue()", "true"),
        ("birthDate.children().count() > birthDate.id.count()", "true"),
        ("name.given.hasValue()", "false"),
        ("hasValue() | (children().count() > id.count())", "false, true"),
    ]);
}

#[test]
fn types() {
    check(&[
        ("gender is code", "true"),
        ("gender is string", "true"),
        ("gender is FHIR.code", "true"),
        ("gender is System.String", "false"),
        ("gender.is(id)", "false"),
        ("gender is nonsense", "a type that is not known here"),
        ("$this is Patient", "true"),
        ("$this is Resource", "true"),
        ("contained is Organization", "true"),
        ("contained.ofType(Organization).name", "Org"),
        ("name.as(HumanName)", "several items where one was expected"),
        ("1 is Integer", "true"),
        ("1 is integer", "true"),
        ("multipleBirth is integer", "true"),
        ("multipleBirth is boolean", "false"),
        ("deceased as boolean", "deceasedBoolean"),
        ("(multipleBirth as boolean).not()", ""),
        ("multipleBirth.as(integer) + 1", "3"),
        ("1.type().name", "Integer"),
        ("name.first().type().name", "HumanName"),
    ]);
}

#[test]
fn references() {
    check(&[
        ("managingOrganization.resolve().name", "Org"),
        ("managingOrganization.resolve() is Organization", "true"),
        ("generalPractitioner[0].resolve() is Practitioner", "true"),
        ("generalPractitioner[0].resolve() is Device", "false"),
        ("generalPractitioner[0].resolve().name", "it depends on a resource that is not in the message"),
        ("generalPractitioner[0].resolve().exists()", "it depends on a resource that is not in the message"),
        ("generalPractitioner[1].resolve() is Practitioner", "it depends on a resource that is not in the message"),
        ("(generalPractitioner[1].resolve() is Practitioner) or active", "true"),
        ("active or (generalPractitioner[1].resolve() is Practitioner)", "true"),
        ("(generalPractitioner[1].resolve() is Practitioner) and active.not()", "false"),
        ("gender.memberOf('http://example.org/known')", "true"),
        ("gender.memberOf('http://example.org/other')", "it depends on a value set that cannot be enumerated here"),
        ("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", "true"),
        ("conformsTo('http://example.org/profile')", "it depends on a profile that is not known here"),
    ]);
}

#[test]
fn logic_has_three_values() {
    for (operator, table) in [("and", "tf.fff.f."), ("or", "ttttf.t.."), ("xor", "ft.tf...."), ("implies", "tf.tttt..")] {
        for (i, expected) in table.chars().enumerate() {
            let operands = ["true", "false", "{}"];
            let expression = format!("{} {operator} {}", operands[i / 3], operands[i % 3]);
            let expected = match expected {
                't' => "true",
                'f' => "false",
                _ => "",
            };
            check(&[(expression.as_str(), expected)]);
        }
    }
}

#[test]
fn dates_that_are_less_exact_cannot_be_compared() {
    check(&[
        ("name.period.start <= name.period.end", ""),
        ("@2020 < @2021-01", "true"),
        ("birthDate < @2000-01-01", "true"),
        ("birthDate = @1974-12-25", "true"),
        ("birthDate = @1974-12", ""),
        ("birthDate ~ @1974-12", "false"),
        ("birthDate > @T10:00", "these values have no order"),
        ("today() > birthDate", "it depends on the present time"),
        ("birthDate + 7 days", "1975-01-01"),
        ("@2020-01-31 + 1 month", "2020-02-29"),
    ]);
}

#[test]
fn sets() {
    check(&[
        ("(1 | 1.0 | 2).count()", "2"),
        ("('a' | 'b' | 'a').isDistinct()", "true"),
        ("name.given.combine(name.given).isDistinct()", "false"),
        ("name.given.combine('Peter').distinct()", "Peter, James, Jim"),
        ("name.combine(name).distinct().count()", "2"),
        ("name.given.intersect('Jim' | 'x')", "Jim"),
        ("name.given.exclude('Jim')", "Peter, James"),
        ("name.given.subsetOf('Jim' | 'Peter' | 'James')", "true"),
        ("gender in ('male' | 'female')", "true"),
        ("('male' | 'female') contains gender", "true"),
        ("active = 'true'", "true"),
        ("repeat(contained | name).count()", "4"),
        ("descendants().where($this = 'Peter').count()", "1"),
    ]);
}

#[test]
fn strings() {
    check(&[
        ("'Ärger × Öl'.lower()", "ärger × öl"),
        ("'naïve'.upper()", "NAÏVE"),
        ("'Ω'.lower()", "it changes the case of letters beyond those of Western Europe"),
        ("'straße'.upper()", "it changes the case of letters beyond those of Western Europe"),
        ("'É  a' ~ 'é A'", "true"),
        ("'Ω' ~ 'Ω'", "true"),
        ("'café'.substring(3)", "é"),
        ("'café'.indexOf('é')", "3"),
        ("'café'.length()", "4"),
        ("'a-b'.matches('^[a-z\\\\-]+$')", "true"),
        ("'a'.matches('(?=a)')", "it uses a regular expression that is not supported here"),
        ("name.given.join('+')", "Peter+James+Jim"),
        ("birthDate.substring(0, 4)", "1974"),
        ("birthDate & ''", "1974-12-25"),
    ]);
}

#[test]
fn text_that_is_no_expression() {
    check(&[
        ("", "at 0: a name, a literal or a parenthesis"),
        ("name.", "at 5: the name of an element or a function"),
        ("name given", "at 5: an operator or the end"),
        ("(name", "at 5: a closing parenthesis"),
        ("'x", "at 0: the closing quote"),
        ("@x", "at 0: a date or a time after @"),
        ("%", "at 0: a name"),
        ("$that", "at 0: $this, $index or $total"),
        ("name.first(1)", "at 5: a different number of arguments"),
        ("name.where()", "at 5: a different number of arguments"),
        ("name.nothing()", "it uses a function that is not supported here"),
        ("é", "at 0: a name, a literal or a parenthesis"),
        ("%unknown", "a constant that has no value here"),
        ("/* open", "at 0: the end of the comment: */"),
    ]);
}

#[test]
fn depth_and_cost_are_bounded() {
    for text in ["(".repeat(100_000), "-".repeat(100_000), "a.".repeat(10_000) + "a", "1 + ".repeat(1000) + "1", "a(".repeat(500)] {
        let error = Expression::parse(&text).err();
        assert!(error.is_some(), "{}", &text[..10]);
    }
    // The deepest that are read are also evaluated.
    let shapes: [fn(usize) -> String; 3] =
        [|n| "id.".repeat(n) + "id", |n| "select(".repeat(n) + "$this" + &")".repeat(n), |n| "(".repeat(n) + "1" + &" + 1)".repeat(n)];
    for shape in shapes {
        let deepest = (1..200).rev().map(shape).find(|text| Expression::parse(text).is_ok());
        let parsed = Expression::parse(&deepest.unwrap_or_default()).unwrap_or_default();
        assert!(parsed.parts.len() > 80, "{}", parsed.parts.len());
        assert!(Message::with(PATIENT, definitions(), |message| message.evaluate(&parsed).is_ok()));
    }
    check(&[
        ("descendants().where(%resource.descendants().where($this = 'zzz').exists()).count()", "0"),
        (
            "descendants().select($this.combine(%resource.descendants().select(%resource.descendants()))).select(%resource.descendants()).count()",
            "it would take too long for a message of this size",
        ),
        ("descendants().aggregate($total.combine($total), 1).count()", "it would take too long for a message of this size"),
        ("descendants().aggregate($total & $total, 'x').length()", "it would take too long for a message of this size"),
        ("descendants().aggregate($total.replace('x', $total), 'xx').length()", "it would take too long for a message of this size"),
        ("'x'.repeat($this + $this)", "it would take too long for a message of this size"),
        ("'x'.repeat($this + 'x')", "it would take too long for a message of this size"),
    ]);
}

#[test]
fn what_holds_and_what_cannot_be_said() {
    Message::with(PATIENT, definitions(), |message| {
        for (expression, expected) in [
            ("name.exists()", Ok(true)),
            ("name.empty()", Ok(false)),
            ("{}", Ok(false)),
            ("gender", Ok(true)),
            ("photo.count() = 1 or link.other = 'x'", Ok(false)),
            ("hasValue() | (children().count() > id.count())", Ok(true)),
            ("name", Err(Unknown::Fault("several items where one was expected"))),
            ("name.period.start <= name.period.end", Err(Unknown::Undecided)),
            ("name.period.start.empty() or name.period.start > name.period.end", Err(Unknown::Undecided)),
            ("name.period.start <= name.period.end or active", Ok(true)),
            ("now() > birthDate", Err(Unknown::Clock)),
        ] {
            let parsed = Expression::parse(expression).unwrap_or_default();
            assert_eq!(holds(&message.env, message.focus, &parsed), expected, "{expression}");
        }
    });
}

#[test]
fn an_expression_serves_several_definitions() {
    let parsed = Expression::parse("name.given").unwrap_or_default();
    for definitions in [Definitions::embedded(), Definitions::none(), Definitions::embedded()] {
        let names = definitions.entries().count();
        let count = Message::with(PATIENT, &definitions, |message| message.evaluate(&parsed).map(|values| values.len()));
        assert_eq!(count, Ok(if names > 0 { 3 } else { 0 }));
    }
}

#[test]
fn long_lists_are_not_compared_pair_by_pair() {
    let items: Vec<String> = (0..20_000).map(|i| format!(r#"{{"reference": "Patient/{i}"}}"#)).collect();
    let text = format!(r#"{{"resourceType": "Patient", "id": "p", "generalPractitioner": [{}]}}"#, items.join(","));
    check_on(
        &text,
        &[
            ("generalPractitioner.reference.isDistinct()", "true"),
            ("(generalPractitioner.reference | generalPractitioner.reference).count()", "20000"),
            ("generalPractitioner.distinct().count()", "20000"),
            ("descendants().count()", "40001"),
        ],
    );
}

/// Neither what is no expression nor what makes no sense for the message panics. Mutations are the same on each run.
#[test]
fn no_expression_panics() {
    const SEEDS: &[&str] = &[
        "Patient.name.where(use = 'official').given.first().substring(1, 2) & 'é\\u00e9' | {}",
        "(1 + 2.50) * -3 div 4 mod 5 / 0.1 >= 10 'mg' or @2020-02-29T10:30:00.5+01:00 + 1 month < @T10:00",
        "descendants().select($this.toString().matches('^[a-z\\\\d]{1,3}(x|y)*$')).isDistinct() implies %resource.id in ('a' | 'b')",
        "birthDate.toDateTime().toString().replaceMatches('[0-9]+?', '').toInteger().power(99).round(3).sqrt().ln() ~ 2147483647.9",
        "name.repeat(children()).aggregate($total & $this, '').toQuantity('d') is System.Quantity xor iif(active, name[$index], %`ext-x`)",
        "'9999-12-31'.toDate() + 99999999999 days - 1 year = @0001-01-01 - 10000 years and 1.1.ceiling().abs() != -1.floor().truncate()",
    ];
    let mut random = 7_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let rounds = std::env::var("FHIRPATH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3000);
    let mut evaluated = 0;
    Message::with(PATIENT, definitions(), |message| {
        for _ in 0..rounds {
            let mut text: Vec<char> = SEEDS[next(SEEDS.len())].chars().collect();
            for _ in 0..=next(4) {
                let other: Vec<char> = SEEDS[next(SEEDS.len())].chars().collect();
                let (at, from) = (next(text.len()), next(other.len()));
                let (cut, length) = (next(6).min(text.len() - at), next(12).min(other.len() - from));
                text.splice(at..at + cut, other[from..from + length].iter().copied());
                if text.is_empty() {
                    text.push('x');
                }
            }
            let text: String = text.into_iter().collect();
            if let Ok(expression) = Expression::parse(&text) {
                evaluated += u32::from(holds(&message.env, message.focus, &expression).is_ok());
                evaluated += u32::from(message.evaluate(&expression).is_ok());
            }
        }
    });
    assert!(evaluated > rounds / 20, "{evaluated}");
}
