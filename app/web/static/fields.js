// Reads the fields of a form into a request, and marks those a problem points at. A field's address in the
// request is its `data-pointer` (a JSON Pointer); an empty field is unknown and not sent.

import { Problem } from "./api.js";
import { el } from "./dom.js";

const PLAIN_WORDS = [
  [/^(Field required|Is only white space|(String|Value) should have at least 1 (character|item).*)\.$/, "Please fill this in."],
  [/^(?:String|Value) should have at most (\d+) (?:character|item)s?.*$/, "Please use at most $1 characters."],
  [/^Input should be a valid integer.*$/, "Please use a whole number."],
  [/^Input should be greater than or equal to (\S+?)\.?$/, "Please use $1 or more."],
  [/^Input should be less than or equal to (\S+?)\.?$/, "Please use $1 or less."],
];

/** Everything that was said in a form, as a nested object. Raises Problem for a number that is none. */
export function readFields(form) {
  const request = {};
  for (const field of fieldsOf(form)) {
    if (field.closest("form [hidden]") || (field.type === "radio" && !field.checked)) continue;
    const value = valueOf(field);
    if (value !== null) put(request, field.dataset.pointer, value);
  }
  return request;
}

/** Whether anything was said in a field. */
export const isSaid = (field) => field.value.trim() !== "";

/** The field a pointer means: itself, or the first one below it; undefined where there is none. */
export function fieldAt(form, pointer) {
  const fields = fieldsOf(form);
  return (
    fields.find((field) => field.dataset.pointer === pointer) ??
    fields.find((field) => pointer && field.dataset.pointer.startsWith(`${pointer}/`))
  );
}

/** Open whatever a field is folded into and go to it. */
export function focusField(field) {
  const group = field.closest("details");
  if (group) group.open = true;
  field.focus({ preventScroll: true });
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
}

/** Mark the fields of a problem and focus the first, unless told not to. Answers whether every error had its field. */
export function markErrors(form, problem, { focus = true } = {}) {
  clearErrors(form);
  const messages = new Map();
  for (const error of problem.errors) {
    const field = fieldAt(form, error.pointer);
    if (field) messages.set(field, [...(messages.get(field) ?? []), messageOf(error, field)]);
  }
  for (const [field, lines] of messages) mark(field, lines);
  const first = fieldsOf(form).find((field) => messages.has(field));
  if (first && focus) focusField(first);
  return problem.errors.length > 0 && problem.errors.every((error) => fieldAt(form, error.pointer));
}

export function clearErrors(form) {
  for (const field of form.querySelectorAll("[aria-invalid]")) clearError(field);
}

/** Take the mark off one field. */
export function clearError(field) {
  const id = `${field.id}-error`;
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  const others = describedBy(field).filter((other) => other !== id);
  if (others.length) field.setAttribute("aria-describedby", others.join(" "));
  else field.removeAttribute("aria-describedby");
  document.getElementById(id)?.remove();
}

function mark(field, lines) {
  const id = `${field.id}-error`;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...describedBy(field), id].join(" "));
  const unique = [...new Set(lines)];
  field.closest(".field").append(el("div", { class: "error", id }, unique.map((line) => el("p", {}, line))));
}

const describedBy = (field) => (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);

const fieldsOf = (form) => [...form.querySelectorAll("[data-pointer]")];

function messageOf(error, field) {
  const rule = PLAIN_WORDS.find(([pattern]) => pattern.test(error.message));
  if (rule) return error.message.replace(...rule);
  if (error.start_utf16 === undefined) return error.message;
  // The server never repeats the words; their place in what was sent says which they are.
  const words = textOf(field).slice(error.start_utf16, error.end_utf16);
  return `“${words}”: ${error.reason ?? error.message} ${error.instead ?? ""}`.trim();
}

function valueOf(field) {
  if (!isSaid(field)) return null;
  if (field.dataset.kind === "boolean") return field.value === "true";
  if (field.dataset.kind !== "number") return textOf(field);
  const number = Number(field.value.trim().replace(",", "."));
  if (Number.isFinite(number)) return number;
  const message = "Please use a number, such as 3 or 2.5.";
  throw new Problem("One thing needs another look before this can go on.", [{ pointer: field.dataset.pointer, message }]);
}

// One line, single spaces: just what the server makes of it, so that offsets in its answers hold.
const textOf = (field) => (field.tagName === "TEXTAREA" ? field.value : field.value.trim().replace(/\s+/g, " "));

function put(request, pointer, value) {
  const steps = pointer.slice(1).split("/");
  const last = steps.pop();
  const parent = steps.reduce((part, step) => (part[step] ??= {}), request);
  parent[last] = value;
}
