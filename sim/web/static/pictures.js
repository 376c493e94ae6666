// The pictures of an answer: fans over time, paired differences, the map that plays, a day's work.
import { $, all, read, say } from "./common.js";
import {
  CIVIDIS, COLOURS, DASHES, INK, MOST_BANDS, OPTIONS, PALE_TO_DARK, QUIET, SERVICES, axis, block, escaped, faint, fit, layout, plain, squares,
} from "./charts.js";

const colour = (i) => COLOURS[i % COLOURS.length];
export function fans(parent, found) {
  for (const fan of found.fans) {
    const box = block(parent, fan.key, fan.title), chart = $(".chart", box);
    $(".said", box).textContent = fan.said;
    chart.setAttribute("aria-label", `${fan.title}. ${fan.said}`);
    const band = fan.plans.length <= MOST_BANDS;
    const traces = fan.plans.flatMap((plan, i) => [
      { x: fan.dates, y: plan.low, mode: "lines", line: { width: 0 }, hoverinfo: "skip", showlegend: false },
      {
        x: fan.dates, y: plan.high, mode: "lines", line: { width: 0 }, fill: "tonexty",
        fillcolor: faint(colour(i)), hoverinfo: "skip", showlegend: false,
      },
    ].filter(() => band).concat([
      {
        x: fan.dates, y: plan.middle, mode: "lines", name: escaped(found.plans[i]),
        line: { color: colour(i), width: 2.4, dash: DASHES[i % DASHES.length] },
        customdata: plan.low.map((low, d) => [low ?? "–", plan.high[d] ?? "–"]),
        hovertemplate: `%{y:,.0f} (${say("between")} %{customdata[0]:,.0f}–%{customdata[1]:,.0f})`,
      },
    ]));
    const target = fan.target === null ? [] : [
      { type: "line", xref: "paper", x0: 0, x1: 1, y0: fan.target, y1: fan.target, line: { color: QUIET, width: 1.2, dash: "dot" } }];
    const label = fan.target === null ? [] : [{
      xref: "paper", x: 1, y: fan.target, text: say("target", { n: fan.target }), showarrow: false, xanchor: "right",
      yanchor: "bottom", font: { size: 12, color: QUIET }, bgcolor: "#ffffffcc", y: fan.target }];
    Plotly.react(chart, traces, layout({
      height: 320, hovermode: "x unified", shapes: target, annotations: label,
      legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0, traceorder: "normal" }, margin: { l: 60, r: 14, t: 34, b: 36 },
      xaxis: axis({ showgrid: false, type: "date", tickformat: say("dates"), fixedrange: true }),
      yaxis: axis({ title: { text: fan.axis, font: { size: 13, color: QUIET } }, rangemode: "tozero", fixedrange: true, ...(fan.share ? { range: [0, 103] } : {}) }),
    }), OPTIONS);
  }
}

