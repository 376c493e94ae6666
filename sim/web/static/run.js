// Following a question: progress, the answer as it narrows, the pictures.
import { $, page, read, say, send } from "./common.js";
import * as further from "./further.js";
import * as pictures from "./pictures.js";

const box = $("#progress"), run = box.dataset.run, live = new Set(box.dataset.live.split(" "));
const kind = box.dataset.kind, compared = kind === "compare", asked = Boolean($("#bars"));
let drawn = -1, status = box.dataset.status;

function tell(state) {
  status = state.status;
  box.dataset.status = status;
  $("#status").textContent = say(`state.${status}`);
  $("#status").className = `state ${status}`;
  $("#bar").max = state.total;
  $("#bar").value = state.finished;
  $("#count").textContent = say("count", state);
  $("#left").textContent = state.left_s === null ? "" : `· ${left(state.left_s)}`;
  $("#stop").hidden = !live.has(status);
  const go = $("#continue");
  if (go) go.hidden = status !== "stopped" && status !== "failed";
}
const left = (seconds) =>
  seconds < 90 ? say("left.s", { n: Math.max(1, seconds) }) : say("left.min", { n: Math.round(seconds / 60) });

async function renew() {
  await Promise.all([put("answer"), put("tables")]);
  if (compared) await paint();
  if (asked) await bars();
}
async function put(name) {
  const box = document.getElementById(name);
  if (box.contains(document.activeElement) && live.has(status)) return; // somebody is reading there
  const answer = await fetch(`/run/${run}/${name}`);
  if (!answer.ok) return;
  const open = new Set([...box.querySelectorAll("details[open] summary")].map((s) => s.textContent));
  const first = !box.querySelector("details");
  box.innerHTML = await answer.text();
  if (!first) box.querySelectorAll("details").forEach((d) => (d.open = open.has($("summary", d).textContent)));
}
async function paint() {
  const found = await read(`/run/${run}/part/figures.json`);
  if (!found || found.replications === drawn) return;
  const first = drawn < 0;
  drawn = found.replications;
  $("#pictures").hidden = false;
  pictures.fans($("#fans"), found);
  pictures.forest($("#forest"), found);
  if (first) await pictures.played(run, found.plans);
}

async function bars() {
  const found = await read(`/run/${run}/part/bars.json`);
  if (found) further.bars($("#bars"), found);
}

async function follow() {
  let before = null;
  while (true) {
    const state = await read(`/run/${run}/state`);
    if (state) {
      const was = status;
      tell(state);
      if (before !== null && (state.finished !== before || was !== status)) await renew();
      before = state.finished;
    }
    if (!live.has(status)) break;
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
}

$("#stop").addEventListener("click", async () => {
  $("#stop").disabled = true;
  await send(`/run/${run}/stop`).catch(() => {});
  $("#stop").disabled = false;
});
$("#continue")?.addEventListener("click", async () => {
  await send(`/run/${run}/continue`).catch(() => {});
  status = "waiting";
  follow().then(() => { if (compared) report(); });
});
document.addEventListener("click", (event) => {
  if (event.target.id === "print") window.print();
});
// The report is written after the answer; its link appears when it is there.
async function report() {
  for (let tries = 0; tries < 20 && status === "done" && !$('#tables a[href$="report.html"]'); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await put("tables");
  }
}
further.listen(run);
if (compared) paint();
if (asked) bars();
follow().then(() => { if (compared) report(); });
