// Works beside the portal's pages in the browser: keeps what is everybody's – style, script, logo, one page for when there
// is no internet – and nothing else. Never a page of a person, never an answer to a form.
// VERSION, KEPT and OFFLINE are said by abonent/web/installing.py, which serves this file.
"use strict";

// Pages register the worker with their language; another language is another worker.
const LANGUAGE = new URL(self.location).searchParams.get("language");
// Whether the last page could not be had. Only then are files answered from here: pages that come need no go-between, and
// none of their files is lost when one worker replaces another.
let cutOff = false;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (cutOff && KEPT.includes(pathname)) event.respondWith(kept(request, pathname));
});

// All or nothing: where one file fails the worker before this one stays, and the browser tries again with the next page.
async function keep() {
  const cache = await caches.open(VERSION);
  const wanted = [...KEPT, ...Object.values(OFFLINE)];
  // Without cookies: what comes is what a stranger would see.
  await cache.addAll(wanted.map((address) => new Request(address, { credentials: "omit" })));
  await self.skipWaiting();
}

// At once, in tabs that are open too: pages come from the network, so no page can be too old for its worker.
async function takeOver() {
  const old = (await caches.keys()).filter((name) => name !== VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// What is kept is the same whatever is said besides its address.
function found(address) {
  return caches.match(address, { ignoreVary: true });
}

async function kept(request, pathname) {
  return (await found(pathname)) ?? fetch(request);
}

async function page(request) {
  try {
    const answer = await fetch(request);
    cutOff = false;
    return answer;
  } catch {
    cutOff = true;
    return offline();
  }
}

async function offline() {
  const address = OFFLINE[LANGUAGE] ?? Object.values(OFFLINE)[0];
  return (await found(address)) ?? Response.error();
}
