// On pages with “Sign out”: what the door keeps on this device is wiped before somebody leaves, and once its forum is
// long over. Notes that were not sent yet stay, sealed, until who signs in next opens the door.
const PREFIX = "forumapp-door-";

for (const form of document.querySelectorAll("form[action*='/sign-out']")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.all((await stores()).map(wipe));
    form.submit();
  });
}
for (const name of await stores()) {
  if (await isOver(name)) await wipe(name);
}

async function stores() {
  const known = await window.indexedDB?.databases?.().catch(() => []) ?? [];
  return known.map(({ name }) => name).filter((name) => name.startsWith(PREFIX));
}

async function wipe(name) {
  const waiting = await ask(name, "waiting", "readonly", (each) => each.count());
  if (waiting) return ask(name, "kept", "readwrite", (each) => each.clear());
  await caches.delete(name);
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}

async function isOver(name) {
  return Date.now() >= Date.parse(await ask(name, "kept", "readonly", (each) => each.get("closes_at")));
}

function ask(name, part, mode, question) {
  return new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => done();
    opening.onsuccess = () => {
      const db = opening.result;
      if (!db.objectStoreNames.contains(part)) return void (db.close(), done());
      const asked = question(db.transaction(part, mode).objectStore(part));
      asked.onsuccess = asked.onerror = () => { db.close(); done(asked.result); };
    };
  });
}
