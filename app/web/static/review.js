// Shows a review: help first, then the verdict, the flags, a mended version, hints, and the small print.

import { button, el, plural } from "./dom.js";
import { strengthOf } from "./marks.js";
import { supportCard } from "./support.js";

const NOT_JUDGED = "hint.not-english";
const HEADLINES = {
  clear: "Reads clear",
  soften: "Could be softer",
  rethink: "Worth another thought",
};

/** The verdict in words: a headline and a line below it. */
export function headlineOf(review, hidden) {
  if (inCrisis(review)) return ["The text can wait", "You come first, and a text is never urgent."];
  if (!review.flags.length) {
    if (review.hints.some((hint) => hint.rule === NOT_JUDGED)) return ["Not judged", "Only English can be read here."];
    return [HEADLINES.clear, hidden ? "Nothing else to look at." : "Nothing in it sounds like begging or pressing."];
  }
  const headline = HEADLINES[review.verdict] ?? "Some things to look at";
  return [headline, `${plural(review.flags.length, "place", "places")} to look at.`];
}

/** The parts of the answer, in order. `on…` are called with a flag where one is meant. */
export function reviewView(review, on) {
  const [headline, below] = headlineOf(review, on.hidden);
  const verdict = inCrisis(review) || !(review.verdict in HEADLINES) ? "other" : review.verdict;
  return [
    supportCard(review.support, inCrisis(review) ? "First of all" : "Somebody to talk to", on.onCountry),
    el(
      "div",
      { class: `verdict ${verdict}` },
      el("h3", { tabindex: "-1" }, headline),
      el("p", {}, below),
    ),
    review.flags.length > 0 && el("ol", { class: "flags" }, review.flags.map((flag) => flagItem(flag, on))),
    rewriteCard(review, on),
    hintList(review.hints),
    grammarNote(review.grammar, on.full),
    on.hidden > 0 && hiddenNote(on),
  ].filter(Boolean);
}

const inCrisis = (review) =>
  review.flags.some((flag) => flag.category === "crisis") || review.support.some((line) => line.kind === "crisis");

function flagItem(flag, on) {
  const words = button(`“${flag.text}”`, () => on.onEdit(flag), { class: "words" });
  words.append(el("span", { class: "visually-hidden" }, " Go to these words"));
  const item = el(
    "li",
    { class: `card flag ${strengthOf(flag)}` },
    el("h4", {}, flag.reason, flag.category !== "crisis" && severityTag(flag)),
    words,
    flag.instead && el("p", {}, el("b", {}, "Instead: "), flag.instead),
    flag.why && el("details", {}, el("summary", {}, "Why"), el("p", {}, flag.why)),
    el(
      "div",
      { class: "row" },
      typeof flag.replacement === "string" && button(replaceLabel(flag), () => on.onApply(flag)),
      button("Don't show this one again", () => on.onIgnore(flag), { class: "quiet-button" }),
    ),
  );
  item.addEventListener("focusin", () => on.onLook(flag));
  item.addEventListener("pointerenter", () => on.onLook(flag));
  item.addEventListener("pointerleave", () => on.onLook());
  return item;
}

const severityTag = (flag) =>
  el("span", { class: "tag" }, flag.severity === "strong" ? "lands hard" : "leans that way");

const replaceLabel = (flag) => (flag.replacement === "" ? "Cut these words" : `Use “${flag.replacement}”`);

function rewriteCard(review, on) {
  if (review.rewrite === null) return noRewrite(review);
  return el(
    "section",
    { class: "card", "aria-label": "The text, mended" },
    el("h4", {}, "The text, mended"),
    el("p", { class: "message" }, review.rewrite),
    el("div", { class: "row" }, button("Use this", on.onRewrite)),
  );
}

function noRewrite(review) {
  if (review.rewrite_status !== "none" || review.support.length) return null;
  const words = "There is no ready-made mend for this one. Starting anew from one real thing may be easier, under “Write”.";
  return el("p", { class: "help no-rewrite" }, words);
}

function hintList(hints) {
  if (!hints.length) return null;
  return el(
    "section",
    { class: "hints", "aria-label": "Worth a thought" },
    el("h4", {}, "Worth a thought"),
    el("ul", {}, hints.map((hint) => el("li", {}, hint.reason))),
  );
}

function grammarNote(grammar, full) {
  if (!full || grammar.status === "off") return null;
  if (grammar.status !== "ok" && !grammar.issues.length) {
    return el("p", { class: "help" }, "The grammar check isn't there just now.");
  }
  if (!grammar.issues.length) return null;
  return el(
    "section",
    { class: "help", "aria-label": "Grammar" },
    el("h4", {}, "Grammar"),
    el("ul", {}, grammar.issues.map((issue) => el("li", {}, issue.message.replace(/`([^`]*)`/g, "“$1”"), suggestion(issue)))),
  );
}

function suggestion({ replacements }) {
  const some = replacements.filter(Boolean).map((words) => `“${words}”`);
  return some.length > 0 && ` Perhaps: ${some.join(", ")}.`;
}

function hiddenNote({ hidden, onShowHidden }) {
  return el("p", { class: "help" }, `${hidden} not shown any more. `, button("Show again", onShowHidden, { class: "quiet-button" }));
}
