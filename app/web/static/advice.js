// Shows advice: whether and when to write, and why, before any draft.

import { button, el } from "./dom.js";
import { supportCard } from "./support.js";

const SHOWN_QUESTIONS = 3;
const DECISIONS = {
  send_now: "You can write now",
  wait: "Wait a little first",
  reflect_first: "Think it over first",
  do_not_contact: "Better to let this one be",
};
const ODDS = {
  better: "Going by what you said, more speaks for it than against.",
  even: "Going by what you said, it could go either way.",
  worse: "Going by what you said, it won't be easy.",
};

/** The advice as a card. `hasField` says whether a pointer has a field, `onQuestion` goes there. */
export function adviceCard(advice, { hasField, onQuestion, onCountry }) {
  const refused = advice.decision === "do_not_contact";
  const questions = advice.questions.filter((question) => question.kind !== "reflect");
  return el(
    "section",
    { class: `card advice ${advice.decision in DECISIONS ? advice.decision : "other"}`, "aria-labelledby": "advice-heading" },
    el("p", { class: "eyebrow" }, "Advice"),
    el("h3", { id: "advice-heading", tabindex: "-1" }, DECISIONS[advice.decision] ?? "Read this first"),
    advice.send_not_before && el("p", { class: "date" }, advice.decision === "wait" ? "Not before " : "If you write, not before ", dateOf(advice.send_not_before)),
    refused && el("p", {}, "We have no drafts for this, because another message would most likely hurt, them or you. Here is why."),
    list(advice.reasons.map((reason) => reason.text)),
    supportCard(advice.support, "Somebody to talk to", onCountry),
    !refused && oddsPart(advice.odds),
    reflectPart(advice.questions.filter((question) => question.kind === "reflect")),
    questionPart(questions, hasField, onQuestion),
  );
}

const list = (lines) => lines.length > 0 && el("ul", {}, lines.map((line) => el("li", {}, line)));

function dateOf(day) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });
  return el("time", { datetime: day }, format.format(new Date(`${day}T00:00:00Z`)));
}

function oddsPart(odds) {
  if (!odds.factors.length) return null;
  return [
    el("h4", {}, "How it stands"),
    ODDS[odds.level] && el("p", {}, ODDS[odds.level]),
    el("ul", { class: "factors" }, odds.factors.map(factorItem)),
  ];
}

function factorItem({ effect, reason }) {
  const label = { better: "Helps", worse: "Makes it harder" }[effect] ?? "Counts";
  return el("li", { class: effect === "better" ? "better" : "worse" }, el("b", {}, `${label}: `), reason);
}

function reflectPart(questions) {
  return questions.length > 0 && [el("h4", {}, "Worth asking yourself"), list(questions.map((question) => question.text))];
}

function questionPart(questions, hasField, onQuestion) {
  if (!questions.length) return null;
  const items = questions.map((question) =>
    el("li", {}, hasField(question.pointer) ? button(question.text, () => onQuestion(question.pointer)) : question.text),
  );
  const rest = items.slice(SHOWN_QUESTIONS);
  return [
    el("h4", {}, "What would help to know"),
    el("ul", { class: "questions" }, items.slice(0, SHOWN_QUESTIONS)),
    rest.length > 0 &&
      el("details", {}, el("summary", {}, `${rest.length} more`), el("ul", { class: "questions" }, rest)),
  ];
}
