// Flagged spans under the text: drawing them, keeping them in place while typing, replacing their words.
// All offsets are UTF-16 units, which is how this language counts.

import { el } from "./dom.js";

/** How a flag is shown: words of crisis are never shown as a fault. */
export function strengthOf(flag) {
  if (flag.category === "crisis") return "care";
  return flag.severity === "strong" ? "strong" : "mild";
}

/** Draw the text with its marks into the backdrop; `active` is the flag being looked at. */
export function drawMarks(backdrop, text, flags, active) {
  const edges = new Set([0, text.length, ...flags.flatMap((flag) => [flag.start_utf16, flag.end_utf16])]);
  const sorted = [...edges].sort((one, other) => one - other);
  const pieces = sorted.slice(1).map((end, index) => {
    const start = sorted[index];
    const words = text.slice(start, end);
    const here = flags.filter((flag) => flag.start_utf16 <= start && flag.end_utf16 >= end);
    if (!here.length) return words;
    const strongest = here.find((flag) => flag.severity === "strong") ?? here[0];
    return el("mark", { class: strengthOf(strongest) + (here.includes(active) ? " active" : "") }, words);
  });
  backdrop.replaceChildren(...pieces, "\u200b"); // the last keeps the height of an empty last line
}

/** The flags of `before` as they lie in `after`; those whose words were touched are dropped. */
export function movedFlags(flags, before, after) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const shift = after.length - before.length;
  return flags.flatMap((flag) => {
    if (flag.end_utf16 <= head) return [flag];
    if (flag.start_utf16 < before.length - tail) return [];
    return [{ ...flag, start_utf16: flag.start_utf16 + shift, end_utf16: flag.end_utf16 + shift }];
  });
}

/** The text with a flag's replacement in place; a cut closes the gap it leaves. */
export function replaced(text, { start_utf16: start, end_utf16: end, replacement }) {
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (replacement !== "") return before + replacement + after;
  if (/^\s*([.!?;:)]|$)/.test(after)) {
    const kept = before.replace(/[ ,]+$/, "");
    return kept + (/(^|[.!?\n])$/.test(kept) ? after.replace(/^\s*[.!?;:]+ ?/, kept && " ").trimEnd() : after);
  }
  if (!/(^|\s)$/.test(before)) return before + after;
  const rest = after.replace(/^[ ,]+/, "");
  const opensUpper = before === "" && /^\p{Lu}/u.test(text);
  return before + (opensUpper ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest);
}
