/* Draws each canvas with data-chart from the JSON beside it, in the colours of the theme. */
(() => {
  "use strict";

  const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--tblr-${name}`).trim();

  const draw = (canvas) => {
    const source = document.getElementById(canvas.dataset.chart);
    if (!source || !window.Chart) return;
    const data = JSON.parse(source.textContent);
    const text = colourOf("secondary");
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
    new Chart(canvas, {
      type: "bar",
      data: {
        labels: data.labels,
        datasets: data.series.map((each) => ({
          label: each.label,
          data: each.values,
          backgroundColor: colourOf(each.colour),
          borderRadius: 3,
        })),
      },
      options: {
        maintainAspectRatio: false,
        animation: false,
        scales: {
          x: { stacked: true, ticks: { color: text }, grid: { display: false } },
          y: { stacked: true, ticks: { color: text, callback: (value) => number.format(value) } },
        },
        plugins: { legend: { position: "bottom", labels: { color: text } } },
      },
    });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("canvas[data-chart]").forEach(draw));
})();
