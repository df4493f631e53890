//! A text that was decoded, recognised and read once, and of which several things can be asked.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::{At, Diagnostic};
use crate::itk2;
use crate::itk3::{self, Kind, Parts};
use crate::report::{self, Report};
use crate::resolve::resolve;
use crate::source::{self, Encoding, Span};
use crate::syntax::tree::Tree;
use crate::syntax::{self, Limits, xml_declaration};
use crate::typed::{Nodes, Typed};
use crate::validate::requested::is_awaited;
use crate::validate::{self, Observer, Outcome, Unchecked};
use crate::validator::{Options, Validator};

/// A text that was decoded, recognised and read once.
///
/// ```
/// use itk3_validator::{Options, Validator};
///
/// let validator = Validator::new();
/// let document = validator.open(r#"{"resourceType": "Patient", "gender": "male"}"#);
/// assert!(document.validate(&Options::default()).conforms);
/// assert!(document.map().entries.is_empty());
/// assert!(document.convert(itk3_validator::syntax::Format::Xml).is_ok_and(|xml| xml.starts_with("<Patient")));
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(crate) validator: &'a Validator,
    pub(crate) reading: Arc<Reading<'a>>,
}

/// What was read of a text, and what was learned of it since. Does not depend on definitions but for the types of nodes.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) tree: Tree<'t>,
    pub(crate) findings: Vec<Diagnostic>,
    /// The text is of another standard, or of another version of FHIR.
    pub(crate) other: Option<(Kind, Diagnostic)>,
    /// The text is of ITK 2, and the tree is of plain XML.
    pub(crate) itk2: Option<OfItk2>,
    pub(crate) limits: Limits,
    /// The encoding of the bytes, or `None` if the text did not come as bytes.
    pub(crate) encoding: Option<Encoding>,
    /// Types of the nodes, and by which generation of the definitions.
    typed: OnceLock<(u32, Nodes)>,
}

/// What was recognised of a text of ITK 2.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfItk2 {
    pub(crate) kind: Kind,
    /// Where the XML begins: headers of HTTP or MIME may stand before it.
    pub(crate) begin: usize,
}

impl<'t> Reading<'t> {
    /// Reads a text, within limits.
    pub(crate) fn of(text: impl Into<Cow<'t, str>>, limits: Limits) -> Reading<'t> {
        Reading::decoded(text.into(), None, None, limits)
    }

    /// Reads bytes: UTF-8 or UTF-16.
    pub(crate) fn of_bytes(bytes: &'t [u8], limits: Limits) -> Reading<'t> {
        let (text, encoding, fault) = source::decode(bytes);
        Reading::decoded(text, Some(encoding), fault.map(not_encoded), limits)
    }

    /// The same of bytes that are not needed any more.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "javascript")), expect(dead_code, reason = "only JavaScript keeps a document"))]
    pub(crate) fn of_owned_bytes(bytes: Vec<u8>, limits: Limits) -> Reading<'static> {
        // Mostly they are UTF-8 without a mark at the beginning, and become the text as they are.
        match String::from_utf8(bytes) {
            Ok(text) if !text.starts_with('\u{feff}') => Reading::decoded(text.into(), Some(Encoding::Utf8), None, limits),
            Ok(text) => Reading::of_bytes(text.as_bytes(), limits).on_its_own(),
            Err(broken) => Reading::of_bytes(broken.as_bytes(), limits).on_its_own(),
        }
    }

    fn on_its_own(self) -> Reading<'static> {
        let text = self.tree.text.clone().into_owned();
        self.without_text().with_text(Cow::Owned(text))
    }

    fn decoded(text: Cow<'t, str>, encoding: Option<Encoding>, fault: Option<Diagnostic>, limits: Limits) -> Reading<'t> {
        match text {
            Cow::Borrowed(text) => Reading::read(text, encoding, fault, limits),
            // A tree of a text of its own is read from it before the text is moved in: nothing is copied.
            Cow::Owned(text) => Reading::read(&text, encoding, fault, limits).without_text().with_text(Cow::Owned(text)),
        }
    }

    /// In place of a text that is larger than the limit; its size in bytes, where that is known.
    pub(crate) fn too_large(size: Option<u64>, limits: Limits) -> Reading<'static> {
        let found = size.map_or_else(|| format!("more than {} bytes", limits.bytes), |size| format!("{size} bytes"));
        let finding = syntax::too_large(limits, found);
        Reading { tree: Tree::unread(""), findings: vec![finding], other: None, itk2: None, limits, encoding: None, typed: OnceLock::new() }
    }

