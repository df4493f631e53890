// @ts-check

import letter from "../examples/outpatient-letter.xml";
import response from "../examples/response-20013.json";
import sendDocument from "../examples/send-document.xml";
import sendDocumentMistakes from "../examples/send-document-mistakes.xml";
import transferOfCare from "../examples/transfer-of-care.xml";
import transferOfCareMistakes from "../examples/transfer-of-care-mistakes.xml";
import updateRecord from "../examples/update-record.xml";
import updateRecordMistakes from "../examples/update-record-mistakes.xml";
import { storiesOf } from "./stories.js";

/** Messages to start with, by programme; everybody in them is made up. */
export const EXAMPLES = [
  {
    group: "GP Connect Send Document",
    name: "Seven mistakes",
    about: "A consultation report with seven mistakes made on purpose, in XML",
    text: sendDocumentMistakes,
  },
  {
    group: "GP Connect Send Document",
    name: "Send Document",
    about: "A consultation report that conforms, in XML",
    text: sendDocument,
  },
  {
    group: "GP Connect Send Document",
    name: "Response",
    about: "The answer to it, 20013 Success, in JSON",
    text: response,
  },
  {
    group: "Transfer of Care",
    name: "Three mistakes",
    about: "An emergency care discharge with three mistakes made on purpose",
    text: transferOfCareMistakes,
  },
  {
    group: "Transfer of Care",
    name: "Emergency care",
    about: "An emergency care discharge without errors",
    text: transferOfCare,
  },
  {
    group: "Transfer of Care",
    name: "Outpatient letter",
    about: "An outpatient letter that conforms",
    text: letter,
  },
  {
    group: "Update Record",
    name: "Update, mistakes",
    about: "An update of a record with three mistakes made on purpose",
    text: updateRecordMistakes,
  },
  { group: "Update Record", name: "Update Record", about: "An update of a record without errors", text: updateRecord },
  ...storiesOf({ "outpatient-letter": letter, "send-document": sendDocument, "update-record": updateRecord }),
];
