// The desk works without this file. It adds the key "/" for the find box, keeps what was typed
// from being lost by leaving a page, and brings the reader to the list of errors.
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
  if (event.target.closest("form[method=post]")) unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

document.querySelector("#errors")?.focus();
