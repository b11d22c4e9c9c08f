// @ts-check
/**
 * Waiting for the opening, on the waiting page and on a practice paper: keeps the server's time, goes on without the
 * network, and opens the paper when the time has come and the server says so.
 */

const place = /** @type {HTMLElement} */ (document.getElementById("opening"));
const find = (/** @type {string} */ id) => document.getElementById(id);
const opensAt = Date.parse(place.dataset.opens ?? "");
/** Server's clock minus ours, in milliseconds. */
let drift = Date.parse(place.dataset.now ?? "") - Date.now() || 0;
let asking = false;
let askAt = Date.now() + 15000;
let said = 0;

const clockTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const now = () => Date.now() + drift;

async function ask() {
  if (asking) return;
  asking = true;
  askAt = Date.now() + 15000;
  try {
    const response = await fetch("/api/v1/hall/clock", { credentials: "same-origin", headers: { "X-Requested-With": "jiangheng" } });
    if (response.ok) {
      const clock = await response.json();
      drift = Date.parse(clock.now) - Date.now() || drift;
      offline(false);
      if (now() >= opensAt || !/^(checked_in|pledged)$/.test(clock.state)) return location.replace("/exam/paper");
    } else if (response.status < 500 && response.status !== 429) {
      return location.replace("/exam/wait");
    } else {
      askAt = Date.now() + 3000;
    }
  } catch {
    offline(true);
    askAt = Date.now() + 3000;
  } finally {
    asking = false;
  }
}

/** @param {boolean} is */
function offline(is) {
  const [banner, quiet] = [find("offline"), find("if-offline")];
  // A practice paper has its own.
  if (!banner || !quiet) return;
  banner.hidden = !is;
  quiet.hidden = is;
}

function tick() {
  const clock = find("clock");
  if (clock) clock.textContent = clockTime.format(now());
  const minutes = Math.ceil((opensAt - now()) / 60000);
  const say = find("say");
  if (say && place.dataset.tMinutes && [10, 5, 1].includes(minutes) && said !== minutes) {
    said = minutes;
    say.textContent = place.dataset.tMinutes.replace("#", String(minutes));
  }
  if (now() >= opensAt && askAt > Date.now() + 3000) askAt = 0;
  if (Date.now() >= askAt) void ask();
}

window.addEventListener("online", () => void ask());
document.addEventListener("visibilitychange", () => { if (!document.hidden) void ask(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
setInterval(tick, 1000);
tick();
