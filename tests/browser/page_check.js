// What can be seen from inside a page. Every function gives sentences: what is wrong there, nothing when all is well.
"use strict";

globalThis.pageCheck = (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const NOT_PRINTED = ".top, .tabbar, .skip, .side nav, form button, .btn, .do, .tabs, .narrowing, .foot-of-list";
  const SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }";
  const spacing = new CSSStyleSheet();
  spacing.replaceSync(SPACED);

  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (el) => getComputedStyle(el);
  const shown = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
  const hiddenForEyes = (el) => el.closest(".vh") !== null;
  const controls = () => all(CONTROLS).filter((el) => shown(el) && !el.disabled && !hiddenForEyes(el));
  const name = (el) => {
    const words = (el.getAttribute("aria-label") || el.innerText || el.name || el.id || "").trim().replace(/\s+/g, " ");
    return `${el.localName}${el.className && typeof el.className === "string" ? "." + el.className.trim().replace(/\s+/g, ".") : ""} “${words.slice(0, 40)}”`;
  };
  const scrollsItself = (el) => {
    for (let box = el.parentElement; box && box !== document.body; box = box.parentElement)
      if (style(box).overflowX !== "visible") return true;
    return false;
  };

  // Wider than the window: who sticks out.
  function overflow() {
    const more = root.scrollWidth - root.clientWidth;
    if (more <= 0) return [];
    const end = (el) => Math.max(el.getBoundingClientRect().right, el.getBoundingClientRect().left + el.scrollWidth);
    const widens = (el) => shown(el) && !hiddenForEyes(el) && style(el).overflowX === "visible" && !scrollsItself(el);
    const out = all("body *").filter((el) => widens(el) && end(el) > root.clientWidth + 0.5);
    const deepest = out.filter((el) => ![...el.children].some((child) => out.includes(child)));
    return [`${more} px wider than the window: ${deepest.slice(0, 3).map(name).join(", ")}`];
  }

  // Words that are cut off by their own box.
  function clipped() {
    const own = (el) => [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const cut = (el) => {
      const { overflowX, overflowY, textOverflow } = style(el);
      const x = ["hidden", "clip"].includes(overflowX) && el.scrollWidth > el.clientWidth + 1 && textOverflow !== "ellipsis";
      const y = ["hidden", "clip"].includes(overflowY) && el.scrollHeight > el.clientHeight + 1;
      return x || y;
    };
    return all("body *").filter((el) => shown(el) && !hiddenForEyes(el) && own(el) && cut(el)).map((el) => `cut off: ${name(el)}`);
  }

  function bigText(on) {
    root.style.fontSize = on ? "200%" : "";
  }

  function wideText(on) {
    document.adoptedStyleSheets = on ? [...document.adoptedStyleSheets, spacing] : document.adoptedStyleSheets.filter((each) => each !== spacing);
  }

  // WCAG 2.5.8: 24 by 24, but for links inside a sentence.
  function targets() {
    const inSentence = (el) => el.localName === "a" && style(el).display === "inline" && el.parentElement.innerText.trim() !== el.innerText.trim();
    const small = (el) => {
      const label = el.matches("input[type=checkbox], input[type=radio]") ? el.closest("label") : null;
      const { width, height } = (label || el).getBoundingClientRect();
      return width < 23.99 || height < 23.99;
    };
    return controls().filter((el) => !inSentence(el) && small(el)).map((el) => {
      const { width, height } = el.getBoundingClientRect();
      return `smaller than 24 × 24: ${name(el)} is ${width.toFixed(0)} × ${height.toFixed(0)}`;
    });
  }

  // The keyboard's walk: `begin`, then `step` after every Tab until it gives null, then `end`.
  let reached = new Set();
  let expected = [];
  let last = null;

  function begin() {
    reached = new Set();
    last = null;
    const group = (el) => el.matches("input[type=radio]") && `${el.form?.id} ${el.name}`;
    const seen = new Set();
    expected = controls().filter((el) => !group(el) || (!seen.has(group(el)) && seen.add(group(el))));
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
    return expected.length;
  }

  function step() {
    const el = document.activeElement;
    // A date has stops inside: day, month, year, calendar.
    if (el === last && el.matches("input[type=date], input[type=datetime-local]")) return [];
    last = el;
    if (!el || el === document.body || el === root || reached.has(el)) return null;
    reached.add(el);
    return [...outline(el), ...covered(el)];
  }

  function outline(el) {
    const { outlineStyle, outlineWidth } = style(el);
    const thick = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    return thick ? [] : [`no outline of 2 px in focus: ${name(el)}`];
  }

  // WCAG 2.4.11, and stricter: no part of what has the focus is under a bar that stays.
  function covered(el) {
    const box = el.getClientRects()[0];
    if (!box || box.height > innerHeight / 2) return [];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    // Not the corners: they are round, and what is seen there lies behind.
    const points = [[x, y], [box.left + 2, y], [box.right - 2, y], [x, box.top + 2], [x, box.bottom - 2]];
    const outside = points.every(([x, y]) => x < 0 || y < 0 || x > innerWidth || y > innerHeight);
    if (outside) return [`out of sight in focus: ${name(el)}`];
    const bar = points.map(([x, y]) => document.elementFromPoint(x, y)).map((top) => top && top.closest(".top, .tabbar"));
    return bar.some((found) => found && !found.contains(el)) ? [`under a bar in focus: ${name(el)}`] : [];
  }

  function end() {
    const group = (el) => el.matches("input[type=radio]") ? [...reached].some((other) => other.name === el.name) : false;
    return expected.filter((el) => !reached.has(el) && !group(el) && shown(el)).map((el) => `the keyboard does not reach ${name(el)}`);
  }

  function forcedColours() {
    if (!matchMedia("(forced-colors: active)").matches) return ["forced colours are not on"];
    const edge = (el) => style(el).borderTopStyle !== "none" && parseFloat(style(el).borderTopWidth) >= 1;
    return all(".btn, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select").filter((el) => shown(el) && !edge(el) && !el.matches(".link")).map((el) => `no edge in forced colours: ${name(el)}`);
  }

  function motion() {
    const seconds = (list) => Math.max(...list.split(",").map((each) => parseFloat(each) * (each.trim().endsWith("ms") ? 0.001 : 1)));
    const moves = (el) => seconds(style(el).transitionDuration) > 0.01 || (style(el).animationName !== "none" && seconds(style(el).animationDuration) > 0.01);
    return all("body *").filter(moves).slice(0, 3).map((el) => `moves although less motion is asked for: ${name(el)}`);
  }

  function printed() {
    const kept = all(NOT_PRINTED).filter(shown).slice(0, 3).map((el) => `printed although it is no use on paper: ${name(el)}`);
    const paper = style(document.body).backgroundColor;
    const white = ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(paper);
    return [...kept, ...(shown(document.querySelector("main")) ? [] : ["nothing is printed"]), ...(white ? [] : [`printed on ${paper}`])];
  }

  function background() {
    return style(document.body).backgroundColor;
  }

  // The choice in the cookie (data-theme) wins over what the device says.
  function theme(chosen) {
    const before = root.dataset.theme;
    if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
    const found = background();
    if (before === undefined) delete root.dataset.theme; else root.dataset.theme = before;
    return found;
  }

  // Text and the words for those who listen, as they stand in the page.
  function words() {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (!walker.currentNode.parentElement.closest("script, style, [lang]:not(html)")) found.push(walker.currentNode.data);
    for (const attribute of ["aria-label", "title", "alt", "placeholder", "data-show", "data-hide", "data-done"])
      for (const el of all(`[${attribute}]`)) found.push(el.getAttribute(attribute));
    return [...new Set(found.map((text) => text.trim().replace(/\s+/g, " ")).filter((text) => text.length > 3))];
  }

  function bones(language) {
    const wrong = [];
    if (root.lang !== language) wrong.push(`the page says it is in “${root.lang}”`);
    if (!document.title.trim()) wrong.push("the page has no title");
    const headings = all("h1").filter(shown).length;
    if (headings !== 1) wrong.push(`${headings} first headings`);
    const ids = all("[id]").map((el) => el.id);
    const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
    if (twice.length) wrong.push(`the same id twice: ${[...new Set(twice)].join(", ")}`);
    const filled = all("main .btn:not(.quiet):not(.link)").filter(shown);
    if (filled.length > 1) wrong.push(`more than one filled button: ${filled.map(name).join(", ")}`);
    const inline = all("[style], [onclick], [onsubmit], [hx-on]");
    if (inline.length) wrong.push(`style or script in the markup: ${name(inline[0])}`);
    return wrong;
  }

  function openAll() {
    for (const details of all("main details")) details.open = true;
  }

  return { overflow, clipped, bigText, wideText, targets, begin, step, end, forcedColours, motion, printed, background, theme, words, bones, openAll };
})();
