// The list in memory: who is on it, who is in, and what a ticket or a name means here. Touches neither page nor network.
const MOST_SHOWN = 12;

export class List {
  constructor(facts, notes) {
    this.facts = facts;
    this.people = new Map(facts.people.map((person) => [person.u, { ...person, i: [...person.i] }]));
    this.walkIns = [];
    for (const note of notes) this.apply(note);
  }

  // What this device noted and the server has not told back yet.
  apply(note) {
    const person = this.people.get(note.registration);
    if (note.is_undone) {
      this.walkIns = this.walkIns.filter((each) => each.uid !== note.uid);
      if (person) person.i = person.i.filter((each) => each.c !== note.uid);
    } else if (note.how === "walk_in") {
      this.walkIns.push(note);
    } else if (person && !standing(person, note.session_id)) {
      person.i.push({ c: note.uid, s: note.session_id, t: note.at, d: "here" });
    }
  }

  // The facts with what was applied: kept when the server has taken the notes, until its own list says so.
  kept() {
    return { ...this.facts, people: Array.from(this.people.values()) };
  }

  count(session) {
    let came = session ? 0 : this.facts.unregistered + this.walkIns.length, expected = 0;
    for (const person of this.people.values()) {
      if (person.s === "confirmed") expected += 1;
      if (session ? standing(person, session) : person.i.length) came += 1;
    }
    return { came, expected };
  }

  // Whose name or organization has words that begin as typed, whose name is spoken so, or whose reference it is;
  // before anything is typed, who is still expected. By name: so the server sends them.
  search(text, session) {
    const words = folded(text).split(" ").filter(Boolean), people = Array.from(this.people.values());
    const all = words.length
      ? people.filter((person) => matches(person, words)).sort((one, other) => rank(one, words[0]) - rank(other, words[0]))
      : people.filter((person) => person.s === "confirmed" && person.n && !standing(person, session));
    return { found: all.slice(0, MOST_SHOWN), more: Math.max(0, all.length - MOST_SHOWN) };
  }

  byReference(text) {
    const wanted = letters(text);
    if (wanted.length < 6) return null;
    return Array.from(this.people.values()).find((person) => letters(person.r) === wanted) ?? null;
  }

  // What a ticket or a person means at this door: {word: "in" | "again" | "stop", why, person, first}.
  judge(person, session, version = null) {
    if (!person) return { word: "stop", why: "unlisted" };
    if (version !== null && version < person.v) return { word: "stop", why: "void" };
    if (person.s !== "confirmed") return { word: "stop", why: person.s, person };
    const first = standing(person, session);
    return first ? { word: "again", why: "in_already", person, first } : { word: "in", person };
  }
}

// The check-in that counts: for a session its own, for the whole forum the first of all.
export function standing(person, session) {
  const own = session ? person.i.filter((each) => each.s === session) : person.i;
  return own.reduce((first, each) => (first && first.t <= each.t ? first : each), null);
}

const rank = (person, word) => (person.s === "confirmed" ? 0 : 2) + (folded(person.n).startsWith(word) || spells(word, sounds(person)) ? 0 : 1);
const letters = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
const asTyped = (text) => text.replace(/([ln])v/g, "$1u");
const sounds = (person) => asTyped(person.k).split(" ").filter(Boolean);

// Whether a word is made of the beginnings of syllables in a row: “wxm”, “wangxm” and “wangxiaoming” of wang xiao ming.
function spells(typed, [first, ...rest]) {
  if (!typed) return true;
  if (!first) return false;
  const word = asTyped(typed);
  for (let length = 1; length <= word.length && first.startsWith(word.slice(0, length)); length += 1) {
    if (spells(word.slice(length), rest)) return true;
  }
  return false;
}

function matches(person, words) {
  const all = folded(`${person.n} ${person.o}`);
  const own = all.split(/[\s,.\-·’']+/);
  const reference = letters(person.r), spoken = sounds(person);
  return words.every((word) =>
    own.some((each) => each.startsWith(word)) ||
    spoken.some((_each, place) => spells(word, spoken.slice(place))) ||
    (/[^\u0000-\u024f]/.test(word) && all.includes(word)) ||
    (letters(word).length >= 3 && reference.startsWith(letters(word))));
}
