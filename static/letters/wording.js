// The wording of a letter: a click puts a placeholder where the cursor stands, clauses are dragged, a pause in typing
// shows the preview. Without this file the buttons of each clause do the same.
(() => {
  "use strict";
  const form = () => document.querySelector("[data-wording-form]");
  if (!form()) return;
  const takes = "input[name=subject], textarea[name$=-body], input[name$=-heading]";
  let last = form().querySelector("textarea[name$=-body]");
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(takes)) last = event.target;
  });

  let pause = 0;
  const show = () => {
    clearTimeout(pause);
    const button = form().querySelector("[data-wording-preview]");
    form().requestSubmit(button);
  };
  const showSoon = () => {
    clearTimeout(pause);
    pause = setTimeout(show, 1200);
  };
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-wording-form]")) showSoon();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "contract") show();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-placeholder]");
    if (!button) return;
    if (!last?.isConnected) last = form().querySelector("textarea[name$=-body]");
    last.focus();
    last.setRangeText(`{{ ${button.dataset.placeholder} }}`, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // What a button rearranged keeps the focus: the button of the same clause in its new place.
  let moved = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = event.target.closest("[data-wording-form] button[name=refresh]");
    if (!button) return;
    const all = [...form().querySelectorAll("[data-clause]")];
    const place = all.indexOf(button.closest("[data-clause]"));
    const way = button.dataset.move;
    moved = way ? { way, place: place + (way === "up" ? -1 : 1) } : { way: "", place: place < 0 ? all.length : place + 1 };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!moved) return;
    const all = form().querySelectorAll("[data-clause]");
    const clause = all[Math.min(Math.max(moved.place, 0), all.length - 1)];
    const aim = moved.way ? `[data-move=${moved.way}]` : "input[name$=-heading]";
    clause?.querySelector(aim)?.focus();
    moved = null;
    showSoon();
  });

  // Dragging by the grip: only the order of the fields changes, numbers follow at the next look.
  let dragged = null;
  document.addEventListener("pointerdown", (event) => {
    const clause = event.target.closest("[data-grip]")?.closest("[data-clause]");
    if (clause) clause.draggable = true;
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-clause]");
    dragged?.classList.add("echeo-clause-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest?.("[data-clause]");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    over.parentNode.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.draggable = false;
    dragged.classList.remove("echeo-clause-dragged");
    dragged = null;
    form().querySelectorAll("[data-clause]").forEach((clause, place) => {
      clause.querySelector("input[name$=-ORDER]").value = place + 1;
      const title = clause.querySelector(".echeo-clause-head h3");
      title.textContent = title.textContent.replace(/\d+$/, place + 1);
    });
    showSoon();
  });
  show();
})();