export function forest(parent, found) {
  $("#forest-block").hidden = !found.forest.length;
  found.forest.forEach((panel) => {
    const box = block(parent, `difference-${panel.measure}`, panel.title), chart = $(".chart", box);
    box.classList.add("slim");
    const said = panel.rows.map((row) => say(row.low === null ? "forest.early" : "forest.said", {
      plan: row.plan, middle: row.said[0], low: row.said[1], high: row.said[2], unit: panel.unit }));
    $(".said", box).textContent = said.join(" ");
    chart.setAttribute("aria-label", `${panel.title}. ${said.join(" ")}`);
    const traces = panel.rows.flatMap((row, r) => {
      const mark = colour(found.plans.indexOf(row.plan)), clear = row.low !== null && (row.low > 0 || row.high < 0);
      const spread = row.pairs.map((_, i) => r + 0.22 + 0.1 * Math.sin(i * 2.4));
      return [
        {
          type: "scatter", mode: "markers", x: row.pairs, y: spread, showlegend: false,
          marker: { size: 6, color: mark, opacity: 0.35 }, hovertemplate: `${say("one_pair")}: %{x:+,.1f}<extra></extra>`,
        },
        {
          type: "scatter", mode: "markers", x: [row.middle], y: [r - 0.12], showlegend: false,
          marker: { size: 12, symbol: "diamond", color: clear ? mark : "#fff", line: { color: mark, width: 2.5 } },
          error_x: row.low === null ? undefined : {
            type: "data", symmetric: false, array: [row.high - row.middle], arrayminus: [row.middle - row.low],
            color: mark, thickness: 2.5, width: 7 },
          hovertemplate: `${escaped(row.plan)}: %{x:+,.1f}<extra></extra>`,
        },
      ];
    });
    Plotly.react(chart, traces, layout({
      height: 70 + 56 * panel.rows.length, margin: { l: 10, r: 20, t: 4, b: 40 },
      xaxis: axis({ title: { text: panel.unit, font: { size: 12, color: QUIET } }, zeroline: true, zerolinewidth: 2, zerolinecolor: INK, fixedrange: true }),
      yaxis: axis({ tickvals: panel.rows.map((_, r) => r), ticktext: panel.rows.map((row) => escaped(row.plan)), range: [panel.rows.length - 0.4, -0.6], showgrid: false, zeroline: false, fixedrange: true }),
    }), OPTIONS);
  });
}
export async function played(run, plans) {
  const maps = (await Promise.all(plans.map((_, i) => read(`/run/${run}/part/map-${i}.json`)))).filter(Boolean);
  if (maps.length === plans.length) town(maps, plans);
  const day = $("#day-plan"), show = async () => workday(await read(`/run/${run}/part/day-${day.value}.json`));
  day.addEventListener("change", show);
  await show();
}

