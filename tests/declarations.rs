//! The types of the bindings alone, as wasm-pack builds them, are those of the npm package: what is a class or a value is the same,
//! and functions answer at once. `UPDATE=1 cargo test --test declarations` writes them anew.

use std::fs;
use std::path::Path;

/// What takes the place of the functions of the npm package, which load the module first.
const FUNCTIONS: &str = r#"/** Checks a message. */
export function validate(text: string | Uint8Array, options?: ValidateOptions): Report;
/** Builds an acknowledgement. See `Validator.buildAcknowledgement`. */
export function buildAcknowledgement(
  message: string | Uint8Array,
  outcome: string,
  responder: Responder,
  options?: AcknowledgementOptions,
): Acknowledgement;
/** Reviews a conversation. See `Validator.reviewConversation`. */
export function reviewConversation(
  message: string | Uint8Array,
  responses: (string | Uint8Array)[],
  options?: ValidateOptions,
): Conversation;
/** All response codes of ITK3, or of ITK 2. */
export function responseCodes(generation?: "itk3"): ResponseCode[];
export function responseCodes(generation: "itk2"): Itk2Code[];
/** Every rule. */
export function rules(): Rule[];
/** Version of the package. */
export function version(): string;
"#;

/// The text without a part of it, which has to be there.
fn without(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("{from}"));
    let end = start + text[start..].find(to).unwrap_or_else(|| panic!("{to}")) + to.len();
    [&text[..start], &text[end..]].concat()
}

#[test]
fn the_bindings_alone_have_the_types_of_the_package() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = fs::read_to_string(root.join("www/index.d.ts")).expect("it can be read");
    let (types, functions) = package.split_once("/** Loads the module. It may be called again").expect("functions come last");
    // A script loads definitions on demand; here all are embedded.
    let types = without(types, "  /**\n   * Loads the definitions that few messages name", "Promise<void>;\n");
    let types = types.replace("that `loadFor` would load", "that are not loaded");
    assert!(!types.contains("loadFor") && !types.contains("Promise"), "{types}");
    for name in functions.lines().filter_map(|line| line.strip_prefix("export function ")?.split('(').next()) {
        let is_there = FUNCTIONS.contains(&format!("export function {name}("));
        assert!(is_there || name.ends_with("Sync") || name == "init", "{name}");
    }
    let expected = types + FUNCTIONS;
    let file = root.join("src/wasm/package.d.ts");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &expected).expect("it can be written");
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == expected, "src/wasm/package.d.ts is not what www/index.d.ts says");
}
