//! Output formats that several commands share.

use clap::ValueEnum;
use itk3_validator::syntax::Format;

/// Output as text or JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextOrJson {
    #[default]
    Text,
    Json,
}

/// The formats of FHIR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum XmlOrJson {
    Xml,
    Json,
}

impl From<XmlOrJson> for Format {
    fn from(format: XmlOrJson) -> Format {
        if format == XmlOrJson::Xml { Format::Xml } else { Format::Json }
    }
}
