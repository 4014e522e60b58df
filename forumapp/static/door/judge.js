// The list in memory: who is on it, who is in, and what a ticket or a name means here. Touches neither page nor network.
const MOST_FOUND = 12;

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

  // People whose every typed word begins a word of their name or organization, or whose reference it is.
  search(text) {
    const words = folded(text).split(" ").filter(Boolean);
    if (!words.length) return { found: [], more: 0 };
    const all = Array.from(this.people.values()).filter((person) => matches(person, words));
    all.sort((one, other) => rank(one) - rank(other) || one.n.localeCompare(other.n));
    return { found: all.slice(0, MOST_FOUND), more: Math.max(0, all.length - MOST_FOUND) };
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

const rank = (person) => (person.s === "confirmed" ? 0 : 1);
const letters = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();

function matches(person, words) {
  const all = folded(`${person.n} ${person.o}`);
  const own = all.split(/[\s,.\-·’']+/);
  const reference = letters(person.r);
  return words.every((word) =>
    own.some((each) => each.startsWith(word)) ||
    (/[^\u0000-\u024f]/.test(word) && all.includes(word)) ||
    (letters(word).length >= 3 && reference.startsWith(letters(word))));
}
