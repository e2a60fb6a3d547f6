// The wording of a letter: a click puts a placeholder where the cursor stands; a pause in typing shows the preview.
(() => {
  "use strict";
  const form = document.querySelector("[data-wording-form]");
  if (!form) return;
  const body = form.querySelector("[data-wording]");
  const subject = form.elements.namedItem("subject");
  const preview = form.querySelector("[data-wording-preview]");
  let last = body;
  for (const field of [body, subject]) field.addEventListener("focus", () => (last = field));
  const show = () => form.requestSubmit(preview);
  let pause = 0;
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(show, 1200);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "contract") show();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-placeholder]");
    if (!button) return;
    last.focus();
    last.setRangeText(`{{ ${button.dataset.placeholder} }}`, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
  show();
})();
