// A button beside a shown text copies it, and says so; without scripts the text is there to be selected.
for (const place of document.querySelectorAll(".copying")) {
  const shown = place.querySelector(".address");
  const copy = place.querySelector("[data-copy]");
  const said = place.querySelector("[role=status]");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(shown.textContent);
      isCopied = true;
    } catch {
      getSelection().selectAllChildren(shown);
      isCopied = document.execCommand("copy");
    }
    said.textContent = "";
    setTimeout(() => { said.textContent = isCopied ? copy.dataset.copied : copy.dataset.selected; }, 50);
  });
}
