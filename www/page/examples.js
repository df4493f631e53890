// @ts-check

import events from "../examples/events.xml";
import eventsMistakes from "../examples/events-mistakes.xml";
import letter from "../examples/outpatient-letter.xml";
import letterMistakes from "../examples/outpatient-letter-mistakes.xml";
import response from "../examples/response-20013.json";
import sendDocument from "../examples/send-document.xml";
import sendDocumentMistakes from "../examples/send-document-mistakes.xml";
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
    about: "An outpatient letter with three mistakes made on purpose",
    text: letterMistakes,
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
  {
    group: "Events Management Service",
    name: "Event, mistakes",
    about: "A message about an event with three mistakes made on purpose",
    text: eventsMistakes,
  },
  {
    group: "Events Management Service",
    name: "Event",
    about: "A message about an event that conforms",
    text: events,
  },
  ...storiesOf({ "outpatient-letter": letter, "send-document": sendDocument, "update-record": updateRecord }),
];
