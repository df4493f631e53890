import { Validator as Bound } from "./bindings.js";
import { loadedOnDemand, loadOnDemand } from "./more.js";
import { init, initSync, isReady } from "./start.js";
import { uuid } from "./uuid.js";

export { init, initSync };

/** A `TypeError` with a stable code. */
const wrong = (code, message) => Object.assign(new TypeError(`itk3-validator: ${message}`), { code });

/** Serves the calls that bring no validator of their own. */
let shared;

/** A text that was read once, and of which several things can be asked. `Validator.open` makes it. */
export class Document {
  #bound;

  constructor(bound) {
    this.#bound = bound;
  }

  #opened() {
    if (!this.#bound) throw wrong("ERR_ITK3_FREED", "this document was freed; open the text again.");
    return this.#bound;
  }

  namesUnloaded(options) {
    return this.#opened().namesUnloaded(options);
  }

  validate(options) {
    return this.#opened().validate(options);
  }

  operationOutcome(format, options) {
    return this.#opened().operationOutcome(format, options);
  }

  render(form, options) {
    return this.#opened().render(form, options);
  }

  redact() {
    return this.#opened().redact();
  }

  map() {
    return this.#opened().map();
  }

  explain(offset) {
    return this.#opened().explain(offset);
  }

  insertion(issue, options) {
    return this.#opened().insertion(issue, options);
  }

  convert(format) {
    return this.#opened().convert(format);
  }

  buildAcknowledgement(outcome, responder, options) {
    return this.#opened().buildAcknowledgement(outcome, responder, complete(options));
  }

  simulate(responder, options) {
    return this.#opened().simulate(responder, complete(options, 2 * IDS));
  }

  reviewConversation(responses, options) {
    return this.#opened().reviewConversation(responses, options);
  }

  free() {
    this.#bound?.free();
    this.#bound = undefined;
  }
}

export class Validator extends Bound {
  #isFreed = false;

  static {
    // Asked anything after it was freed, the module would speak of a null pointer.
    for (const name of Object.getOwnPropertyNames(Bound.prototype)) {
      if (Object.hasOwn(Validator.prototype, name) || name.startsWith("__")) continue;
      Object.defineProperty(Validator.prototype, name, {
        configurable: true,
        writable: true,
        value(...words) {
          this.#alive();
          return Bound.prototype[name].apply(this, words);
        },
      });
    }
  }

  #alive() {
    if (this.#isFreed) throw wrong("ERR_ITK3_FREED", "this validator was freed; make another one.");
  }

  constructor() {
    if (!isReady())
      throw wrong(
        "ERR_ITK3_NOT_LOADED",
        "the module is not loaded yet: `await init()` first, or use `validate`, which does so itself.",
      );
    super();
    const loaded = loadedOnDemand();
    if (loaded) this.addOnDemand(loaded);
  }

  free() {
    if (!this.#isFreed) super.free();
    this.#isFreed = true;
  }

  async loadFor(message, options) {
    if (!this.namesUnloaded(message, options)) return;
    const loaded = await loadOnDemand();
    if (loaded) this.addOnDemand(loaded);
  }

  open(text, options) {
    this.#alive();
    return new Document(super.open(text, options));
  }

  buildAcknowledgement(message, outcome, responder, options) {
    this.#alive();
    return super.buildAcknowledgement(message, outcome, responder, complete(options));
  }

  simulate(message, responder, options) {
    return super.simulate(message, responder, complete(options, 2 * IDS));
  }

  reviewConversation(message, responses, options) {
    this.#alive();
    return super.reviewConversation(message, responses, options);
  }
}

/** Most ids that an acknowledgement has. */
const IDS = 6;

/**
 * The engine knows neither clock nor chance: both are arguments, supplied here where they are left out. What is given and makes no
 * sense goes on as it is: the engine says so.
 */
function complete(options = {}, most = IDS) {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return options;
  const { ids = [], now = new Date().toISOString() } = options;
  if (!Array.isArray(ids)) return options;
  const missing = Array.from({ length: Math.max(0, most - ids.length) }, uuid);
  return { ...options, ids: [...ids, ...missing], now };
}

export async function validate(text, options) {
  await init();
  shared ??= new Validator();
  await shared.loadFor(text, options);
  return shared.validate(text, options);
}

export function validateSync(text, options) {
  shared ??= new Validator();
  return shared.validate(text, options);
}

export async function buildAcknowledgement(message, outcome, responder, options) {
  await init();
  return buildAcknowledgementSync(message, outcome, responder, options);
}

export function buildAcknowledgementSync(message, outcome, responder, options) {
  shared ??= new Validator();
  return shared.buildAcknowledgement(message, outcome, responder, options);
}

export async function reviewConversation(message, responses, options) {
  await init();
  return reviewConversationSync(message, responses, options);
}

export function reviewConversationSync(message, responses, options) {
  shared ??= new Validator();
  return shared.reviewConversation(message, responses, options);
}

export async function responseCodes(generation) {
  await init();
  return responseCodesSync(generation);
}

export function responseCodesSync(generation) {
  shared ??= new Validator();
  return shared.responseCodes(generation);
}

export async function rules() {
  await init();
  return rulesSync();
}

export function rulesSync() {
  shared ??= new Validator();
  return shared.rules();
}

export const version = () => ITK3_VERSION;