    fn read(text: &'t str, encoding: Option<Encoding>, fault: Option<Diagnostic>, limits: Limits) -> Reading<'t> {
        let is_within = text.len() <= limits.bytes;
        if let Some(begin) = is_within.then(|| itk2::recognise::begin(text)).flatten() {
            let (tree, mut findings) = syntax::read_plain(text, begin, limits);
            findings.extend(fault.or_else(|| xml_declaration::check(text, begin, encoding)));
            let itk2 = Some(OfItk2 { kind: itk2::recognise::kind(&tree), begin });
            return Reading { tree, findings, other: None, itk2, limits, encoding, typed: OnceLock::new() };
        }
        let captured = || itk2::recognise::is_capture(text).then(|| (Kind::Capture, itk3::of_other(Kind::Capture, At::Span(Span::at(0)))));
        let foreign = is_within.then(|| itk3::foreign(text).or_else(captured)).flatten();
        // Of another standard nothing is read: its elements say nothing here.
        let (tree, mut findings) = if foreign.is_some() { (Tree::unread(text), Vec::new()) } else { syntax::read(text, limits) };
        // Of a file that is no text it is said already what it is.
        let is_said = findings.iter().any(|finding| finding.rule == &syntax::rules::AROUND);
        let fault = fault.map(|fault| xml_declaration::of_other_encoding(text).unwrap_or(fault));
        let fault = fault.or_else(|| xml_declaration::check(text, 0, encoding));
        findings.extend(fault.filter(|_| !is_said));
        let other = foreign.or_else(|| itk3::other_version(&tree));
        Reading { tree, findings, other, itk2: None, limits, encoding, typed: OnceLock::new() }
    }

    fn without_text(self) -> Reading<'static> {
        Reading {
            tree: self.tree.with_text(Cow::Borrowed("")),
            findings: self.findings,
            other: self.other,
            itk2: self.itk2,
            limits: self.limits,
            encoding: self.encoding,
            typed: self.typed,
        }
    }

    fn with_text(self, text: Cow<'_, str>) -> Reading<'_> {
        let Reading { tree, findings, other, itk2, limits, encoding, typed } = self;
        Reading { tree: tree.with_text(text), findings, other, itk2, limits, encoding, typed }
    }

    /// The text, decoded.
    pub(crate) fn text(&self) -> &str {
        &self.tree.text
    }

    /// It was not read, since it is of another standard than FHIR.
    pub(crate) fn is_foreign(&self) -> bool {
        self.other.is_some() && self.tree.is_empty()
    }

    /// Header, payload and whatever else a message is made of.
    pub(crate) fn parts(&self) -> Parts<'_> {
        match self.other.as_ref().map(|&(kind, _)| kind).or(self.itk2.map(|itk2| itk2.kind)) {
            Some(kind) => Parts::of_kind(kind),
            None => Parts::of(self.text(), &self.tree),
        }
    }
}

impl Validator {
    /// Opens a text, so that several things can be asked of it.
    pub fn open<'a>(&'a self, text: &'a str) -> Document<'a> {
        self.open_within(text, Limits::default())
    }

    /// Opens bytes: UTF-8 or UTF-16. Offsets count in the decoded text.
    pub fn open_bytes<'a>(&'a self, bytes: &'a [u8]) -> Document<'a> {
        self.open_bytes_within(bytes, Limits::default())
    }

    /// Opens a text; what is beyond the limits is not read.
    pub fn open_within<'a>(&'a self, text: &'a str, limits: Limits) -> Document<'a> {
        Document { validator: self, reading: Arc::new(Reading::of(text, limits)) }
    }

    /// Opens bytes; what is beyond the limits is not read.
    pub fn open_bytes_within<'a>(&'a self, bytes: &'a [u8], limits: Limits) -> Document<'a> {
        Document { validator: self, reading: Arc::new(Reading::of_bytes(bytes, limits)) }
    }

    /// Returns the report of a text that was not read because it is larger than the limit; `size` in bytes, where that is known.
    pub fn report_too_large(&self, size: Option<u64>, options: &Options) -> Report {
        Document { validator: self, reading: Arc::new(Reading::too_large(size, options.limits)) }.validate(options)
    }
}

