// The door. It judges tickets and names from its own list, notes who came, and tells the server when it can.
import { Camera, hasCamera } from "./camera.js";
import { List, standing } from "./judge.js";
import { signal, wakeSound } from "./signals.js";
import { isLasting, openStore } from "./store.js";
import { Sync } from "./sync.js";
import { importKey, looksLikeTicket, readTicket } from "./tickets.js";

const $ = (id) => document.getElementById(id);
const setup = JSON.parse($("setup").textContent);
const words = JSON.parse($("words").textContent);
const TONES = { in: "ok", again: "warn", stop: "stop", undone: "warn" };
const SIGNS = { ok: "✓", warn: "!", stop: "✕" };
const NAME = "forumapp-door-name";
const LATEST = 10;

const fill = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const clock = new Intl.DateTimeFormat(setup.language, { timeZone: setup.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(setup.language, { timeZone: setup.zone, month: "short", day: "numeric" });

let list = null;
let key = null;
let notices = [];
let store = null;
let sync = null;
let camera = null;
let isLeaving = false;

async function begin() {
  store = await openStore(setup.store);
  $("insecure").hidden = isLasting();
  $("door-name").value = localStorage.getItem(NAME) ?? "";
  listen();
  const kept = await store.readList().catch(() => null);
  if (kept) await use(kept);
  sync = new Sync(setup, store, { sent, listed, state: showState, tick, closed, deviceName });
  sync.start();
  await showWaiting();
  if (isLasting()) stayWithoutNetwork();
  readyToType();
}

// ------------------------------------------------------------------ the list and the server

async function use(facts) {
  if (isOver(facts)) return endAll();
  key = isLasting() ? await importKey(facts.key) : null;
  notices = facts.notices ?? notices;
  list = new List(facts, (await store.waiting()).map(({ note }) => note));
  $("synced").textContent = fill(words.synced, { time: timeText(facts.received_at) });
  showAll();
}

async function listed(facts) {
  facts.received_at = new Date().toISOString();
  facts.notices = notices;
  await use(facts);
  if (list) await store.keepList(facts);
}

const isOver = ({ closes_at }) => Date.now() >= Date.parse(closes_at);

// Without a network, too.
function tick() {
  if (list && isOver(list.facts)) endAll();
}

// The forum was long enough ago: nothing of its people stays here but what was not sent yet.
async function endAll() {
  list = null;
  camera?.stop();
  await store.wipeList();
  showTrouble(words.over);
  showAll();
}

async function sent(outcomes, waiting) {
  const notes = new Map(waiting.map(({ note }) => [note.uid, note]));
  for (const outcome of outcomes) {
    const told = words[outcome.word], note = notes.get(outcome.uid);
    if (!told || !note || !["repeated", "not_confirmed", "void_ticket", "no_place", "unknown"].includes(outcome.word)) continue;
    notices.unshift({ uid: note.uid, text: fill(told, { name: note.name || words.nameless, time: outcome.at && timeText(outcome.at), door: doorName(outcome.device) }) });
    sync.etag = "";
  }
  notices = notices.filter((each, place) => notices.findIndex((other) => other.uid === each.uid) === place);
  const settled = waiting.map(({ number }) => number);
  await store.keepList(list ? { ...list.kept(), notices } : { closes_at: "" }, settled);
  if (!list) await store.wipeList();
  showNotices();
  await showWaiting();
}

function showState(word) {
  $("net").textContent = word === "online" ? words.online : words.offline;
  $("net").className = `tag ${word === "online" ? "ok" : "warn"}`;
  $("net").dataset.state = word;
  $("sign-in").hidden = word !== "signed_out";
  if (word === "signed_out") {
    list = null;
    store.wipeList();
    showTrouble(words.signed_out);
    showAll();
  } else if (word === "online" && list) {
    showTrouble("");
  }
  showWaiting();
}

async function closed() {
  list = null;
  camera?.stop();
  await store.close();
  await forgetPage();
  showTrouble(isOver(setup) ? words.over : words.revoked);
  showAll();
  $("net").textContent = "";
}

async function stayWithoutNetwork() {
  $("readiness").textContent = words.not_ready;
  try {
    await navigator.serviceWorker.register(setup.worker);
    await navigator.serviceWorker.ready;
    $("readiness").textContent = words.ready;
    document.body.dataset.ready = "yes";
    await navigator.storage?.persist?.();
  } catch {
    document.body.dataset.ready = "no";
  }
}

async function forgetPage() {
  for (const each of await navigator.serviceWorker?.getRegistrations() ?? []) {
    if (new URL(each.scope).pathname === setup.page) await each.unregister();
  }
  if ("caches" in window) await caches.delete(setup.store);
}

// ---------------------------------------------------------------------------- checking in

const session = () => Number($("session")?.value) || null;

async function take(text) {
  if (!list) return;
  if (!looksLikeTicket(text)) return verdict({ word: "stop", why: "forged" });
  if (!key) return verdict({ word: "stop", why: "unreadable" });
  const ticket = await readTicket(text, key, list.facts.forum);
  if (ticket.word !== "genuine") return verdict({ word: "stop", why: ticket.word });
  await conclude(list.judge(list.people.get(ticket.uid), session(), ticket.version), "scan", ticket.version);
}

async function conclude(judged, how, version = null) {
  if (judged.word !== "in") return verdict(judged);
  const { person } = judged;
  const note = newNote({ how, registration: person.u, ticket_version: version, name: person.n, organization: person.o });
  verdict(judged, note);
  await keep(note);
}

async function walkIn(name, organization) {
  const note = newNote({ how: "walk_in", name, organization });
  verdict({ word: "in", why: "walked_in", person: { n: name, o: organization } }, note);
  await keep(note);
}

// `first` is the check-in that counts of this person, as the list has it.
async function undo(person, first) {
  const note = { ...newNote({ how: "search", registration: person.u }), uid: first.c, at: first.t, session_id: first.s, is_undone: true };
  verdict({ word: "undone", person });
  await keep(note);
}

async function undoNote(note) {
  verdict({ word: "undone", person: { n: note.name, o: note.organization } });
  await keep({ ...note, is_undone: true });
}

function newNote(facts) {
  return { uid: newUid(), at: new Date().toISOString(), session_id: session(), is_undone: false, registration: null, ticket_version: null, ...facts };
}

async function keep(note) {
  list.apply(note);
  await store.addNote(note);
  showAll();
  sync.now();
}

function newUid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// ------------------------------------------------------------------------- what is shown

function verdict({ word, why = "", person = null, first = null }, note = null) {
  const tone = TONES[word], box = $("verdict");
  box.hidden = false;
  box.dataset.tone = tone;
  box.dataset.why = why;
  box.querySelector(".verdict-sign").textContent = SIGNS[tone];
  box.querySelector(".verdict-word").textContent = words[word];
  box.querySelector(".verdict-name").textContent = person ? person.n || words.nameless : "";
  const more = why ? fill(words[why], first ? { time: timeText(first.t), door: doorName(first.d) } : {}) : person?.o ?? "";
  box.querySelector(".verdict-more").textContent = more;
  $("verdict-undo").hidden = note === null;
  $("verdict-undo").onclick = () => undoNote(note);
  signal(tone);
  $("q").value = "";
  showFound();
  readyToType();
}

// Hand scanners type; on a phone the keyboard would cover the page.
function readyToType() {
  if (matchMedia("(pointer: fine)").matches) $("q").focus();
}

function showAll() {
  showFound();
  showCount();
  showLatest();
  showNotices();
  showWaiting();
}

function showFound() {
  const typed = $("q").value;
  const { found, more } = list && !looksLikeTicket(typed) ? list.search(typed, session()) : { found: [], more: 0 };
  const lines = found.map(personLine);
  if (found.length && !typed.trim()) lines.unshift(line(words.expected, "small"));
  if (typed.trim() && list && !found.length && !looksLikeTicket(typed)) lines.push(line(words.nobody_found));
  if (more) lines.push(line(fill(words.more_found, { count: more })));
  $("found").replaceChildren(...lines);
}

function personLine(person) {
  const first = standing(person, session());
  const facts = [person.o, person.r, first ? fill(words.checked_in, { time: timeText(first.t), door: doorName(first.d) }) : words[person.s]];
  const item = line("");
  const text = item.appendChild(document.createElement("span"));
  text.append(element("b", person.n || words.nameless), element("span", facts.filter(Boolean).join(" · "), "small"));
  if (first) item.append(button(words.undo, "btn", () => undo(person, first)));
  else item.append(button(words.check_in, person.s === "confirmed" ? "btn go" : "btn", () => conclude(list.judge(person, session()), "search")));
  return item;
}

function showCount() {
  if (!list) return void $("count").replaceChildren();
  const { came, expected } = list.count(session());
  $("count").textContent = session() ? fill(words.came_session, { came }) : fill(words.came, { came, expected });
}

function showLatest() {
  const own = [];
  for (const person of list?.people.values() ?? []) {
    for (const each of person.i) if (["here", setup.device].includes(each.d)) own.push([person, each]);
  }
  own.sort(([, one], [, other]) => (one.t < other.t ? 1 : -1));
  $("latest").querySelector("ol").replaceChildren(...own.slice(0, LATEST).map(([person, each]) => {
    const item = line("");
    item.append(element("span", `${timeText(each.t)} ${person.n || words.nameless}`), button(words.undo, "btn slim", () => undo(person, each)));
    return item;
  }));
}

function showNotices() {
  $("notices").hidden = !notices.length;
  $("notices").querySelector(".n").textContent = notices.length;
  $("notices").querySelector("ul").replaceChildren(...notices.map((each) => line(each.text)));
}

async function showWaiting() {
  const count = (await store.waiting().catch(() => [])).length;
  $("waiting").textContent = count ? fill(words.waiting, { count }) : words.none_waiting;
  $("waiting").dataset.count = count;
}

function deviceName() {
  return $("door-name").value.trim() || navigator.userAgentData?.platform || navigator.platform;
}

function showTrouble(text) {
  $("trouble").textContent = text;
  $("trouble").hidden = !text;
}

function timeText(at) {
  const then = new Date(at);
  return day.format(then) === day.format(new Date()) ? clock.format(then) : `${day.format(then)} ${clock.format(then)}`;
}

function doorName(device) {
  if (["here", setup.device].includes(device)) return words.here;
  if (!device) return words.desk;
  return list?.facts.devices[device] || words.other_door;
}

const line = (text, name) => element("li", text, name);

function element(kind, text, name = "") {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = name;
  return made;
}

function button(text, name, act) {
  const made = element("button", text, name);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// --------------------------------------------------------------------------- what is done

function listen() {
  document.addEventListener("pointerdown", wakeSound);
  document.addEventListener("keydown", wakeSound);
  $("q").addEventListener("input", showFound);
  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = $("q").value;
    const named = list?.byReference(typed);
    if (looksLikeTicket(typed)) take(typed);
    else if (named) conclude(list.judge(named, session()), "search");
    else if (typed.trim()) $("found").querySelector("button")?.focus();
  });
  $("session")?.addEventListener("change", showAll);
  $("walk-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (list) walkIn($("walk-in-name").value.trim(), $("walk-in-organization").value.trim());
    event.target.reset();
    $("walk-in").open = false;
  });
  $("door-name").addEventListener("change", () => {
    localStorage.setItem(NAME, $("door-name").value.trim());
    sync.greetedAt = 0;
    sync.now();
  });
  $("leave").addEventListener("submit", leave);
  $("camera").hidden = !hasCamera();
  $("camera").addEventListener("click", useCamera);
  $("light").addEventListener("click", () => {
    const isOn = $("light").getAttribute("aria-pressed") !== "true";
    $("light").setAttribute("aria-pressed", String(isOn));
    camera.light(isOn);
  });
}

async function useCamera() {
  camera ??= new Camera($("view"), setup, take);
  if (camera.isOn) camera.stop();
  else {
    try {
      await camera.start();
      showTrouble("");
    } catch {
      camera.stop();
      showTrouble(words.no_camera);
    }
  }
  $("camera").textContent = camera.isOn ? words.camera_off : words.camera_on;
  $("light").hidden = !camera.hasLight;
}

async function leave(event) {
  event.preventDefault();
  const count = (await store.waiting()).length;
  if (count && !isLeaving) {
    isLeaving = true;
    sync.now();
    return showTrouble(fill(words.leave_waiting, { count }));
  }
  await store.wipe();
  await forgetPage();
  event.target.querySelector("[name=csrf_token]").value = sync.csrf;
  event.target.submit();
}

await begin();
