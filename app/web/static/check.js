// The part "Check": reviews a text while it is typed, and fully on the button. Everything is kept in memory only.

import { postReview, Problem } from "./api.js";
import { byId, copy, goTo, say, setOnce } from "./dom.js";
import { clearErrors, isSaid, markErrors } from "./fields.js";
import { drawMarks, movedFlags, replaced } from "./marks.js";
import { headlineOf, reviewView } from "./review.js";
import { chosenCountry } from "./support.js";

const TYPING_PAUSE = 400; // milliseconds
const MOST_IGNORED = 500; // what one request may carry

const form = byId("check-form");
const field = byId("c-text");
const backdrop = byId("c-backdrop");
const result = byId("check-result");
const undo = byId("c-undo");

const toVerdict = () => goTo(result.querySelector("h3"));

let text = "";
let flags = [];
let full = false; // whether the last review was asked for with the button
let ignored = [];
let earlier = []; // texts to go back to
let pause;
let running;

export function startCheck() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  field.addEventListener("input", () => {
    earlier = [];
    changed();
    later();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "c-stage") refresh();
  });
  undo.addEventListener("click", () => {
    field.value = earlier.pop();
    changed();
    refresh();
    field.focus();
  });
  byId("c-copy").addEventListener("click", ({ currentTarget }) => copy(field.value, field, currentTarget));
  changed();
}

/** Take over a text, for instance a draft, and check it. */
export function checkText(taken, stage) {
  form.querySelector(`[name="c-stage"][value="${stage}"]`).checked = true;
  setText(taken);
  check();
}

function check() {
  if (!isSaid(field)) {
    clear();
    markErrors(form, new Problem("", [{ pointer: "/text", message: "Write or paste a text first." }]));
    return;
  }
  full = true;
  review({ then: toVerdict });
}

function later() {
  clearTimeout(pause);
  full = false;
  pause = setTimeout(() => (isSaid(field) ? review() : clear()), TYPING_PAUSE);
}

/** Review again at the depth of last time. */
function refresh(then) {
  clearTimeout(pause);
  if (isSaid(field)) review({ then });
  else clear();
}

async function review({ then } = {}) {
  clearTimeout(pause);
  running?.abort();
  const mine = (running = new AbortController());
  const asked = { text: field.value, stage: form.querySelector("[name=c-stage]:checked").value, full };
  result.setAttribute("aria-busy", "true");
  try {
    show(await postReview(requestOf(asked), mine.signal), asked);
    then?.();
  } catch (error) {
    if (error.name !== "AbortError") fail(error, { focus: Boolean(then) });
  }
  if (running === mine) result.removeAttribute("aria-busy");
}

function requestOf(asked) {
  return {
    text: asked.text,
    stage: asked.stage,
    country: chosenCountry(),
    dialect: dialect(),
    ignore: ignored,
    depth: asked.full ? "full" : "rules",
    grammar: asked.full,
  };
}

/** What was chosen under "Write", else the browser's English where the service knows it: only grammar rests on it. */
function dialect() {
  const chosen = byId("w-dialect");
  const known = [...chosen.options].map((option) => option.value);
  return chosen.value || navigator.languages.find((tag) => tag && known.includes(tag)) || null;
}

function show(answer, asked) {
  clearErrors(form);
  setOnce(byId("check-error"), "");
  flags = movedFlags(answer.flags, asked.text, field.value);
  draw();
  showLength(answer.length);
  const view = reviewView(answer, {
    full: asked.full,
    hidden: ignored.length,
    onApply: (flag) => change(flag, (current) => replaced(field.value, current)),
    onEdit: edit,
    onLook: draw,
    onRewrite: () => {
      setText(answer.rewrite);
      refresh(toVerdict);
    },
    onIgnore: (flag) => {
      ignored = [...ignored, flag.fingerprint].slice(-MOST_IGNORED);
      refresh(toVerdict);
    },
    onShowHidden: () => {
      ignored = [];
      refresh(toVerdict);
    },
    onCountry: () => refresh(() => result.querySelector(".support select")?.focus()),
  });
  const wasInside = result.contains(document.activeElement);
  result.replaceChildren(...view);
  if (wasInside) result.querySelector("h3").focus({ preventScroll: true });
  say(headlineOf(answer, ignored.length).join(" "));
}

function fail(error, { focus }) {
  if (!(error instanceof Problem)) throw error;
  flags = [];
  draw();
  result.replaceChildren();
  const placed = markErrors(form, error, { focus });
  setOnce(byId("check-error"), placed ? "" : error.message);
}

function clear() {
  running?.abort();
  flags = [];
  result.replaceChildren();
  result.removeAttribute("aria-busy");
  setOnce(byId("check-error"), "");
  clearErrors(form);
  byId("c-length").textContent = "Up to 2,000 characters.";
  draw();
}

function showLength({ characters, segments }) {
  const messages = segments === 1 ? "one text message" : `${segments} text messages`;
  byId("c-length").textContent = `${characters} ${characters === 1 ? "character" : "characters"}, ${messages}.`;
}

/** The flag as it lies in the text now; undefined where its words have been touched since. */
const currentOf = (flag) => flags.find((other) => other.fingerprint === flag.fingerprint && other.rule === flag.rule);

function change(flag, make) {
  const current = currentOf(flag);
  if (current) setText(make(current));
  refresh(toVerdict);
}

function edit(flag) {
  const current = currentOf(flag);
  field.focus({ preventScroll: true });
  if (current) field.setSelectionRange(current.start_utf16, current.end_utf16);
  (backdrop.querySelector("mark.active") ?? field).scrollIntoView({ block: "center" });
}

function setText(wanted) {
  if (isSaid(field) && wanted !== field.value) earlier.push(field.value);
  field.value = wanted;
  changed();
}

/** The text is another one now: move the marks along. */
function changed() {
  flags = movedFlags(flags, text, field.value);
  text = field.value;
  undo.hidden = earlier.length === 0;
  draw();
}

function draw(looked) {
  drawMarks(backdrop, field.value, flags, looked && currentOf(looked));
}
