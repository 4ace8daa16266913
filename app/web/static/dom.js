// Small helpers for building and announcing. Text only ever becomes text nodes, never HTML.

/** An element: `el("p", { class: "why", onclick: f }, "text", child)`. Absent attributes and children are left out. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** A plain button. */
export const button = (label, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, label);

/** Set a text, touching nothing where it is there already: what is announced is announced once. */
export function setOnce(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Tell those who listen instead of look. */
export const say = (text) => setOnce(byId("status"), text);

/** Move there, for eyes and for screen readers alike. */
export function goTo(node) {
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "start" });
}

export const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** Copy, with the clipboard where the browser allows it, else by selecting; says what happened on the button. */
export async function copy(text, shownIn, trigger) {
  const label = "Copy";
  let done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (!done) {
    select(shownIn);
    done = document.execCommand("copy");
  }
  trigger.textContent = done ? "Copied" : "Selected: copy it now";
  say(done ? "Copied." : "The text is selected. Copy it with your device's own command.");
  setTimeout(() => (trigger.textContent = label), 2500);
}

function select(node) {
  if (node.select) {
    node.focus();
    node.select();
  } else {
    getSelection().selectAllChildren(node);
  }
}
