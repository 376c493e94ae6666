// The look of all pictures: fonts, colours that everybody tells apart, no toolbar.
import { $ } from "./common.js";

export const COLOURS = ["#3c4650", "#0072b2", "#d55e00", "#009e73", "#7a4fa3", "#a8325e", "#6e5c00"];
export const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "5px,2px,1px,2px"];
export const MOST_BANDS = 4; // more bands on one picture hide each other
export const QUIET = "#4c5a68", INK = "#16222f";
export const OPTIONS = { displayModeBar: false, responsive: true };
export const SERVICES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#f0e442", "#3c4650", "#8c6bb1"];
const FONT = getComputedStyle(document.documentElement).getPropertyValue("--sans");

export function layout(more = {}) {
  return {
    font: { family: FONT, size: 13, color: INK },
    margin: { l: 56, r: 14, t: 10, b: 40 },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    hoverlabel: { font: { family: FONT, size: 13 } },
    separators: ".,",
    ...more,
  };
}
export const axis = (more = {}) => ({
  gridcolor: "#e8ecf0", linecolor: "#9aa5b0", zerolinecolor: "#9aa5b0", tickfont: { color: QUIET },
  automargin: true, ...more,
});
export const faint = (colour) => colour + "2e";

// A map fills its box: how high it becomes at this width, its ranges, and how large a square is.
export function fit(places, width, highest) {
  const { x_m: x, y_m: y } = places, side = closest(x, y), room = side * 0.65;
  const xs = [Math.min(...x) - room, Math.max(...x) + room], ys = [Math.min(...y) - room, Math.max(...y) + room];
  const scale = Math.min(width / (xs[1] - xs[0]), highest / (ys[1] - ys[0]), 110 / side);
  const height = Math.max(90, scale * (ys[1] - ys[0]));
  return { xs, ys, height, size: Math.max(6, 0.86 * side * scale) };
}
function closest(x, y) {
  if (x.length < 2) return 300;
  const apart = x.map((_, i) => Math.min(...x.map((_, j) =>
    i === j ? Infinity : Math.max(Math.abs(x[i] - x[j]), Math.abs(y[i] - y[j])))));
  return Math.max(1, apart.sort((a, b) => a - b)[Math.floor(apart.length / 10)]);
}

// One map: squares coloured by a value, the value written in where there is room.
export function squares(places, values, size, scale, words) {
  return {
    type: "scatter", mode: "markers+text", x: places.x_m, y: places.y_m,
    text: size > 19 ? values.map((v) => (v === null ? "–" : short(v))) : values.map(() => ""),
    textfont: { size: Math.min(13, Math.max(9, size / 3)), color: values.map((v) => inkOn(v, scale)) },
    customdata: places.name.map((name, i) => [name, places.community[i], values[i] ?? "–"]),
    hovertemplate: `%{customdata[0]}<br>%{customdata[1]}<br>${words}: %{customdata[2]}<extra></extra>`,
    marker: {
      symbol: "square", size, color: values.map((v) => v ?? NaN), cmin: scale.low, cmax: scale.high,
      colorscale: scale.colours, line: { color: "#77838f", width: 0.7 }, showscale: false,
    },
  };
}
const short = (v) => (Math.abs(v) >= 10000 ? `${Math.round(v / 1000)}k` : `${Math.round(v * 10) / 10}`);
function inkOn(value, scale) {
  const share = (value - scale.low) / Math.max(scale.high - scale.low, 1e-9);
  return value !== null && (scale.dark === "high" ? share > 0.5 : share < 0.5) ? "#ffffff" : INK;
}
// From pale to dark for counts, from dark to pale (cividis) for shares: told apart in grey, too.
export const PALE_TO_DARK = [[0, "#f7fbff"], [0.25, "#c6dbef"], [0.5, "#6baed6"], [0.75, "#2171b5"], [1, "#08306b"]];
export const CIVIDIS = [[0, "#00224e"], [0.25, "#434e6c"], [0.5, "#7d7c78"], [0.75, "#bcae6c"], [1, "#fee838"]];

export const plain = (more = {}) => ({ visible: false, showgrid: false, zeroline: false, fixedrange: true, ...more });
export const narrow = () => document.documentElement.clientWidth < 560;
export const escaped = (text) => String(text).replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);


// A figure with its heading, its words and an empty chart; made once.
export function block(parent, key, title) {
  let found = $(`#figure-${key}`, parent);
  if (!found) {
    found = document.createElement("figure");
    found.id = `figure-${key}`;
    found.className = "block";
    const caption = document.createElement("figcaption"), head = document.createElement("h3");
    const told = document.createElement("p"), chart = document.createElement("div");
    head.textContent = title;
    told.className = "hint said";
    chart.className = "figure chart";
    chart.setAttribute("role", "img");
    caption.append(head, told);
    found.append(caption, chart);
    parent.append(found);
  }
  return found;
}
