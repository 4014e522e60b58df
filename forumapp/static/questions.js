// Without this file every question of a form stands there and says when it is asked; the server
// decides either way. It hides those that no answer leads to. A module: named twice, it runs once.
const questions = [...document.querySelectorAll("[data-shown-if]")];

for (const hint of document.querySelectorAll("[data-condition]")) hint.hidden = true;
document.addEventListener("change", show);
addEventListener("pageshow", show);
show();

function show() {
  for (const question of questions) {
    const wanted = question.dataset.shownIfValues.split(" ");
    const words = answers(question.closest("form"), question.dataset.shownIf);
    question.hidden = !wanted.some((word) => words.includes(word));
  }
}

// What is answered to a question, unless it is hidden itself; an empty box of a consent is a “no”.
function answers(form, name) {
  const controls = [...form.elements].filter((each) => each.name === name && !each.closest("[hidden]"));
  return controls.flatMap((each) => {
    if (each.type !== "checkbox" && each.type !== "radio") return [each.value];
    if (each.checked) return [each.value];
    return each.dataset.consent ? ["no"] : [];
  });
}
