// Small comforts. Every page is complete without them; nothing here is needed to pay a bill.
"use strict";

// Show password: the words come with the field, in the person's language.
function addShowButton(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.textContent = input.dataset.show;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? input.dataset.show : input.dataset.hide;
  });
  const line = document.createElement("div");
  line.className = "with-button";
  input.replaceWith(line);
  line.append(input, button);
  // A password must leave as a password, or browsers offer to remember it as a word.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

// Copy: the button comes hidden and stays so where the browser will not let us write to the clipboard.
function wakeCopyButton(button) {
  if (!navigator.clipboard) return;
  const words = button.innerHTML;
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = said.textContent = button.dataset.done;
    setTimeout(() => { button.innerHTML = words; said.textContent = ""; }, 4000);
  });
}

function wake(root) {
  root.querySelectorAll("input[data-show]:not([data-awake])").forEach((input) => {
    input.dataset.awake = "";
    addShowButton(input);
  });
  root.querySelectorAll("button[data-copy][hidden]").forEach(wakeCopyButton);
  root.querySelectorAll("button[data-print][hidden]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

wake(document);
document.addEventListener("htmx:after:swap", () => {
  wake(document);
  // With a whole page the browser itself puts the focus on the summary of errors (autofocus).
  document.querySelector(".errors[autofocus]")?.focus();
});

// The "me" menu closes on Escape and on a click elsewhere, as menus do.
const me = document.querySelector("details.me");
if (me) {
  document.addEventListener("click", (event) => { if (!me.contains(event.target)) me.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !me.open) return;
    me.open = false;
    me.querySelector("summary").focus();
  });
}

// Who has signed out and goes back must not find the page of before, kept whole in memory.
addEventListener("pageshow", (event) => {
  if (event.persisted && me) location.reload();
});

// The worker shows a page of ours where there is no internet. Browsers have one over https, and on this very machine.
if ("serviceWorker" in navigator && window.isSecureContext) {
  addEventListener("load", () => {
    const { lang } = document.documentElement;
    // Where it is forbidden or the disk is full, everything works as before.
    navigator.serviceWorker.register(`/sw.js?language=${lang}`, { updateViaCache: "none" }).catch(() => {});
  });
}
