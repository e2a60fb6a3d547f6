/* Draws each canvas with data-chart from the JSON beside it, in the colours of the theme, again when that changes. */
(() => {
  "use strict";

  const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--tblr-${name}`).trim();

  const draw = (canvas) => {
    const source = document.getElementById(canvas.dataset.chart);
    if (!source || !window.Chart) return;
    const data = JSON.parse(source.textContent);
    const frame = getComputedStyle(canvas.parentElement); // resolved for light or dark, as a canvas needs it
    const [text, line] = [frame.color, frame.borderTopColor];
    const lines = data.type === "line"; // a course over time: it need not begin at nought
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: lines ? 1 : 0 });
    window.Chart.getChart(canvas)?.destroy();
    new Chart(canvas, {
      type: lines ? "line" : "bar",
      data: {
        labels: data.labels,
        datasets: data.series.map((each) => ({
          label: each.label,
          data: each.values,
          backgroundColor: colourOf(each.colour),
          borderColor: lines ? colourOf(each.colour) : undefined,
          borderRadius: 3,
        })),
      },
      options: {
        maintainAspectRatio: false,
        animation: false,
        scales: {
          x: { stacked: !lines, ticks: { color: text }, grid: { display: false }, border: { color: line } },
          y: { stacked: !lines, ticks: { color: text, callback: (value) => number.format(value) }, grid: { color: line } },
        },
        plugins: { legend: { position: "bottom", labels: { color: text } } },
      },
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const drawAll = () => document.querySelectorAll("canvas[data-chart]").forEach(draw);
    drawAll();
    new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  });
})();
