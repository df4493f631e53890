//! The command's words.

pub(crate) mod definitions;
pub(crate) mod validate;

pub(crate) const HELP: &str = "\
Checks NHS ITK3 messages (HL7 FHIR STU3), XML or JSON.

  itk3-validator validate FILE… [--format FORM] [--definitions PATH]…
      FILE may be - for standard input. FORM is text (default), json (the report, one
      object a file), operation-outcome (STU3 XML) or operation-outcome-json.
      PATH is a definition, a folder of them or a FHIR package (.tgz), used beside the
      embedded ones; one with a known URL takes the place of the known one.
      Exits 0 where every file conforms, 1 where one does not, 2 where it could not run.

  itk3-validator definitions build INPUT… --out FOLDER [--origin NAME] [--provenance TABLE]
      Published definitions (FHIR packages, folders, files) into files of facts.

  itk3-validator --version | --help
";