impl Document<'_> {
    /// The text, decoded.
    pub fn text(&self) -> &str {
        self.reading.text()
    }

    /// Whether it, or a profile that is asked for, names a definition that is loaded on demand and has not been loaded. Without that
    /// what it says is not checked, as the report then says. Never so where all definitions are embedded, which is the default.
    pub fn names_unloaded(&self, options: &Options) -> bool {
        let definitions = &self.validator.definitions;
        definitions.are_awaited_by(&self.reading.tree) || options.profiles.iter().any(|name| is_awaited(definitions, name))
    }

    /// Checks it. Whatever it holds, there is a report. Bounds on reading are those that it was opened with.
    pub fn validate(&self, options: &Options) -> Report {
        self.validate_observed(options, None)
    }

    pub(crate) fn validate_observed(&self, options: &Options, observer: Option<&dyn Observer>) -> Report {
        let Document { validator, reading } = self;
        let (tree, definitions) = (&reading.tree, &validator.definitions);
        let parts = reading.parts();
        if let Some((kind, finding)) = &reading.other {
            let typed = Typed::new(tree, definitions);
            let findings = if kind.is_mesh() { itk3::mesh::alone(self.text()) } else { vec![finding.clone()] };
            return report::report(self.text(), findings.into(), Outcome::default(), &typed, &parts, false);
        }
        if let Some(of_itk2) = reading.itk2 {
            return self.validate_itk2(of_itk2, &parts, options);
        }
        if let Some(finding) = itk3::not_fhir(tree, &reading.findings, definitions) {
            let (typed, parts) = (Typed::new(tree, definitions), Parts::of_kind(Kind::Xml));
            return report::report(self.text(), vec![finding].into(), Outcome::default(), &typed, &parts, false);
        }
        let limits = Limits { issues: options.limits.issues, ..reading.limits };
        let (mut checked, typed) = self.check(&parts, &options.profiles, limits, observer);
        if let Some(observer) = observer {
            observer.phase("rules", &checked.findings);
        }
        let mut found = reading.findings.clone();
        found.append(&mut checked.findings);
        itk3::check(tree, &parts, definitions, &options.context, &mut checked);
        found.append(&mut checked.findings);
        if let Some(observer) = observer {
            observer.phase("report", &found[reading.findings.len()..]);
        }
        let mut resolved = resolve(tree, found, &checked.notes);
        resolved.limit(options.limits.issues, checked.is_full);
        let report = report::report(self.text(), resolved, checked, &typed, &parts, options.explain_folding);
        self.remember(typed.into_nodes());
        report
    }

    /// Holds a text of ITK 2 to its own rules.
    fn validate_itk2(&self, of_itk2: OfItk2, parts: &Parts<'_>, options: &Options) -> Report {
        let Document { validator, reading } = self;
        let tree = &reading.tree;
        let mut found = reading.findings.clone();
        found.append(&mut itk2::check(tree, self.reading.encoding, of_itk2.begin));
        let unchecked = itk2::unchecked(tree).into_iter().map(|unchecked| Unchecked {
            reason: "payload-content",
            message: format!("{}: the content of the payload was not checked", unchecked.title),
            node: unchecked.first,
            count: unchecked.count,
        });
        let checked = Outcome { unchecked: unchecked.collect(), ..Outcome::default() };
        let mut resolved = resolve(tree, found, &checked.notes);
        resolved.limit(options.limits.issues, false);
        let typed = Typed::new(tree, &validator.definitions);
        report::report(self.text(), resolved, checked, &typed, parts, options.explain_folding)
    }

    /// Holds it to its profiles: those that it declares, those that ITK3 asks for where it declares none, and those of a caller.
    pub(crate) fn check<'d>(
        &'d self,
        parts: &Parts<'d>,
        profiles: &[String],
        limits: Limits,
        observer: Option<&'d dyn Observer>,
    ) -> (Outcome, Typed<'d>) {
        let (tree, definitions) = (&self.reading.tree, &self.validator.definitions);
        let mut assumed = itk3::assumed(tree, parts, definitions);
        let mut requested = Outcome::default();
        validate::requested::add(tree, definitions, profiles, &mut assumed, &mut requested);
        let (mut checked, typed) = validate::check(tree, definitions, limits, parts.index.clone(), &assumed, observer);
        checked.unchecked.append(&mut requested.unchecked);
        (checked, typed)
    }

    /// Types are the same whatever else is asked for.
    fn remember(&self, nodes: Nodes) {
        _ = self.reading.typed.set((self.validator.generation, nodes));
    }

    /// The tree with the types of its nodes, found once.
    pub(crate) fn typed(&self) -> Typed<'_> {
        let Document { validator, reading } = self;
        let (tree, definitions) = (&reading.tree, &validator.definitions);
        // Elements of ITK 2 have no types of FHIR.
        if reading.itk2.is_some() {
            return Typed::new(tree, definitions);
        }
        let walk = || validate::typed(tree, definitions, reading.limits).into_nodes();
        let (generation, nodes) = reading.typed.get_or_init(|| (validator.generation, walk()));
        if *generation == validator.generation {
            Typed::again(tree, definitions, nodes)
        } else {
            validate::typed(tree, definitions, reading.limits)
        }
    }
}

/// Bytes that stand for no character, at their first place in the decoded text.
fn not_encoded(span: Span) -> Diagnostic {
    Diagnostic::new(&syntax::rules::ENCODING, At::Span(span), "These bytes are not valid in the encoding of the message")
        .expected("UTF-8, or UTF-16 with a byte order mark")
        .found("bytes that are not a character")
}
