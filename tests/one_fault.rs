//! One fault, one finding: each kind of fault that people make, made in a message that conforms, and the only finding that it
//! gives. What else follows from it is folded under that one; `tests/one-fault.txt` lists kind, change and finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use itk3_validator::report::Issue;
use itk3_validator::{Options, Validator};

/// A kind of fault, the example in which it is made, what is replaced there once, and by what.
type Fault = (&'static str, &'static str, &'static str, &'static str);

const SEND: &str = "send-document.xml";
const CARE: &str = "outpatient-letter.xml";
const RESPONSE: &str = "response-20013.json";

const FAULTS: &[Fault] = &[
    ("element misspelt", SEND, "<timestamp ", "<timestmap "),
    ("choice misspelt", SEND, "<valueBoolean ", "<valueoBolean "),
    (
        "extension misspelt",
        SEND,
        "<extension url=\"SenderReference\">\n            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          </extension>",
        "<extesnion url=\"SenderReference\">\n            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          </extesnion>",
    ),
    (
        "entry misspelt",
        SEND,
        "<entry>\n    <fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<enrty>\n    <fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
    ),
    ("section misspelt", SEND, "<section>", "<scetion>"),
    ("resource misspelt", SEND, "<Encounter>", "<Encuonter>"),
    ("required element missing", SEND, "        <timestamp value=\"2026-03-02T10:15:00+00:00\"/>\n", ""),
    ("system missing", SEND, "          <system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2\"/>\n", ""),
    ("fullUrl missing", SEND, "    <fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>\n", ""),
    (
        "element before the resource that it belongs into",
        SEND,
        "<Organization>\n        <id value=\"b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<id value=\"b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>\n      <Organization>",
    ),
    (
        "element before the one that it belongs into",
        SEND,
        "<event>\n          <system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2\"/>",
        "<system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2\"/>\n        <event>",
    ),
    ("use before its name", SEND, "<name>\n                <use value=\"official\"/>", "<use value=\"official\"/>\n              <name>"),
    (
        "value before its extension",
        SEND,
        "<extension url=\"InfAckRequested\">\n            <valueBoolean value=\"true\"/>",
        "<valueBoolean value=\"true\"/>\n          <extension url=\"InfAckRequested\">",
    ),
    ("type not allowed", SEND, "<valueCoding>\n              <system", "<valueString>\n              <system"),
    (
        "primitive with another type's elements",
        SEND,
        "<valueString value=\"None\"/>",
        "<valueString><system value=\"urn:x\"/><code value=\"None\"/></valueString>",
    ),
    ("white space around a fullUrl", SEND, "ee7b892e0302\"/>\n    <resource>", "ee7b892e0302 \"/>\n    <resource>"),
    ("white space around a reference", SEND, "<reference value=\"urn:uuid:b4bf57d6", "<reference value=\" urn:uuid:b4bf57d6"),
    (
        "white space around a system",
        SEND,
        "<system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/>",
        "<system value=\"https://fhir.nhs.uk/Id/ods-organization-code \"/>",
    ),
    (
        "wrong fullUrl",
        SEND,
        "<fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0309\"/>",
    ),
    (
        "wrong reference",
        SEND,
        "<reference value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<reference value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0309\"/>",
    ),
    (
        "reference to another resource",
        SEND,
        "<reference value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<reference value=\"urn:uuid:26564f0c-d69d-4550-956a-1e1cc06538c7\"/>",
    ),
    (
        "system misspelt",
        SEND,
        "<system value=\"https://tools.ietf.org/html/rfc4122\"/>",
        "<system value=\"https://tools.ietf.org/html/rfc4122/\"/>",
    ),
    (
        "fixed system misspelt",
        SEND,
        "<system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2\"/>",
        "<system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2/\"/>",
    ),
    (
        "scheme of a fullUrl missing",
        SEND,
        "<fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<fullUrl value=\"uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
    ),
    (
        "fullUrl of another entry",
        SEND,
        "<fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
        "<fullUrl value=\"urn:uuid:42a8bba9-18bf-4613-b2fe-6927cbea3506\"/>",
    ),
    ("value in another attribute", SEND, "<family value=\"Testpatient\"/>", "<family code=\"Testpatient\"/>"),
    (
        "xsi:nil",
        SEND,
        "<family value=\"Testpatient\"/>",
        "<family xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>",
    ),
    (
        "attributes for elements",
        SEND,
        "<identifier>\n          <system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/>\n          <value value=\"X00001\"/>\n        </identifier>",
        "<identifier system=\"https://fhir.nhs.uk/Id/ods-organization-code\" code=\"X00001\"/>",
    ),
    ("element in capitals", SEND, "<reference value=\"urn:uuid:b4bf57d6", "<Reference value=\"urn:uuid:b4bf57d6"),
    ("element of DSTU2", SEND, "<generalPractitioner>", "<careProvider>"),
    (
        "element of R4",
        SEND,
        "<profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Organization-1\"/>",
        "<source value=\"urn:example\"/>\n          <profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Organization-1\"/>",
    ),
    (
        "response in a payload's header",
        SEND,
        "<focus>",
        "<response>\n          <identifier value=\"0f0e0d0c-0000-4000-8000-00000000000a\"/>\n          <code value=\"ok\"/>\n        </response>\n        <focus>",
    ),
    ("older system of response codes", RESPONSE, "CodeSystem/ITK-ResponseCodes-1", "CodeSystem/ITK-Acknowledgement-1"),
    ("profile misspelt", SEND, "StructureDefinition/CareConnect-Patient-1", "StructureDefinition/CareConnect-Pateint-1"),
    ("wrong code", SEND, "<use value=\"official\"/>", "<use value=\"nonsense\"/>"),
    ("required element under another name", SEND, "<sender>", "<from>"),
    (
        "required value under another name",
        SEND,
        "        <timestamp value=\"2026-03-02T10:15:00+00:00\"/>",
        "        <sentAt value=\"2026-03-02T10:15:00+00:00\"/>",
    ),
    (
        "content without the element around it",
        SEND,
        "<source>\n          <endpoint value=\"X00001OT001\"/>\n        </source>",
        "<endpoint value=\"X00001OT001\"/>",
    ),
    (
        "element inside the one that it belongs beside",
        SEND,
        "<family value=\"Testpatient\"/>",
        "<gender value=\"other\"/>\n                <family value=\"Testpatient\"/>",
    ),
    (
        "part of an extension beside it",
        SEND,
        "          <extension url=\"LocalExtension\">\n            <valueString value=\"None\"/>\n          </extension>\n        </extension>",
        "        </extension>\n        <extension url=\"LocalExtension\">\n          <valueString value=\"None\"/>\n        </extension>",
    ),
    (
        "part of an extension in another part",
        SEND,
        "            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          </extension>\n          <extension url=\"LocalExtension\">\n            <valueString value=\"None\"/>\n          </extension>",
        "            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n            <extension url=\"LocalExtension\">\n              <valueString value=\"None\"/>\n            </extension>\n          </extension>",
    ),
    (
        "parts without their extension",
        SEND,
        "        <extension url=\"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2\">\n          <extension url=\"BusAckRequested\">\n            <valueBoolean value=\"true\"/>\n          </extension>\n          <extension url=\"InfAckRequested\">\n            <valueBoolean value=\"true\"/>\n          </extension>\n          <extension url=\"RecipientType\">\n            <valueCoding>\n              <system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/>\n              <code value=\"FA\"/>\n              <display value=\"For Action\"/>\n            </valueCoding>\n          </extension>\n          <extension url=\"MessageDefinition\">\n            <valueReference>\n              <reference value=\"https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1\"/>\n            </valueReference>\n          </extension>\n          <extension url=\"SenderReference\">\n            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          </extension>\n          <extension url=\"LocalExtension\">\n            <valueString value=\"None\"/>\n          </extension>\n        </extension>\n",
        "          <extension url=\"BusAckRequested\">\n            <valueBoolean value=\"true\"/>\n          </extension>\n          <extension url=\"InfAckRequested\">\n            <valueBoolean value=\"true\"/>\n          </extension>\n          <extension url=\"RecipientType\">\n            <valueCoding>\n              <system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/>\n              <code value=\"FA\"/>\n              <display value=\"For Action\"/>\n            </valueCoding>\n          </extension>\n          <extension url=\"MessageDefinition\">\n            <valueReference>\n              <reference value=\"https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1\"/>\n            </valueReference>\n          </extension>\n          <extension url=\"SenderReference\">\n            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          </extension>\n          <extension url=\"LocalExtension\">\n            <valueString value=\"None\"/>\n          </extension>\n",
    ),
    ("extension of the first generation", SEND, "Extension-ITK-MessageHandling-2", "Extension-ITK-MessageHandling-1"),
    (
        "value where elements belong",
        SEND,
        "<extension url=\"InfAckRequested\">\n            <valueBoolean value=\"true\"/>\n          </extension>",
        "<extension url=\"InfAckRequested\" value=\"true\"/>",
    ),
    (
        "fullUrl inside the resource",
        SEND,
        "<fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>\n    <resource>",
        "<resource>\n    <fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>",
    ),
    ("document's profile on the message", SEND, "ITK-Message-Bundle-1", "ITK-Document-Bundle-1"),
    (
        "code beside its Coding",
        SEND,
        "                      <code value=\"01\"/>\n                      <display value=\"Number present and verified\"/>\n                    </coding>",
        "                      <display value=\"Number present and verified\"/>\n                    </coding>\n                    <code value=\"01\"/>",
    ),
    (
        "key without its extension",
        SEND,
        "          <extension url=\"SenderReference\">\n            <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          </extension>",
        "          <valueString value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>",
    ),
    (
        "key without its value[x]",
        SEND,
        "            <valueCoding>\n              <system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/>\n              <code value=\"FA\"/>\n              <display value=\"For Action\"/>\n            </valueCoding>",
        "              <system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/>\n              <code value=\"FA\"/>\n              <display value=\"For Action\"/>",
    ),
    (
        "meta inside the id",
        SEND,
        "        <id value=\"42a8bba9-18bf-4613-b2fe-6927cbea3506\"/>\n        <meta>\n          <profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2\"/>\n        </meta>",
        "        <id value=\"42a8bba9-18bf-4613-b2fe-6927cbea3506\">\n        <meta>\n          <profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2\"/>\n        </meta>\n        </id>",
    ),
    (
        "birth date inside gender",
        SEND,
        "<gender value=\"female\"/>\n              <birthDate value=\"1970-01-01\"/>",
        "<gender value=\"female\"><birthDate value=\"1970-01-01\"/></gender>",
    ),
    (
        "coding beside the type",
        SEND,
        "<type>\n                <coding>\n                  <system value=\"http://snomed.info/sct\"/>\n                  <code value=\"371531000\"/>\n                  <display value=\"Report of clinical encounter\"/>\n                </coding>\n              </type>",
        "<type>\n                <text value=\"Report\"/>\n              </type>\n              <coding>\n                  <system value=\"http://snomed.info/sct\"/>\n                  <code value=\"371531000\"/>\n                  <display value=\"Report of clinical encounter\"/>\n                </coding>",
    ),
    (
        "identifier inside meta",
        SEND,
        "<meta>\n                <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Composition-1\"/>\n              </meta>\n              <identifier>\n                <system value=\"https://tools.ietf.org/html/rfc4122\"/>\n                <value value=\"6d3fb1d7-91c9-4335-a37a-bd25798150d4\"/>\n              </identifier>",
        "<meta>\n                <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Composition-1\"/>\n              <identifier>\n                <system value=\"https://tools.ietf.org/html/rfc4122\"/>\n                <value value=\"6d3fb1d7-91c9-4335-a37a-bd25798150d4\"/>\n              </identifier></meta>",
    ),
    (
        "section inside custodian",
        SEND,
        "<custodian>\n                <reference value=\"urn:uuid:39a7d6ec-d5c6-4db7-a3e5-af38a1c7b9bd\"/>\n              </custodian>\n              <section>\n                <title value=\"Consultation report\"/>\n                <text>\n                  <status value=\"generated\"/>\n                  <div xmlns=\"http://www.w3.org/1999/xhtml\">\n                    <p>Advice given: rest and drink water.</p>\n                  </div>\n                </text>\n                <entry>\n                  <reference value=\"urn:uuid:5eb5a57c-452a-4eed-8733-cc0215dbcf6b\"/>\n                </entry>\n              </section>",
        "<custodian>\n                <reference value=\"urn:uuid:39a7d6ec-d5c6-4db7-a3e5-af38a1c7b9bd\"/>\n              <section>\n                <title value=\"Consultation report\"/>\n                <text>\n                  <status value=\"generated\"/>\n                  <div xmlns=\"http://www.w3.org/1999/xhtml\">\n                    <p>Advice given: rest and drink water.</p>\n                  </div>\n                </text>\n                <entry>\n                  <reference value=\"urn:uuid:5eb5a57c-452a-4eed-8733-cc0215dbcf6b\"/>\n                </entry>\n              </section></custodian>",
    ),
    (
        "system and value swapped",
        SEND,
        "<system value=\"https://fhir.nhs.uk/Id/nhs-number\"/>\n                <value value=\"9990001235\"/>",
        "<system value=\"9990001235\"/>\n                <value value=\"https://fhir.nhs.uk/Id/nhs-number\"/>",
    ),
    (
        "entry of a section missing",
        CARE,
        "                <entry>\n                  <reference value=\"urn:uuid:9f4da196-ce42-414d-9f72-6dce40a05e55\"/>\n                </entry>\n",
        "",
    ),
    ("system by its name", SEND, "<system value=\"http://snomed.info/sct\"/>", "<system value=\"SNOMED-CT\"/>"),
    ("invisible character in a code", SEND, "<code value=\"371531000\"/>", "<code value=\"371531000\u{200b}\"/>"),
    ("character left out of a code", SEND, "<code value=\"ITK007C\"/>", "<code value=\"ITK07C\"/>"),
    (
        "text that ends inside a tag",
        SEND,
        "<family value=\"Testpatient\"/>\n                <given value=\"Example\"/>\n                <prefix value=\"Ms\"/>\n              </name>\n              <gender value=\"female\"/>\n              <birthDate value=\"1970-01-01\"/>\n              <address>\n                <use value=\"home\"/>\n                <line value=\"1 Nowhere Street\"/>\n                <city value=\"Testtown\"/>\n                <postalCode value=\"ZZ99 9ZZ\"/>\n              </address>\n              <generalPractitioner>\n                <reference value=\"urn:uuid:96de4d3a-f5fa-45f4-ada4-c72a4e26eaa2\"/>\n              </generalPractitioner>\n            </Patient>\n          </resource>\n        </entry>\n        <entry>\n          <fullUrl value=\"urn:uuid:af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n          <resource>\n            <Encounter>\n              <id value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n              <meta>\n                <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Encounter-1\"/>\n              </meta>\n              <identifier>\n                <system value=\"https://tools.ietf.org/html/rfc4122\"/>\n                <value value=\"af0e195d-4a11-4487-92f2-fa497a243ddb\"/>\n              </identifier>\n              <status value=\"finished\"/>\n              <subject>\n                <reference value=\"urn:uuid:52ef88c7-0994-4070-88c9-0eef1205395b\"/>\n              </subject>\n              <participant>\n                <individual>\n                  <reference value=\"urn:uuid:4a0ca28d-b6ec-40de-9572-f3429b6bf895\"/>\n                </individual>\n              </participant>\n              <period>\n                <start value=\"2026-03-02T09:50:00+00:00\"/>\n                <end value=\"2026-03-02T10:05:00+00:00\"/>\n              </period>\n              <serviceProvider>\n                <reference value=\"urn:uuid:39a7d6ec-d5c6-4db7-a3e5-af38a1c7b9bd\"/>\n              </serviceProvider>\n            </Encounter>\n          </resource>\n        </entry>\n        <entry>\n          <fullUrl value=\"urn:uuid:4a0ca28d-b6ec-40de-9572-f3429b6bf895\"/>\n          <resource>\n            <Practitioner>\n              <id value=\"4a0ca28d-b6ec-40de-9572-f3429b6bf895\"/>\n              <meta>\n                <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Practitioner-1\"/>\n              </meta>\n              <identifier>\n                <system value=\"https://fhir.nhs.uk/Id/sds-user-id\"/>\n                <value value=\"000000000001\"/>\n              </identifier>\n              <name>\n                <use value=\"official\"/>\n                <family value=\"Testclinician\"/>\n                <given value=\"Sample\"/>\n                <prefix value=\"Dr\"/>\n              </name>\n              <telecom>\n                <system value=\"phone\"/>\n                <value value=\"01632 960000\"/>\n              </telecom>\n            </Practitioner>\n          </resource>\n        </entry>\n        <entry>\n          <fullUrl value=\"urn:uuid:39a7d6ec-d5c6-4db7-a3e5-af38a1c7b9bd\"/>\n          <resource>\n            <Organization>\n              <id value=\"39a7d6ec-d5c6-4db7-a3e5-af38a1c7b9bd\"/>\n              <meta>\n                <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1\"/>\n              </meta>\n              <identifier>\n                <system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/>\n                <value value=\"X00001\"/>\n              </identifier>\n              <name value=\"Imaginary Extended Access Hub\"/>\n              <telecom>\n                <system value=\"phone\"/>\n                <value value=\"01632 960001\"/>\n                <use value=\"work\"/>\n              </telecom>\n            </Organization>\n          </resource>\n        </entry>\n        <entry>\n          <fullUrl value=\"urn:uuid:96de4d3a-f5fa-45f4-ada4-c72a4e26eaa2\"/>\n          <resource>\n            <Organization>\n              <id value=\"96de4d3a-f5fa-45f4-ada4-c72a4e26eaa2\"/>\n              <meta>\n                <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1\"/>\n              </meta>\n              <identifier>\n                <system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/>\n                <value value=\"X00002\"/>\n              </identifier>\n              <name value=\"Make-Believe Surgery\"/>\n              <telecom>\n                <system value=\"phone\"/>\n                <value value=\"01632 960002\"/>\n                <use value=\"work\"/>\n              </telecom>\n            </Organization>\n          </resource>\n        </entry>\n        <entry>\n          <fullUrl value=\"urn:uuid:5eb5a57c-452a-4eed-8733-cc0215dbcf6b\"/>\n          <resource>\n            <Binary>\n              <id value=\"5eb5a57c-452a-4eed-8733-cc0215dbcf6b\"/>\n              <meta>\n                <profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Attachment-Binary-1\"/>\n              </meta>\n              <contentType value=\"application/pdf\"/>\n              <content value=\"JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+ZW5kb2JqCjIgMCBvYmo8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iagozIDAgb2JqPDwvVHlwZS9QYWdlL1BhcmVudCAyIDAgUi9NZWRpYUJveFswIDAgNTk1IDg0Ml0+PmVuZG9iagp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA1MiAwMDAwMCBuIAowMDAwMDAwMTAxIDAwMDAwIG4gCnRyYWlsZXI8PC9TaXplIDQvUm9vdCAxIDAgUj4+CnN0YXJ0eHJlZgoxNjQKJSVFT0YK\"/>\n            </Binary>\n          </resource>\n        </entry>\n      </Bundle>\n    </resource>\n  </entry>\n</Bundle>\n",
        "<family val",
    ),
    (
        "resource without an entry",
        SEND,
        "  <entry>\n    <fullUrl value=\"urn:uuid:b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>\n    <resource>\n      <Organization>\n        <id value=\"b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>\n        <meta>\n          <profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Organization-1\"/>\n        </meta>\n        <identifier>\n          <system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/>\n          <value value=\"X00001\"/>\n        </identifier>\n      </Organization>\n    </resource>\n  </entry>",
        "  <resource>\n      <Organization>\n        <id value=\"b4bf57d6-d316-4ea0-85d6-ee7b892e0302\"/>\n        <meta>\n          <profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Organization-1\"/>\n        </meta>\n        <identifier>\n          <system value=\"https://fhir.nhs.uk/Id/ods-organization-code\"/>\n          <value value=\"X00001\"/>\n        </identifier>\n      </Organization>\n    </resource>",
    ),
    ("empty value", SEND, "<family value=\"Testpatient\"/>", "<family value=\"\"/>"),
    ("empty display", SEND, "<display value=\"ITK GP Connect Send Document\"/>", "<display value=\"\"/>"),
    (
        "empty concept",
        SEND,
        "<type>\n                <coding>\n                  <system value=\"http://snomed.info/sct\"/>\n                  <code value=\"371531000\"/>\n                  <display value=\"Report of clinical encounter\"/>\n                </coding>\n              </type>",
        "<type/>",
    ),
    ("Bundle type misspelt", SEND, "<type value=\"message\"/>", "<type value=\"mesage\"/>"),
    ("Bundle of another type", SEND, "<type value=\"message\"/>", "<type value=\"document\"/>"),
    ("code of no section", CARE, "<code value=\"886921000000105\"/>", "<code value=\"12345\"/>"),
    ("code of another section", CARE, "<code value=\"886921000000105\"/>", "<code value=\"887181000000106\"/>"),
    ("code of a section missing", CARE, "<code value=\"886921000000105\"/>\n", ""),
    (
        "coding of a section misspelt",
        CARE,
        "<coding>\n                    <system value=\"http://snomed.info/sct\"/>\n                    <code value=\"886921000000105\"/>\n                    <display value=\"Allergies and adverse reactions\"/>\n                  </coding>",
        "<coidng>\n                    <system value=\"http://snomed.info/sct\"/>\n                    <code value=\"886921000000105\"/>\n                    <display value=\"Allergies and adverse reactions\"/>\n                  </coidng>",
    ),
];