function town(maps, plans) {
  const box = $("#town"), day = $("#day"), button = $("#play"), count = plans.length;
  let layer = "waiting", timer = null;
  day.max = maps[0].dates.length - 1;
  const highest = (key) => Math.max(1, ...maps.flatMap((map) => map.layers[key].flatMap((row) => row.map((v) => v ?? 0))));
  const scaleOf = (key) => key === "on_time" ? { low: 0, high: 100, colours: CIVIDIS, dark: "low" }
    : { low: 0, high: highest(key), colours: PALE_TO_DARK, dark: "high" };
  function draw() {
    const across = box.clientWidth < 620 ? 1 : count === 3 && box.clientWidth > 1000 ? 3 : Math.min(count, 2), down = Math.ceil(count / across);
    const width = box.clientWidth / across - 16, at = Number(day.value), scale = scaleOf(layer), words = say(`layer.${layer}`);
    const shape = fit(maps[0].places, width, 400), head = 30, whole = (shape.height + head) * down;
    const more = {}, notes = [];
    const traces = maps.map((map, i) => {
      const row = Math.floor(i / across), column = i % across, n = i ? i + 1 : "";
      const top = 1 - row / down, xs = [column / across + 0.005, (column + 1) / across - 0.005];
      more[`xaxis${n}`] = plain({ domain: xs, range: shape.xs, anchor: `y${n}` });
      more[`yaxis${n}`] = plain({ domain: [top - 1 / down, top - head / whole], range: shape.ys, scaleanchor: `x${n}`, anchor: `x${n}` });
      notes.push({ xref: "paper", yref: "paper", x: xs[0], y: top, text: `<b>${escaped(plans[i])}</b>`, showarrow: false, xanchor: "left", yanchor: "top", font: { size: 14, color: colour(i) } });
      const values = map.layers[layer].map((grid) => grid[at]);
      return { ...squares(map.places, values, shape.size, scale, words), xaxis: `x${n}`, yaxis: `y${n}`, showlegend: false };
    });
    traces[0].marker.showscale = true;
    traces[0].marker.colorbar = { orientation: "h", thickness: 10, len: 0.5, x: 0.5, y: -0.02, yanchor: "top", outlinewidth: 0, title: { text: words, font: { size: 12 }, side: "bottom" } };
    Plotly.react(box, traces, layout({ height: whole + 64, margin: { l: 4, r: 4, t: 4, b: 60 }, annotations: notes, dragmode: false, ...more }), OPTIONS);
    $("#day-said").textContent = maps[0].dates[at];
    day.setAttribute("aria-valuetext", maps[0].dates[at]);
    const sums = maps.map((map, i) => {
      const values = map.layers[layer].map((grid) => grid[at]).filter((v) => v !== null);
      const sum = values.reduce((a, b) => a + b, 0);
      const value = layer === "on_time" ? (values.length ? sum / values.length : 0) : sum;
      return say(layer === "on_time" ? "town.mean" : "town.sum", { plan: plans[i], value: Math.round(value).toLocaleString("en") });
    });
    const said = `${maps[0].dates[at]}, ${words}: ${sums.join("; ")}.`;
    $("#town-said").textContent = said;
    box.setAttribute("aria-label", said);
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    button.textContent = say("play");
    button.setAttribute("aria-pressed", "false");
  }
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(day.value) >= Number(day.max)) day.value = 0;
    button.textContent = say("pause");
    button.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      if (Number(day.value) >= Number(day.max)) return stop();
      day.value = Number(day.value) + 1;
      draw();
    }, 450);
  });
  day.addEventListener("input", () => { stop(); draw(); });
  all("#play-block .choice").forEach((choice) => choice.addEventListener("click", () => {
    layer = choice.dataset.layer;
    all("#play-block .choice").forEach((other) => other.setAttribute("aria-pressed", other === choice));
    draw();
  }));
  let width = box.clientWidth;
  new ResizeObserver(() => { if (Math.abs(box.clientWidth - width) > 30) { width = box.clientWidth; draw(); } }).observe(box);
  const busy = maps[0].dates.map((_, d) => maps.reduce((s, map) => s + map.layers.waiting.reduce((t, g) => t + (g[d] ?? 0), 0), 0));
  day.value = busy.indexOf(Math.max(...busy));
  draw();
}
function workday(found) {
  if (!found) return;
  const box = $("#workday");
  const traces = found.kinds.map((kind, i) => {
    const mine = found.spells.filter((spell) => spell.kind === kind.key), travel = kind.key === "travel";
    return {
      type: "bar", orientation: "h", name: escaped(kind.title), y: mine.map((s) => s.worker), width: 0.78, base: mine.map((s) => s.from), x: mine.map((s) => s.length),
      marker: { color: travel ? "#c3ccd4" : SERVICES[(i + 7) % SERVICES.length], line: { width: 0.4, color: "#fff" }, pattern: { shape: travel ? "/" : "", size: 4, fgcolor: "#4c5a68" } },
      customdata: mine.map((s) => [s.grid, clock(s.from), clock(s.from + s.length)]),
      hovertemplate: `${escaped(kind.title)}<br>%{customdata[1]}–%{customdata[2]} %{customdata[0]}<extra></extra>`,
    };
  });
  Plotly.react(box, traces, layout({
    height: Math.max(220, 90 + 17 * found.workers.length), barmode: "overlay", bargap: 0.25, margin: { l: 10, r: 10, t: 10, b: 50 },
    legend: { orientation: "h", y: 1.01, yanchor: "bottom" },
    xaxis: axis({ range: [0, 24], tickvals: [0, 4, 8, 12, 16, 20, 24], ticktext: ["0:00", "4:00", "8:00", "12:00", "16:00", "20:00", "24:00"], fixedrange: true }),
    yaxis: axis({ tickvals: found.workers.map((_, w) => w), ticktext: found.workers.map(escaped), range: [found.workers.length - 0.4, -0.6], showgrid: false, zeroline: false, tickfont: { size: 11, color: QUIET }, fixedrange: true }),
  }), OPTIONS);
  $("#workday-said").textContent = found.said;
  box.setAttribute("aria-label", found.said);
}
const clock = (h) => `${Math.floor(h)}:${String(Math.round((h % 1) * 60) % 60).padStart(2, "0")}`;
