// @ts-check
// The tabs beside the problems, as a script of their own: many a page that embeds the element never opens one.
import { createConversation } from "./conversation/conversation.js";
import { createHelp } from "./help.js";
import { createReply } from "./reply/reply.js";
import { createReport } from "./report/report.js";
import { createWrongFinding } from "./share/wrong.js";

/** What is told beside the report: how the checker is used. */
export const more = { createHelp, createWrongFinding };

export const panes = { reply: createReply, report: createReport, conversation: createConversation };

/** @type {any} */ (globalThis).itk3Panes = panes;
/** @type {any} */ (globalThis).itk3More = more;
