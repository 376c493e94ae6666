// Questions about an answer: their forms, how long they will take, and the pictures of what came out.
import { $, all, say, send } from "./common.js";
import { INK, OPTIONS, QUIET, axis, block, escaped, layout, narrow } from "./charts.js";

const LOW = "#d55e00", HIGH = "#0072b2", WHOLE = "#3c4650", MATTERS = "#0072b2", UNCLEAR = "#9fb6c8";

// The forms come and go with the answer: the document listens, not they.
function runs(form) {
  const chosen = all('input[name="doubt"]:checked', form).length;
  const ways = Number(form.dataset.base) + Number(form.dataset.each) * chosen;
  return ways * Math.round(Number(form.elements.replications.value));
}
function tell(form) {
  const { pace, start } = form.closest(".further").dataset, count = runs(form);
  const spent_s = Number(pace) && Number(start) + count * Number(pace);
  const time = spent_s < 90 ? say("seconds", { n: Math.max(1, Math.round(spent_s)) }) : say("minutes", { n: Math.round(spent_s / 60) });
  $(".time", form).textContent = spent_s ? say("time", { time, runs: count }) : say("time_unknown", { runs: count });
}
export function listen(run) {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form.question");
    if (form) tell(form);
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.question")) return;
    event.preventDefault();
    const told = $(".problems", form), button = event.submitter;
    told.textContent = "";
    button.disabled = true;
    try {
      const made = await send(`/run/${run}/ask/${form.dataset.kind}`, {
        plan: Number(form.elements.plan?.value ?? 1), replications: Number(form.elements.replications.value),
        doubts: all('input[name="doubt"]:checked', form).map((box) => box.value),
      });
      location.href = `/run/${made.id}`;
    } catch (error) {
      told.textContent = error.message;
      button.disabled = false;
    }
  });
}

const whisker = (bars, middle) => ({
  type: "data", symmetric: false, color: INK, thickness: 1.3, width: 4,
  array: bars.map((bar) => (bar.high ?? bar.mean) - middle(bar)), arrayminus: bars.map((bar) => middle(bar) - (bar.low ?? bar.mean)),
});
function shape(panel, rows, more = {}) {
  const small = narrow();
  return layout({
    height: 96 + 40 * rows.length, barmode: "overlay", margin: { l: 10, r: 20, t: 34, b: 44 },
    legend: { orientation: "h", y: 1.01, yanchor: "bottom", x: 0, xanchor: "left" },
    xaxis: axis({ title: { text: escaped(panel.unit), font: { size: 12, color: QUIET } }, zeroline: true, zerolinewidth: 2, zerolinecolor: INK, fixedrange: true }),
    yaxis: axis({
      tickvals: rows.map((_, i) => i), ticktext: rows.map((row) => broken(row.label, small ? 15 : 34)),
      range: [rows.length - 0.4, -0.6], showgrid: false, zeroline: false, fixedrange: true, tickfont: { size: small ? 11 : 13, color: INK },
    }), ...more,
  });
}
// A label breaks at spaces; Chinese letters count twice and break anywhere.
function broken(text, most) {
  let line = "", length = 0;
  const lines = [];
  for (const piece of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    const size = /[\u2e80-\uffff]/.test(piece) ? 2 : piece.length;
    if (line && length + size > most) { lines.push(line); line = ""; length = 0; }
    line += piece;
    length += size;
  }
  return [...lines, line].map(escaped).join("<br>");
}

function parts(chart, panel) {
  const last = panel.bars.length - 1;
  Plotly.react(chart, [{
    type: "bar", orientation: "h", x: panel.bars.map((bar) => bar.mean), y: panel.bars.map((_, i) => i), width: 0.58, showlegend: false,
    marker: { color: panel.bars.map((bar, i) => (i === last ? WHOLE : bar.clear ? MATTERS : UNCLEAR)) },
    error_x: whisker(panel.bars, (bar) => bar.mean), customdata: panel.bars.map((bar) => [escaped(bar.label), bar.said]),
    hovertemplate: "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
  }], shape(panel, panel.bars, { margin: { l: 10, r: 20, t: 6, b: 44 } }), OPTIONS);
}
function tornado(chart, panel) {
  const one = (end, colour, shape_, name) => {
    const ends = panel.bars.map((bar) => bar.ends[end]);
    return {
      type: "bar", orientation: "h", name, y: ends.map((_, i) => i + (end ? 0.17 : -0.17)), base: panel.base, x: ends.map((e) => e.mean - panel.base), width: 0.32,
      marker: { color: colour, pattern: { shape: shape_, size: 5, fgcolor: "#ffffff", fillmode: "overlay" } },
      error_x: { ...whisker(ends, (e) => e.mean) },
      customdata: ends.map((e, i) => [escaped(panel.bars[i].label), escaped(e.value), e.said]),
      hovertemplate: "%{customdata[0]}: %{customdata[1]}<br>%{customdata[2]}<extra></extra>",
    };
  };
  const line = (x, dash) => ({ type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, line: { color: INK, width: 1.2, dash } });
  const named = (x, text, y) => ({ x, y, yref: "paper", yanchor: "bottom", text, showarrow: false, font: { size: 12, color: QUIET }, bgcolor: "#ffffffcc" });
  Plotly.react(chart, [one(0, LOW, "/", say("low")), one(1, HIGH, "", say("high"))], shape(panel, panel.bars, {
    height: 130 + 44 * panel.bars.length, margin: { l: 10, r: 20, t: 54, b: 44 }, shapes: [line(panel.base, "dot")],
    annotations: [named(panel.base, say("base"), 1)], legend: { orientation: "h", y: 1 + 20 / (32 + 44 * panel.bars.length), yanchor: "bottom", x: 0, xanchor: "left" },
  }), OPTIONS);
}
export function bars(parent, panels) {
  parent.hidden = false;
  panels.forEach((panel, i) => {
    const box = block(parent, `bars-${i}`, panel.title), chart = $(".chart", box);
    $(".said", box).textContent = panel.said;
    chart.setAttribute("aria-label", `${panel.title}. ${panel.said}`);
    if (!panel.bars.length) return;
    (panel.base === undefined ? parts : tornado)(chart, panel);
  });
}
