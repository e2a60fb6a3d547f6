// Signatures drawn with finger, pen or mouse: each field keeps its strokes and fills a hidden field as a picture.
(() => {
  "use strict";
  const form = document.querySelector("[data-signing]");
  if (!form) return;
  for (const pad of form.querySelectorAll("[data-pad]")) {
    const canvas = pad.querySelector("canvas");
    const field = document.getElementById(pad.dataset.pad);
    const pen = canvas.getContext("2d");
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#10214b";
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [
        ((event.clientX - box.left) * canvas.width) / box.width,
        ((event.clientY - box.top) * canvas.height) / box.height,
      ];
    };
    let drawing = false;
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...place(event));
      pen.lineTo(...place(event));
      pen.stroke();
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...place(event));
      pen.stroke();
    });
    const lift = () => {
      if (!drawing) return;
      drawing = false;
      field.value = canvas.toDataURL("image/png");
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      field.value = "";
    });
    if (field.value.startsWith("data:image/png")) {
      const before = new Image();
      before.onload = () => pen.drawImage(before, 0, 0);
      before.src = field.value;
    }
  }
  form.addEventListener("submit", () => {
    // A second click while the first is on its way would only find the contract signed.
    for (const button of form.querySelectorAll("[type=submit]")) button.disabled = true;
  });
})();