/// The only finding that a fault gives, or all that it gives.
fn finding(issues: &[&Issue]) -> String {
    let one = |issue: &&Issue| format!("{} {} at {}: {}", issue.severity.word(), issue.rule, issue.path, issue.message);
    issues.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn place(issue: &Issue) -> String {
    issue.path.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Findings by rule and place, indices left out: a place may move when an entry goes.
fn counted(issues: &[Issue]) -> BTreeMap<(String, String), usize> {
    let mut counted = BTreeMap::new();
    for issue in issues {
        *counted.entry((issue.rule.to_string(), place(issue))).or_default() += 1;
    }
    counted
}

#[test]
fn each_kind_of_fault_gives_one_finding() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let validator = Validator::new();
    let (mut table, mut several) = (String::new(), Vec::new());
    for (kind, file, from, to) in FAULTS {
        let text = fs::read_to_string(folder.join("www/examples").join(file)).expect("an example");
        assert!(text.contains(from), "{kind}: {file} has no {from}");
        let mut wrong = text.replacen(from, to, 1);
        // Of an element the end tag is misspelt, too.
        if let (Some(name), Some(meant)) = (name_of(to), name_of(from))
            && name != meant
            && !to.contains(&format!("</{name}>"))
            && !from.contains("/>")
        {
            wrong = with_end(&wrong, text.find(from).expect("it is there"), meant, name);
        } else if kind == &"entry misspelt" {
            wrong = with_end(&wrong, text.find(from).expect("it is there"), "entry", "enrty");
        }
        let base = counted(&validator.validate(&text, &Options::default()).issues);
        let report = validator.validate(&wrong, &Options::default());
        let mut left = base;
        let new: Vec<&Issue> = report
            .issues
            .iter()
            .filter(|issue| match left.get_mut(&(issue.rule.to_string(), place(issue))) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .collect();
        writeln!(table, "{kind} ({file})\n    {}", finding(&new)).expect("a String takes everything");
        if new.len() != 1 {
            several.push(format!("{kind}: {}", finding(&new)));
        }
    }
    assert!(several.is_empty(), "one fault, but not one finding:\n{}", several.join("\n"));
    let path = folder.join("tests/one-fault.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).expect("the table is written");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), table, "UPDATE=1 cargo test takes the table over; read the difference");
}

/// The name of the first tag of a stretch of XML.
fn name_of(xml: &str) -> Option<&str> {
    let rest = xml.trim_start().strip_prefix('<')?;
    rest.split(|c: char| !c.is_ascii_alphanumeric()).next()
}

/// Renames the end tag that belongs to a start tag at a place.
fn with_end(text: &str, from: usize, name: &str, to: &str) -> String {
    let end = format!("</{name}>");
    let (mut depth, mut at) = (0, from + 1);
    loop {
        let Some(close) = text[at..].find(&end).map(|found| at + found) else { return text.to_owned() };
        depth += text[at..close].matches(&format!("<{name}>")).count();
        if depth == 0 {
            return [&text[..close], "</", to, ">", &text[close + end.len()..]].concat();
        }
        depth -= 1;
        at = close + end.len();
    }
}
