//! A rule: everything that is known of it in one place, beside the check that applies it.

use serde::Serialize;

/// How much a finding weighs. FHIR's own words, heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The text could not be read to the end.
    Fatal,
    /// The specification says SHALL.
    Error,
    /// The specification says SHOULD.
    Warning,
    /// Worth knowing; nothing has to change.
    Information,
}

impl Severity {
    /// FHIR's word.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        }
    }
}

/// A rule, stated once, with the sentence that makes it a rule.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// Stable across versions.
    pub id: &'static str,
    /// What the specification's word makes of it.
    pub severity: Severity,
    /// Code of FHIR's IssueType value set.
    pub code: &'static str,
    /// The fault, in a few words.
    pub title: &'static str,
    /// Why there is the rule: one or two sentences for whoever broke it.
    pub why: &'static str,
    /// A short example that breaks the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong: Option<&'static str>,
    /// A short example that keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<&'static str>,
    /// The page that states the rule.
    pub link: &'static str,
    /// The ITK3 response code for the rule wherever its finding is; for the others, the place decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<&'static str>,
    /// How its findings go with others.
    #[serde(skip)]
    pub(crate) traits: Traits,
}

/// Properties of a rule that decide how its findings go with others, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u32);

impl Traits {
    pub(crate) const NONE: Traits = Traits(0);
    /// About reading the text.
    pub(crate) const READING: Traits = Traits(1);
    /// About messaging, beyond the base specification and profiles.
    pub(crate) const MESSAGING: Traits = Traits(1 << 1);
    /// About something that is not there: where the text breaks off, it may have stood in the rest.
    pub(crate) const ABSENCE: Traits = Traits(1 << 2);
    /// An invariant that speaks of the same element may fail because of it.
    pub(crate) const FAILS_INVARIANTS: Traits = Traits(1 << 3);
    /// About how an element stands among its siblings, not about what it holds.
    pub(crate) const AMONG_SIBLINGS: Traits = Traits(1 << 4);
    /// About a code: what messaging says of one outweighs what its value set or system says.
    pub(crate) const OF_CODE: Traits = Traits(1 << 5);
    /// About where a reference leads.
    pub(crate) const OF_REFERENCE: Traits = Traits(1 << 6);
    /// About a value beyond how it is written.
    pub(crate) const OF_VALUE: Traits = Traits(1 << 7);
    /// Anything else that is said of the same place says enough.
    pub(crate) const GIVES_WAY: Traits = Traits(1 << 8);
    /// Anything else that is said of what the element holds says enough.
    pub(crate) const GIVES_WAY_TO_CONTENT: Traits = Traits(1 << 9);
    /// The order of the elements is wrong, whatever they hold.
    pub(crate) const OF_ORDER: Traits = Traits(1 << 10);
    /// About what one format alone asks of how an element is written down: arrays of JSON, the order of elements in XML.
    pub(crate) const OF_NOTATION: Traits = Traits(1 << 22);
    /// The wrapper of the message is not what a message has to be.
    pub(crate) const OF_WRAPPER: Traits = Traits(1 << 11);
    /// A bound of this validator was reached; nothing is wrong with the message.
    pub(crate) const BOUND: Traits = Traits(1 << 12);

    /// About entries that no reference leads to.
    pub(crate) const UNREFERENCED: Traits = Traits(1 << 21);
    /// A resource beside another one, or beside an element of its own.
    pub(crate) const OF_TWO_RESOURCES: Traits = Traits(1 << 20);
    /// An attribute where none may be: an extension has one.
    pub(crate) const OF_ATTRIBUTE: Traits = Traits(1 << 19);
    /// About how a value is written, or that there is none: whatever else is said of the value follows from it.
    pub(crate) const OF_FORM: Traits = Traits(1 << 18);
    /// The name of a part of an extension: messaging knows what it was once.
    pub(crate) const OF_PART: Traits = Traits(1 << 16);
    /// The element must go, or be another: what is in it is no other fault.
    pub(crate) const MUST_GO: Traits = Traits(1 << 17);
    /// A resource of a type that STU3 does not have: nothing else can be said of it.
    pub(crate) const TYPE_UNKNOWN: Traits = Traits(1 << 15);
    /// About the slices of an element, too few or none that fits.
    pub(crate) const OF_SLICES: Traits = Traits(1 << 14);
    /// An item that fits no slice of a closed slicing.
    pub(crate) const FITS_NO_SLICE: Traits = Traits(1 << 13);

    /// Both sets together.
    pub(crate) const fn and(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }

    /// Whether all of another set are in this one.
    pub(crate) const fn has(self, other: Traits) -> bool {
        self.0 & other.0 == other.0
    }
}

impl Rule {
    pub(crate) fn is(&self, traits: Traits) -> bool {
        self.traits.has(traits)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

/// Declares a rule. A registry lists it; the catalogue, the command, SARIF and the page take their words from here.
///
/// ```ignore
/// rule! {
///     MAX = Error "structure" "max";
///     title: "Element repeated too often",
///     why: "The definition limits how often the element may occur.",
///     wrong: "…",            // optional, as are the next two
///     right: "…",
///     response: "20009",
///     link: CARDINALITY,
///     traits: [AMONG_SIBLINGS], // optional
/// }
/// ```
macro_rules! rule {
    (
        $name:ident = $severity:ident $code:literal $id:literal;
        title: $title:literal,
        why: $why:literal,
        $(wrong: $wrong:literal,)?
        $(right: $right:literal,)?
        $(response: $response:literal,)?
        link: $link:expr,
        $(traits: [$($trait:ident),*],)?
    ) => {
        #[doc = $title]
        pub(crate) static $name: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
            id: $id,
            severity: $crate::diagnostic::Severity::$severity,
            code: $code,
            title: $title,
            why: $why,
            wrong: $crate::diagnostic::rule!(@optional $($wrong)?),
            right: $crate::diagnostic::rule!(@optional $($right)?),
            link: $link,
            response: $crate::diagnostic::rule!(@optional $($response)?),
            traits: $crate::diagnostic::Traits::NONE$($(.and($crate::diagnostic::Traits::$trait))*)?,
        };
    };
    (@optional $value:literal) => { Some($value) };
    (@optional) => { None };
}
pub(crate) use rule;
