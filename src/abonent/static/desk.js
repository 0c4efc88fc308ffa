// Keys of the desk. Every one of them only follows a link or goes to a field that is on the page anyway.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
let waiting = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (waiting) {
    waiting = false;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find")?.select();
  } else if (event.key === "g") {
    waiting = true;
    setTimeout(() => { waiting = false; }, 1500);
  }
});
