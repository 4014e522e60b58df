// Search works without this file. It shows the best pages under the field as one types (ARIA combobox).

const PAUSE = 180;  // milliseconds after the last letter

for (const field of document.querySelectorAll("input[data-suggest]")) suggestFor(field);

function suggestFor(field) {
  const place = document.createElement("div");
  place.className = "suggested";
  field.after(place);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  let asked = 0, timer = 0, chosen = -1;

  const options = () => [...place.querySelectorAll("[role=option]")];

  function close() {
    place.querySelector("ul")?.remove();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-controls");
    choose(-1);
  }

  function choose(number) {
    const all = options();
    chosen = all.length && number >= 0 ? number % all.length : -1;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  async function ask() {
    const mine = ++asked, words = field.value.trim();
    if (!words) { close(); return; }
    try {
      const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: words })}`);
      if (!answer.ok || mine !== asked) return;
      const text = await answer.text();
      if (mine !== asked || document.activeElement !== field) return;
      place.innerHTML = text;  // our own page's part, escaped where it was made
      const list = place.querySelector("ul");
      field.setAttribute("aria-expanded", String(Boolean(list)));
      if (list) field.setAttribute("aria-controls", list.id);
      choose(-1);
    } catch { close(); }
  }

  field.addEventListener("input", event => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("compositionend", () => { timer = setTimeout(ask, PAUSE); });
  field.addEventListener("keydown", event => {
    const count = options().length;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? count - 1 : chosen - 1);
    else if (event.key === "Escape") { asked++; close(); }
    else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.href);
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => { asked++; clearTimeout(timer); close(); });
  place.addEventListener("mousedown", event => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    location.assign(option.dataset.href);
  });
}
