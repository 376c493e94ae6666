// Choosing plans: sliders beside each other, a map of the street, and the two questions.
import { $, all, page, read, say, send } from "./common.js";
import { OPTIONS, PALE_TO_DARK, fit, layout, plain, squares } from "./charts.js";

const MOST = 4, form = $("#plans"), board = $(".plans");
let shown = 2;

function show(count) {
  shown = Math.min(MOST, Math.max(1, count));
  board.dataset.shown = shown;
  all(".cell", board).forEach((cell) => (cell.hidden = Number(cell.dataset.plan) >= shown));
  $("#add-plan").hidden = shown === MOST;
  $("#drop-plan").hidden = shown === 1;
}

const today = (lever) => lever.dataset.today;
const moved = (lever) =>
  lever.type === "range" ? Number(lever.value) !== nearest(lever) : lever.value !== today(lever);
// Where today's value lies between two stops of the slider, the stop it was put on is today.
function nearest(lever) {
  const low = Number(lever.min), step = Number(lever.step), value = Number(today(lever));
  const steps = Math.round((Math.min(Math.max(value, low), Number(lever.max)) - low) / step);
  return Number((low + steps * step).toFixed(6));
}
function tell(lever) {
  const cell = lever.closest(".cell"), output = $("output", cell);
  cell.classList.toggle("changed", moved(lever));
  if (!output) return;
  const value = moved(lever) ? Number(lever.value) : Number(today(lever));
  const text = `${Math.round(value * 1000) / 1000}`;
  $("b", output).textContent = text;
  lever.setAttribute("aria-valuetext", `${text} ${lever.dataset.unit}`);
}
function move(lever, value) {
  lever.value = value ?? (lever.type === "range" ? nearest(lever) : today(lever));
  tell(lever);
}
const levers = (plan) => all(`.cell[data-plan="${plan}"] .lever`, board);

all(".lever", board).forEach((lever) => {
  move(lever);
  lever.addEventListener("input", () => tell(lever));
});
function start(select, plan) {
  const values = page.presets[select.value] ?? {};
  levers(plan).forEach((lever) => move(lever, values[lever.dataset.key]));
  const title = $(`#title-${plan}`);
  if (!title.dataset.own) title.value = select.options[select.selectedIndex].text;
}
all(".preset", board).forEach((select, plan) => {
  if (plan) select.selectedIndex = Math.min(plan, select.options.length - 1);
  start(select, plan);
  select.addEventListener("change", () => start(select, plan));
});
all(".title", board).forEach((title) => title.addEventListener("input", () => (title.dataset.own = "1")));
$("#add-plan").addEventListener("click", () => {
  show(shown + 1);
  $(`#title-${shown - 1}`).focus();
});
$("#drop-plan").addEventListener("click", () => show(shown - 1));
show(2);

function plan(number) {
  const changed = levers(number).filter(moved).map((lever) =>
    [lever.dataset.key, lever.type === "range" ? Number(lever.value) : lever.value]);
  return { title: $(`#title-${number}`).value, levers: Object.fromEntries(changed) };
}
const whole = (id) => Math.round(Number($(id).value));

async function ask(kind, body, told, button) {
  told.textContent = "";
  button.disabled = true;
  try {
    const made = await send(`/street/${form.dataset.street}/${kind}`, body);
    location.href = `/run/${made.id}`;
  } catch (error) {
    told.textContent = error.message;
    button.disabled = false;
  }
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const plans = Array.from({ length: shown }, (_, number) => plan(number));
  ask("compare", { plans, replications: whole("#replications"), seed: whole("#seed") },
    $("#plan-problems"), $("#run"));
});
$("#staffing")?.addEventListener("submit", (event) => {
  event.preventDefault();
  ask("staff", {
    plans: [plan(0)], replications: whole("#outbreaks"), seed: whole("#seed"),
    least: whole("#least"), most: whole("#most"), on_time: whole("#target"), holds_in: whole("#holds"),
  }, $("#staff-problems"), event.submitter);
});

// The map of the street.
const box = $("#street-map"), grids = await read(box.dataset.source);
function draw(layer) {
  const values = grids[layer], low = Math.min(...values), high = Math.max(...values);
  const width = box.clientWidth - 10, shape = fit(grids, width, 440), words = say(`layer.${layer}`);
  const scale = { low: layer === "workers" ? 0 : low - (high - low) * 0.3, high: Math.max(high, low + 1e-6), colours: PALE_TO_DARK, dark: "high" };
  Plotly.react(box, [squares(grids, values, shape.size, scale, words)], layout({
    height: shape.height + 10, margin: { l: 5, r: 5, t: 5, b: 5 }, dragmode: false,
    xaxis: plain({ range: shape.xs }), yaxis: plain({ range: shape.ys, scaleanchor: "x" }),
  }), OPTIONS);
  const most = values.indexOf(high), least = values.indexOf(low);
  const text = say("map.said", { layer: words, most: grids.name[most], high, least: grids.name[least], low });
  $("#map-said").textContent = text;
  box.setAttribute("aria-label", text);
  all(".choice").forEach((choice) => choice.setAttribute("aria-pressed", choice.dataset.layer === layer));
}
function fill() {
  const rows = grids.name.map((name, i) => {
    const row = document.createElement("tr"), head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    for (const value of [grids.community[i], grids.residents[i], grids.workers[i], `${grids.vulnerable_share[i]} %`]) {
      const cell = document.createElement("td");
      cell.textContent = value;
      row.append(cell);
    }
    return row;
  });
  $("#map-table tbody").replaceChildren(...rows);
}
if (grids) {
  fill();
  draw("residents");
  all(".choice").forEach((choice) => choice.addEventListener("click", () => draw(choice.dataset.layer)));
}
