// @ts-check
// Why there is a rule, with an example: the engine knows each of them, and is asked once.

/** @typedef {import("../../index.d.ts").Rule} Rule */

/** @param {(name: string, args: unknown[], topic?: string) => Promise<import("../engine/client.js").Answer<any>>} ask */
export function createWhy(ask) {
  /** @type {Map<string, Rule> | undefined} */
  let rules;
  return {
    /**
     * What is known of the rule of a finding; of the invariants there is one rule for all.
     *
     * @param {Pick<import("../../index.d.ts").Issue, "rule" | "code">} issue
     * @returns {Promise<Rule | undefined>}
     */
    async of({ rule, code }) {
      if (!rules) {
        const answer = await ask("rules", [], "rules");
        if (answer.kind !== "done") return undefined;
        rules = new Map(answer.value.map((/** @type {Rule} */ one) => [one.id, one]));
      }
      return rules.get(rule) ?? (code === "invariant" ? rules.get("invariant") : undefined);
    },
  };
}
