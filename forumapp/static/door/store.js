// What the device keeps: the list, and each note that waits to be sent, as AES-GCM under a key that cannot
// leave the browser. Where the page is not secure there is no such key, and nothing outlasts the page.
const VERSION = 1;

export const isLasting = () => window.isSecureContext && "indexedDB" in window && "subtle" in crypto;

export const openStore = (name) => (isLasting() ? LastingStore.open(name) : Promise.resolve(new PassingStore()));

class LastingStore {
  static async open(name) {
    const store = new LastingStore();
    store.name = name;
    store.db = await opened(name);
    // Another tab wipes it, because somebody signs out there.
    store.db.onversionchange = () => { store.db.close(); window.location.reload(); };
    store.key = await store.ownKey();
    return store;
  }

  async ownKey() {
    const known = await this.ask("keys", (keys) => keys.get("own"));
    if (known) return known;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await this.change(["keys"], (keys) => keys.put(key, "own"));
    return key;
  }

  async readList() {
    const sealed = await this.ask("kept", (kept) => kept.get("list"));
    return sealed ? this.unseal(sealed) : null;
  }

  // Notes that are settled leave in the same transaction in which the list that knows of them is kept.
  async keepList(list, settled = []) {
    const sealed = await this.seal(list);
    await this.change(["kept", "waiting"], (kept, waiting) => {
      kept.put(sealed, "list");
      kept.put(list.closes_at, "closes_at");
      for (const number of settled) waiting.delete(number);
    });
  }

  async addNote(note) {
    const sealed = await this.seal(note);
    await this.change(["waiting"], (waiting) => waiting.add(sealed));
  }

  async waiting() {
    const [numbers, sealed] = await Promise.all([
      this.ask("waiting", (waiting) => waiting.getAllKeys()),
      this.ask("waiting", (waiting) => waiting.getAll()),
    ]);
    const notes = await Promise.all(sealed.map((each) => this.unseal(each)));
    return notes.map((note, place) => ({ number: numbers[place], note }));
  }

  wipeList() {
    return this.change(["kept"], (kept) => kept.clear());
  }

  // The door is closed to this device: what was not sent yet stays, sealed, until it is open again.
  async close() {
    return (await this.waiting()).length ? this.wipeList() : this.wipe();
  }

  wipe() {
    this.db.close();
    return new Promise((done) => {
      const asked = indexedDB.deleteDatabase(this.name);
      asked.onsuccess = asked.onerror = asked.onblocked = () => done();
    });
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  async unseal({ iv, sealed }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  ask(name, question) {
    return new Promise((done, failed) => {
      const asked = question(this.db.transaction(name).objectStore(name));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  change(names, act) {
    return new Promise((done, failed) => {
      const transaction = this.db.transaction(names, "readwrite", { durability: "strict" });
      act(...names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => done();
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  }
}

class PassingStore {
  notes = new Map();
  next = 1;
  async readList() { return null; }
  async keepList(_list, settled = []) { for (const number of settled) this.notes.delete(number); }
  async addNote(note) { this.notes.set(this.next++, note); }
  async waiting() { return Array.from(this.notes, ([number, note]) => ({ number, note })); }
  async wipeList() {}
  async close() {}
  async wipe() { this.notes.clear(); }
}

function opened(name) {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(name, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("waiting", { autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
