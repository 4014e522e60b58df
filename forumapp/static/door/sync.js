// Speaks with the server: sends what waits, fetches the list, and tries again after a while that grows.
const EVERY = 5_000;
const LONGEST = 60_000;
const GREETS_EVERY = 60_000;
const AT_ONCE = 200;
const TIMEOUT = 20_000;

export class Sync {
  // `on` has: sent(outcomes, numbers), listed(list), state(word), tick(), closed(), deviceName().
  constructor(setup, store, on) {
    Object.assign(this, { setup, store, on, csrf: setup.csrf, etag: "", greetedAt: 0, pause: EVERY, timer: 0, isBusy: false, isClosed: false, asksAgain: false });
  }

  start() {
    window.addEventListener("online", () => this.now());
    // What is still under way may say "online" after this: so it is asked again at once.
    window.addEventListener("offline", () => { this.on.state("offline"); this.now(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.now(); });
    this.now();
  }

  now() {
    this.asksAgain = this.isBusy;
    clearTimeout(this.timer);
    if (!this.isBusy && !this.isClosed) this.round();
  }

  async round() {
    this.isBusy = true;
    this.on.tick();
    try {
      await this.contact();
      this.pause = EVERY;
    } catch (trouble) {
      if (!(trouble instanceof Unreached)) console.info(String(trouble));
      this.on.state("offline");
      this.pause = Math.min(LONGEST, this.pause * 2);
    }
    this.isBusy = false;
    if (this.isClosed) return;
    const wait = this.asksAgain ? 0 : this.pause * (0.8 + 0.4 * Math.random());
    this.asksAgain = false;
    this.timer = setTimeout(() => this.round(), wait);
  }

  async contact() {
    let waiting = await this.store.waiting();
    if (!waiting.length && Date.now() - this.greetedAt > GREETS_EVERY && !await this.send([])) return;
    while (waiting.length) {
      if (!await this.send(waiting.slice(0, AT_ONCE))) return;
      waiting = await this.store.waiting();
    }
    await this.fetchList();
  }

  async send(waiting) {
    const body = { name: this.on.deviceName(), sent_at: new Date().toISOString(), notes: waiting.map(({ note }) => note) };
    let answer = await this.post(body);
    if (answer.status === 400 || answer.status === 409) {
      await this.renew();
      answer = await this.post(body);
    }
    if (this.isRefused(answer)) return false;
    if (!answer.ok) throw new Unreached();
    const { outcomes } = await answer.json();
    this.greetedAt = Date.now();
    if (waiting.length) await this.on.sent(outcomes, waiting);
    return true;
  }

  post(body) {
    return this.ask(this.setup.scans, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify(body),
    });
  }

  // The page knows this browser's session: its token, and which device it is.
  async renew() {
    const answer = await this.ask(this.setup.page, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.csrf = JSON.parse(page.querySelector("#setup").textContent).csrf;
  }

  async fetchList() {
    const answer = await this.ask(this.setup.list, { headers: this.etag ? { "If-None-Match": this.etag } : {} });
    if (this.isRefused(answer)) return;
    if (answer.status !== 304) {
      if (answer.status === 409) this.greetedAt = 0;
      if (!answer.ok) throw new Unreached();
      const facts = await answer.json();
      await this.on.listed(facts);
      this.etag = answer.headers.get("ETag") ?? "";
    }
    this.csrf = answer.headers.get("X-CSRF-Token") ?? this.csrf;
    this.on.state("online");
  }

  // Signed out, or we say that the door is not open to this device any more; a proxy's refusal is no network.
  isRefused(answer) {
    if (answer.type === "opaqueredirect") {
      this.etag = "";
      this.greetedAt = 0;
      this.on.state("signed_out");
      return true;
    }
    if (answer.headers.get("X-Door") !== "closed") return false;
    this.isClosed = true;
    this.on.closed();
    return true;
  }

  async ask(address, options) {
    try {
      return await fetch(address, { ...options, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT) });
    } catch {
      throw new Unreached();
    }
  }
}

class Unreached extends Error {}
