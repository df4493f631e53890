// @ts-check

import letter from "../examples/outpatient-letter.xml";
import response from "../examples/response-20013.json";
import sendDocument from "../examples/send-document.xml";
import mistakes from "../examples/send-document-mistakes.xml";
import updateRecord from "../examples/update-record.xml";
import { storiesOf } from "./stories.js";

/** Messages to start with; everybody in them is made up. */
export const EXAMPLES = [
  {
    name: "Seven mistakes",
    about: "A Send Document message with seven mistakes made on purpose, in XML",
    text: mistakes,
  },
  { name: "Send Document", about: "A GP Connect consultation report that conforms, in XML", text: sendDocument },
  { name: "Response", about: "The answer to it, 20013 Success, in JSON", text: response },
  { name: "Update Record", about: "A GP Connect update from a pharmacy that conforms, in XML", text: updateRecord },
  { name: "Outpatient letter", about: "A Transfer of Care message that conforms, in XML", text: letter },
  ...storiesOf({ "outpatient-letter": letter, "send-document": sendDocument, "update-record": updateRecord }),
];
