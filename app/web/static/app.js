// The page: two parts, of which one is shown. Nothing is stored; only the part's name is ever in the address.

import { checkText, startCheck } from "./check.js";
import { byId } from "./dom.js";
import { clearError } from "./fields.js";
import { startWrite } from "./write.js";

const PARTS = ["write", "check"];
const places = {};
let shown;

function partInAddress() {
  const name = location.hash.slice(1);
  return PARTS.includes(name) ? name : "write";
}

function show(part) {
  if (part === shown) return;
  if (shown) places[shown] = scrollY;
  shown = part;
  for (const name of PARTS) byId(name).hidden = name !== part;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.part === part) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  scrollTo({ top: places[part] ?? 0, behavior: "instant" });
}

function go(part) {
  if (part !== partInAddress()) history.pushState(null, "", `#${part}`);
  show(part);
}

history.scrollRestoration = "manual";
addEventListener("popstate", () => show(partInAddress()));
document.querySelector("nav").addEventListener("click", (event) => {
  const part = event.target.dataset.part;
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(part);
});
document.addEventListener("input", (event) => clearError(event.target));

startCheck();
startWrite((text, stage) => {
  go("check");
  checkText(text, stage);
});
show(partInAddress());
