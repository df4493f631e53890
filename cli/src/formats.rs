//! Forms of output that commands share.

use clap::ValueEnum;
use itk3_validator::syntax::Format;

/// Text or JSON, for commands that have no more forms.
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
