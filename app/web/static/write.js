// The part "Write": the situation goes out, advice comes back, then drafts.

import { getTemplates, postDrafts, Problem } from "./api.js";
import { adviceCard } from "./advice.js";
import { button, byId, copy, el, goTo, plural, say } from "./dom.js";
import { clearErrors, fieldAt, focusField, isSaid, markErrors, readFields } from "./fields.js";
import { chosenCountry, supportCard } from "./support.js";

const MOST_EXCLUDED = 500; // what one request may carry

const form = byId("write-form");
const result = byId("write-result");
const kind = byId("w-hook-kind");

let hooks = new Map();
let asked; // the situation as it was last answered
let seen = []; // templates of the drafts shown for it
let running;
let onCheck;

/** `onCheckDraft` is called with a draft's text and stage. */
export function startWrite(onCheckDraft) {
  onCheck = onCheckDraft;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("change", adapt);
  adapt();
  loadHooks();
}

async function loadHooks() {
  try {
    const answer = await getTemplates();
    hooks = new Map(answer.hooks.map((hook) => [hook.kind, hook]));
    kind.append(...answer.hooks.map((hook) => el("option", { value: hook.kind }, nameOf(hook.kind))));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    byId("w-hook-help").textContent = "The kinds of things to write about could not be loaded. Reload the page to try again.";
  }
}

const nameOf = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

/** Show the fields that matter for what was chosen, and how much each group holds. */
function adapt() {
  const raised = stageOf() === "mistake_raised";
  byId("w-hook").hidden = raised;
  byId("w-mistake-field").hidden = !raised;
  const hook = hooks.get(kind.value);
  byId("w-hook-detail-field").hidden = !hook;
  if (hook) {
    byId("w-hook-completes").textContent = `It completes: “${hook.completes.replace("….", "…")}”`;
    byId("w-hook-detail").placeholder = hook.example;
  }
  for (const group of form.querySelectorAll("details.group")) {
    const said = [...group.querySelectorAll("[data-pointer]")].filter(isSaid).length;
    group.querySelector(".said").textContent = said ? `${said} said` : "";
  }
}

const stageOf = () => form.querySelector("[name=w-stage]:checked").value;

function submit() {
  try {
    clearErrors(form);
    const said = readFields(form);
    requireName(said);
    ask({ ...said, today: today(), country: chosenCountry() }, showAll);
  } catch (error) {
    fail(error);
  }
}

function requireName(said) {
  if (said.recipient?.name) return;
  throw new Problem("", [{ pointer: "/recipient/name", message: "Please add a name; the text is written to it." }]);
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

async function ask(situation, show) {
  running?.abort();
  const mine = (running = new AbortController());
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await postDrafts(situation, mine.signal);
    byId("write-error").textContent = "";
    asked = situation;
    show(answer);
  } catch (error) {
    if (error.name !== "AbortError") fail(error);
  }
  if (running === mine) result.removeAttribute("aria-busy");
}

function fail(error) {
  if (!(error instanceof Problem)) throw error;
  if (error.support.length) result.replaceChildren(supportCard(error.support, "First of all", submit));
  const placed = markErrors(form, error);
  byId("write-error").textContent = placed ? "" : error.message;
  if (placed) say(error.message);
}

function showAll(answer) {
  seen = [];
  const refused = answer.advice.decision === "do_not_contact";
  const stage = asked.stage;
  const advice = adviceCard(answer.advice, {
    hasField: (pointer) => Boolean(pointer && fieldAt(form, pointer)),
    onQuestion: (pointer) => focusField(fieldAt(form, pointer)),
    onCountry: () =>
      ask({ ...asked, seed: answer.seed, country: chosenCountry() }, (again) => {
        showAll(again);
        result.querySelector(".support select")?.focus();
      }),
  });
  const drafts = el("section", { class: "drafts", "aria-label": "Drafts" });
  result.replaceChildren(advice, refused ? "" : drafts);
  if (!refused) {
    drafts.append(el("h3", { tabindex: "-1" }, "Drafts"), el("div", { class: "draft-list" }), el("div", { class: "draft-foot" }));
    addDrafts(drafts, answer, stage);
  }
  goTo(byId("advice-heading"));
  say(refused ? "There is advice, and no drafts." : `Advice, then ${plural(answer.drafts.length, "draft", "drafts")}.`);
}

function addDrafts(drafts, answer, stage) {
  const cards = answer.drafts.map((draft) => draftCard(draft, stage));
  seen = [...seen, ...answer.drafts.map((draft) => draft.template)].slice(-MOST_EXCLUDED);
  drafts.querySelector(".draft-list").append(...cards);
  const more = button("More drafts", () =>
    ask({ ...asked, exclude_templates: seen }, (again) => {
      asked = { ...asked, exclude_templates: [] };
      const first = addDrafts(drafts, again, stage);
      goTo(first ?? drafts.querySelector(".draft-foot p") ?? drafts);
      say(plural(again.drafts.length, "more draft", "more drafts"));
    }),
  );
  const shortfall = answer.shortfall && el("p", { class: "help", tabindex: "-1" }, shortfallOf(answer));
  drafts.querySelector(".draft-foot").replaceChildren(...[shortfall, answer.drafts.length > 0 && more].filter(Boolean));
  return cards[0];
}

const shortfallOf = ({ drafts, shortfall }) =>
  drafts.length || !seen.length ? shortfall : "Those were all there are for this. Another tone, or another thing to write about, gives others.";

function draftCard(draft, stage) {
  const message = el("p", { class: "message" }, draft.text);
  const { characters, segments } = draft.review.length;
  return el(
    "article",
    { class: "card draft", tabindex: "-1", "aria-label": "Draft" },
    message,
    el("p", { class: "help" }, `${draft.why} (${characters} characters, ${plural(segments, "text message", "text messages")})`),
    el(
      "div",
      { class: "row" },
      button("Copy", ({ currentTarget }) => copy(draft.text, message, currentTarget), { class: "primary" }),
      el("a", { class: "button", href: `sms:?&body=${encodeURIComponent(draft.text)}` }, "Open in messages"),
      button("Check it", () => onCheck(draft.text, stage)),
    ),
  );
}
