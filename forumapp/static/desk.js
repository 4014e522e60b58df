// The desk works without this file. It adds the key "/" for the find box, keeps what was typed
// from being lost by leaving a page, brings the reader to the list of errors, opens the short
// form of a new record in a dialog, and copies an address.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const find = document.querySelector("[data-find]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !find) return;
  event.preventDefault();
  find.focus();
  find.select();
});

let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[method=post]") && !event.target.closest("dialog")) unsaved = true;
});
document.addEventListener("submit", (event) => {
  if (!event.target.closest("dialog")) unsaved = false;
});
// A double click sends a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 3000);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

document.querySelector("#errors")?.focus();
document.querySelector(".rail a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A record created on the way: its option goes into every field that chooses such records, and is
// chosen in the field that asked. The server sends it as {records, into, value, text}.
const quick = document.querySelector("#quick");
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== quick || quick.open || !quick.querySelector("form")) return;
  quick.showModal();
});
document.addEventListener("record-created", (event) => {
  const { records, into, value, text } = event.detail;
  quick.close();
  quick.replaceChildren();
  for (const field of document.querySelectorAll(`select[data-records="${records}"]`)) {
    const isAsking = field.id === into;
    field.add(new Option(text, value, false, isAsking));
    if (isAsking) {
      field.focus();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  const list = document.querySelector(`ul[data-records="${records}"][data-field="${into}"]`);
  if (list) addChoice(list, value, text);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
});

function addChoice(list, value, text) {
  const item = document.createElement("li");
  const box = Object.assign(document.createElement("input"), {
    type: "checkbox", name: list.dataset.name, value, id: `${list.dataset.field}-new-${value}`, checked: true,
  });
  const label = Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: text });
  item.className = "choice";
  item.append(box, label);
  list.append(item);
  box.focus();
}

// A row that was added is where typing goes on; where the pressed button is gone, its list is.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = document.getElementById(event.detail.target.id);
  const fresh = part?.querySelector("[data-fresh] :is(select, input:not([type=hidden]))");
  if (fresh) fresh.focus();
  else if (document.activeElement === document.body) part?.querySelector(":is(button, select, input):not([type=hidden])")?.focus();
});

// What is typed while a chosen record's part of the form is on its way stays typed.
const asked = new WeakMap();
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.tagName === "SELECT") asked.set(detail.xhr, written(detail.target));
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const before = asked.get(detail.xhr);
  if (!before) return;
  for (const [name, value] of written(detail.target)) {
    if (before.get(name) === value) before.delete(name);
    else before.set(name, value);
  }
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  for (const [name, value] of asked.get(detail.xhr) ?? []) {
    const field = document.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field) field.value = value;
  }
  asked.delete(detail.xhr);
});
function written(part) {
  const fields = part.querySelectorAll("textarea, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])");
  return new Map([...fields].map((field) => [field.name, field.value]));
}

// “Copy” stands where scripts run; what was copied is said in the button and to screen readers.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}
