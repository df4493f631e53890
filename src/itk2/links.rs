//! Pages that state the rules.

/// Schemas and message definitions of NHS 111 and the toolkit.
pub(super) const SCHEMA: &str = "https://github.com/NHSDigital/111-ITK/tree/master/docs/Schemas";
/// ITK 2.2 Core.
pub(super) const CORE: &str = "https://data.developer.nhs.uk/itk/arch/ITK2.2_Core/";
pub(super) const SOAP: &str = "https://www.w3.org/TR/2000/NOTE-SOAP-20000508/";
pub(super) const ADDRESSING: &str = "https://www.w3.org/TR/ws-addr-soap/";
pub(super) const SECURITY: &str = "https://docs.oasis-open.org/wss/v1.1/wss-v1.1-spec-os-SOAPMessageSecurity.pdf";
/// The tests of the NHS test tool.
pub(super) const TESTS: &str = "https://github.com/nhsdigitalmait/TKW-x";
