// Where to turn to: help lines, calm and first. The country is asked here only, where it makes a difference.

import { el } from "./dom.js";

// What the region names know that is no country.
const NO_COUNTRY = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

let country = "";

/** The country chosen, or null: never guessed, since a wrong number helps nobody. */
export const chosenCountry = () => country || null;

/** The help lines, or null where there are none; `onCountry` is called when another country was chosen. */
export function supportCard(lines, heading, onCountry) {
  if (!lines.length) return null;
  const choice = el("select", {}, countryOptions());
  choice.value = country;
  choice.addEventListener("change", () => {
    country = choice.value;
    onCountry();
  });
  return el(
    "section",
    { class: "card support", "aria-label": heading },
    el("h3", { tabindex: "-1" }, heading),
    el("ul", {}, byContact(lines).map(lineItem)),
    el("label", { class: "country" }, el("span", {}, "Numbers for"), choice),
  );
}

/** Lines grouped by whom they lead to, in their order: one number is shown once. */
function byContact(lines) {
  const groups = new Map();
  for (const line of lines) {
    const key = `${line.contact} ${line.name}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()];
}

function lineItem(lines) {
  const [line] = lines;
  const texts = lines.map(({ text }) => el("p", {}, text));
  return el("li", {}, texts, el("p", { class: "line" }, contactOf(line), el("small", {}, line.name)));
}

function contactOf({ contact }) {
  if (/^[\d\s()+-]+$/.test(contact)) return el("a", { href: `tel:${contact.replace(/[^\d+]/g, "")}` }, contact);
  if (/^[\w.-]+\.[a-z]{2,}(\/\S*)?$/i.test(contact)) {
    return el("a", { href: `https://${contact}`, rel: "noopener noreferrer", target: "_blank" }, contact);
  }
  return contact;
}

function countryOptions() {
  const likely = [...new Set(navigator.languages.map((tag) => tag.split("-")[1]).filter((code) => /^[A-Z]{2}$/.test(code)))];
  const option = (code) => el("option", { value: code }, nameOf(code));
  return [
    el("option", { value: "" }, "any country"),
    likely.length > 0 && el("optgroup", { label: "Perhaps" }, likely.map(option)),
    el("optgroup", { label: "All" }, allCountries().map(option)),
  ].filter(Boolean);
}

const names = new Intl.DisplayNames("en", { type: "region" });
const nameOf = (code) => names.of(code);

function allCountries() {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !NO_COUNTRY.has(code) && nameOf(code) !== code && new Intl.Locale(`und-${code}`).region === code)
    .sort((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
}
