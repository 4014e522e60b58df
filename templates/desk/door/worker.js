// Keeps the page of one door on the device, so that it opens without a network.
"use strict";

const STORE = {{ ("forumapp-door-" ~ forum.id)|tojson }};
const PAGE = {{ url_for("desk.door.show_door", forum_id=forum.id)|tojson }};
const KEPT = {{ kept|tojson }};
const SECONDS = 4;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === PAGE) event.respondWith(page(request));
  else if (KEPT.includes(path)) event.respondWith(kept(request, path));
});

async function keepAll() {
  const cache = await caches.open(STORE);
  await cache.addAll(KEPT);
  const answer = await fetch(PAGE, { credentials: "same-origin", redirect: "manual" });
  if (answer.headers.get("X-Door") !== "open") throw new Error("the page is not open to this device");
  await cache.put(PAGE, answer);
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (path !== PAGE && !KEPT.includes(path)) await cache.delete(request);
  }
}

// The newest page while there is a network, else the one that is kept; where we say that the door is closed, neither.
async function page(request) {
  const cache = await caches.open(STORE);
  const known = await cache.match(PAGE);
  try {
    const answer = await fetch(request, known ? { signal: AbortSignal.timeout(SECONDS * 1000) } : {});
    const word = answer.headers.get("X-Door");
    if (word === "open") await cache.put(PAGE, answer.clone());
    if (word === "closed") await wipe();
    return known && !word && answer.type !== "opaqueredirect" ? known : answer;
  } catch (trouble) {
    if (known) return known;
    throw trouble;
  }
}

async function kept(request, path) {
  const known = await caches.match(path, { cacheName: STORE });
  return known ?? fetch(request);
}

// What was noted and not sent yet stays, sealed, until the door is open to this device again.
async function wipe() {
  await caches.delete(STORE);
  const opening = indexedDB.open(STORE);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    opening.result.transaction("kept", "readwrite").objectStore("kept").clear();
    opening.result.close();
  };
}
