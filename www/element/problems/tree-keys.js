// @ts-check
// The keys of the ARIA tree pattern. The flat order of the elements is the order of the arrows.

/**
 * @typedef {object} TreeMoves
 * @property {(target: HTMLElement) => void} arrive
 * @property {(target: HTMLElement, open: boolean) => void} setOpen
 * @property {() => void} openAll
 * @property {(target: HTMLElement) => void} activate
 * @property {(target: HTMLElement) => void} copy
 * @property {() => void} byRule
 */

/** Letters typed one after the other within this time are one word. */
const PAUSE = 700;
let typed = "";
let typedAt = -Infinity;

/**
 * Acts on a key; true where the key meant something here.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} tree
 * @param {HTMLElement} target
 * @param {TreeMoves} moves
 */
export function treeKey(event, tree, target, moves) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const act = KEYS[event.key];
  if (act) {
    act(tree, target, moves);
    return true;
  }
  // Letters that do something, as long as no word is being typed.
  const letter = event.timeStamp - typedAt > PAUSE && !event.repeat ? LETTERS[event.key] : undefined;
  if (letter) {
    letter(target, moves);
    return true;
  }
  if (event.key.length !== 1 || event.key === " ") return false;
  const found = typeAhead(event, tree, target);
  if (found) moves.arrive(found);
  return true;
}

/** @type {Record<string, (tree: HTMLElement, target: HTMLElement, moves: TreeMoves) => void>} */
const KEYS = {
  ArrowDown: (_, target, { arrive }) => goTo(target.nextElementSibling, arrive),
  ArrowUp: (_, target, { arrive }) => goTo(target.previousElementSibling, arrive),
  Home: (tree, _, { arrive }) => goTo(tree.firstElementChild, arrive),
  End: (tree, _, { arrive }) => goTo(tree.lastElementChild, arrive),
  ArrowRight(_, target, { arrive, setOpen }) {
    if (target.ariaExpanded === "false") setOpen(target, true);
    else if (target.ariaExpanded === "true") goTo(target.nextElementSibling, arrive);
  },
  ArrowLeft(_, target, { arrive, setOpen }) {
    if (target.ariaExpanded === "true") setOpen(target, false);
    else goTo(parentOf(target), arrive);
  },
  "*": (_, __, { openAll }) => openAll(),
  Enter: (_, target, { activate }) => activate(target),
  " "(_, target, moves) {
    if (target.classList.contains("row-more")) moves.activate(target);
    else moves.arrive(target);
  },
};

/** @type {Record<string, (target: HTMLElement, moves: TreeMoves) => void>} */
const LETTERS = {
  c: (target, { copy }) => copy(target),
  r: (_, { byRule }) => byRule(),
};

/** @param {Element | null} target @param {(target: HTMLElement) => void} arrive */
function goTo(target, arrive) {
  if (target) arrive(/** @type {HTMLElement} */ (target));
}

/** @param {HTMLElement} target */
function parentOf(target) {
  const level = Number(target.ariaLevel);
  let at = target.previousElementSibling;
  while (at && Number(at.ariaLevel) >= level) at = at.previousElementSibling;
  return at;
}

/**
 * The next row whose text starts with what was typed.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} tree
 * @param {HTMLElement} target
 */
function typeAhead(event, tree, target) {
  const fresh = event.timeStamp - typedAt > PAUSE;
  typed = (fresh ? "" : typed) + event.key.toLowerCase();
  typedAt = event.timeStamp;
  const rows = /** @type {HTMLElement[]} */ ([...tree.children]);
  const at = rows.indexOf(target);
  // A word in the making may stay where it is; a new one moves on.
  const first = fresh ? at + 1 : at;
  return [...rows.slice(first), ...rows.slice(0, first)].find((row) => startOf(row).startsWith(typed));
}

/** @param {HTMLElement} row */
function startOf(row) {
  const label = row.querySelector(".row-label");
  const words = [...(label?.childNodes ?? [])].filter(
    (part) => !(part instanceof Element && part.classList.contains("unseen")),
  );
  return words
    .map((part) => part.textContent)
    .join("")
    .toLowerCase();
}
