// The search box answers while somebody types. Enter sends the form as ever; without this file nothing is missing.
"use strict";

(() => {
  const box = document.getElementById("find");
  const form = box?.form;
  if (!form) return;
  const PAUSE = 200;
  const FEWEST = 2;
  // On the page of the search its own list changes; elsewhere one opens under the box.
  const onPage = document.getElementById("found");
  const list = onPage ?? document.createElement("div");
  const said = document.createElement("p");
  let waiting = 0;
  let asking = null;

  // It is there before it says anything: only then screen readers hear it.
  said.className = "vh";
  said.setAttribute("role", "status");
  form.append(said);
  if (!onPage) {
    list.className = "found-here";
    list.hidden = true;
    form.append(list);
  }

  async function ask() {
    asking?.abort();
    const typed = box.value.trim();
    if (typed.length < FEWEST) { close(); return; }
    asking = new AbortController();
    const address = `${form.action}?${new URLSearchParams({ q: typed })}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal }).catch(() => null);
    if (!answer) return;
    const away = answer.headers.get("HX-Redirect");
    if (away) { location.assign(away); return; }
    if (!answer.ok) return;
    list.innerHTML = await answer.text();
    list.hidden = false;
    said.textContent = list.querySelector(".say")?.textContent.trim() ?? "";
  }

  function close() {
    if (onPage) return;
    list.hidden = true;
    list.replaceChildren();
  }

  function move(event, by) {
    const links = [...list.querySelectorAll("a[href]")];
    if (list.hidden || !links.length) return;
    const now = links.indexOf(document.activeElement);
    if (now < 0 && by < 0) return;
    event.preventDefault();
    (links[now + by] ?? (now + by < 0 ? box : links[now])).focus();
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  form.addEventListener("submit", () => { clearTimeout(waiting); asking?.abort(); });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !(form.contains(event.target) || list.contains(event.target))) return;
    if (event.key === "ArrowDown") move(event, 1);
    else if (event.key === "ArrowUp") move(event, -1);
    else if (event.key === "Escape" && !list.hidden && (!onPage || event.target !== box)) {
      event.preventDefault();
      close();
      box.focus();
    }
  });

  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
})();
