// Keys of the desk. Each only does what a link or a field of the page does anyway; they can be switched off (WCAG 2.1.4).
"use strict";

const list = document.querySelector("a[data-keys]");
const ROWS = "main tbody tr, main :is(.things, .rows, .ways, .found, .lean) > li";
const PATIENCE = 1500;
let afterG = 0;

// The letter of a key, also where the keyboard writes Cyrillic.
function letterOf(event) {
  if (/^[\x21-\x7e]$/.test(event.key)) return event.key;
  if (/^Key[A-Z]$/.test(event.code)) return event.code[3].toLowerCase();
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : "";
}

function isBusy(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return true;
  return document.querySelector("dialog[open]") || event.target.closest("input, textarea, select, [contenteditable]");
}

// The first link of the next line, or of the one before, gets the focus; Enter then follows it, as any link.
function step(by) {
  const links = [...document.querySelectorAll(ROWS)]
    .map((row) => row.querySelector("a[href]"))
    .filter((link) => link?.offsetParent);
  const now = links.findIndex((link) => link.closest("tr, li").contains(document.activeElement));
  const next = now < 0 ? (by > 0 ? 0 : links.length - 1) : now + by;
  links[next]?.focus();
}

// The page of keys as a dialog over this one; where that fails, the page itself.
async function showKeys() {
  const answer = await fetch(list.href).catch(() => null);
  const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("keys");
  if (!found || document.getElementById("keys")) {
    location.assign(list.href);
    return;
  }
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  close.className = "btn quiet";
  close.textContent = found.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.className = "card";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.append(...found.childNodes, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const DOES = {
  "/": () => document.getElementById("find")?.select(),
  "?": showKeys,
  g: () => { afterG = Date.now(); },
  j: () => step(1),
  k: () => step(-1),
};

// On a page of one customer: the tabs by their numbers, and the list of what can be done.
const acts = document.querySelector(".do details");
document.querySelectorAll("[data-tab]").forEach((link) => { DOES[link.dataset.tab] = () => link.click(); });
if (acts) {
  DOES["."] = () => {
    acts.open = true;
    acts.querySelector("a")?.focus();
  };
  acts.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !acts.open) return;
    acts.open = false;
    acts.querySelector("summary").focus();
  });
}

// Where a row of pages is wider than a phone, the page one is on stands in its middle.
document.querySelectorAll(":is(.side .menu, .tabs) [aria-current]").forEach((link) => {
  const [here, row] = [link, link.closest("ul")].map((part) => part.getBoundingClientRect());
  link.closest("ul").scrollLeft += here.left + here.width / 2 - row.left - row.width / 2;
});

function follow(letter) {
  document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

if (list?.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    const letter = letterOf(event);
    if (!letter || isBusy(event)) return;
    const goes = Date.now() - afterG < PATIENCE;
    const does = goes ? () => follow(letter) : DOES[letter];
    afterG = 0;
    if (!does) return;
    event.preventDefault();
    does();
  });
}

// What is typed into a long form is kept in this tab until it is sent, so that a session that ended takes nothing with it.
const form = document.querySelector("form[data-keep]");
const place = `kept:${location.pathname}`;
const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden");
const again = form?.querySelector("[data-again]");
if (form) {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  const differs = kept && fields().some((field) => kept[field.name] && kept[field.name] !== field.value);
  if (again && differs) {
    again.hidden = false;
    again.querySelector("button").addEventListener("click", () => {
      fields().forEach((field) => { field.value = kept[field.name] ?? field.value; });
      again.hidden = true;
      fields()[0].focus();
    });
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(fields().map((field) => [field.name, field.value]))));
  });
}
document.querySelector("form[data-sent] [name=confirm]")?.addEventListener("click", () => sessionStorage.removeItem(place));
