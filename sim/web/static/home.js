// Uploading a table of grids; what is wrong with it comes back by line.
import { $, send } from "./common.js";

$("#upload").addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = $("#own-problems"), file = $("#own-file").files[0];
  told.textContent = "";
  if (!file) return void (told.textContent = told.dataset.none);
  if (file.size > Number(told.dataset.limit)) return void (told.textContent = told.dataset.large);
  try {
    const title = encodeURIComponent($("#own-name").value);
    const made = await send(`/streets?title=${title}`, file);
    location.href = `/street/${made.key}`;
  } catch (error) {
    told.textContent = error.message;
  }
});
