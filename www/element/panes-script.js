// @ts-check
// The tabs beside the problems, as a script of their own: many a page that embeds the element never opens one.
import { createConversation } from "./conversation/conversation.js";
import { createMap } from "./map/map.js";
import { createReply } from "./reply/reply.js";
import { whyOf } from "./problems/why.js";
import { createReport } from "./report/report.js";

/** @type {any} */ (globalThis).itk3Why = { whyOf };
export const panes = { map: createMap, reply: createReply, report: createReport, conversation: createConversation };

/** @type {any} */ (globalThis).itk3Panes = panes;
