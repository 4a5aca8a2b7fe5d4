// Opens the simulator's status page in a headless Chromium, changes the world behind it, and
// checks that the page follows without being loaded again.
//
// Usage: node status_page.mjs READY FOLDER [BROWSER], where READY is the file with the simulator's
// first line, FOLDER takes screenshots, and BROWSER is an executable; without it the packaged one.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [readyFile, folder, installed] = process.argv.slice(2);
const ready = JSON.parse(readFileSync(readyFile, "utf-8"));
const patience = 15_000;
const complaints = [];
let failed = 0;

function check(promise, holds, detail = "") {
  failed += holds ? 0 : 1;
  console.log(`  ${holds ? "ok" : "NOT ok"}  ${promise}${holds ? "" : `: ${detail}`}`);
}

async function launch() {
  const common = { headless: "shell", acceptInsecureCerts: true };
  if (installed) {
    return puppeteer.launch({ ...common, executablePath: installed, args: ["--no-sandbox"] });
  }
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  return puppeteer.launch({ ...common, executablePath, args: chromium.args });
}

/// Waits until a table has a row with all of the texts.
async function shows(promise, table, ...texts) {
  const found = (table, texts) => [...document.querySelectorAll(`#${table} tr`)]
    .some(row => texts.every(text => row.textContent.includes(text)));
  try {
    await page.waitForFunction(found, { timeout: patience, polling: 100 }, table, texts);
    check(promise, true);
  } catch {
    const text = await page.$eval(`#${table}`, body => body.innerText);
    check(promise, false, `no row with ${texts.join(", ")} in ${text}`);
  }
}

async function showsNone(promise, table) {
  const empty = table => document.querySelectorAll(`#${table} tr:not(.none)`).length === 0;
  const ended = page.waitForFunction(empty, { timeout: patience, polling: 100 }, table);
  check(promise, await ended.then(() => true, () => false), "there is one");
}

/// Sends a request that must be answered with a status from 200 to 299, or with the one named.
async function send(method, path, body, headers = {}, expected = undefined) {
  const answer = await fetch(ready.endpoint + path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  if (expected ? answer.status !== expected : !answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  return answer;
}

async function token() {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: ready.client_id,
    client_secret: ready.client_secret,
    scope: "https://management.azure.com/.default",
  });
  const answer = await fetch(`${ready.endpoint}/${ready.tenant_id}/oauth2/v2.0/token`, { method: "POST", body: form });
  return (await answer.json()).access_token;
}

const screenshot = name => page.screenshot({ path: join(folder, name), fullPage: true });

const browser = await launch();
console.log(`  ${await browser.version()}`);
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 900 });
page.on("pageerror", error => complaints.push(String(error)));
page.on("console", message => {
  if (message.type() === "error") complaints.push(message.text());
});
try {
  await page.goto(`${ready.endpoint}/simulator/`);
  await page.evaluate(() => { window.loadedOnce = true; });
  await shows("a server and its state are shown", "servers", "pg-orders", "Ready");
  await shows("an approved connection is shown", "servers", "pe-web.", "Approved", "Auto-Approved");
  await shows("a pending connection is shown", "servers", "pe-batch.", "Pending");
  await shows("an endpoint is shown", "endpoints", "pe-web", "Approved");
  await showsNone("no operation is running", "operations");

  await send("POST", "/simulator/private-endpoints", { name: "pe-late", resource_group: "rg-apps", target: "pg-orders" });
  await shows("a connection that a script makes appears", "servers", "pe-late.", "Pending");
  await shows("and so does its endpoint", "endpoints", "pe-late", "Pending");
  await send("POST", "/simulator/servers/pg-orders/state", { state: "Stopped" });
  await shows("another state of the server appears", "servers", "pg-orders", "Stopped");
  await send("POST", "/simulator/servers/pg-orders/state", { state: "Ready" });

  const state = await (await send("GET", "/simulator/state")).json();
  const connection = state.servers[0].connections.find(found => found.name.startsWith("pe-batch."));
  const authorization = { authorization: `Bearer ${await token()}` };
  const wanted = { status: "Approved", description: "seen in a browser" };
  const accepted = await send("PUT", `${connection.id}?api-version=2025-08-01`,
    { properties: { privateLinkServiceConnectionState: wanted } }, authorization);
  check("a write through Resource Manager is accepted", accepted.status === 202, accepted.status);
  await shows("its operation is shown while it runs", "operations", "pg-orders", "approve or reject");
  await shows("the write is among the last requests", "requests", "PUT", connection.name, "202", ready.client_id.slice(0, 8));
  await screenshot("status-page-running.png");
  await shows("its end is shown", "servers", "pe-batch.", "Approved", wanted.description);
  await showsNone("no operation is left", "operations");

  const fault = { name: "unlucky", path: "*/flexibleServers/*", count: 1, effect: { kind: "respond", status: 503 } };
  await send("POST", "/simulator/faults", fault);
  await send("GET", `${connection.id}?api-version=2025-08-01`, undefined, authorization, 503);
  await shows("a fault is shown beside its request", "requests", "GET", "503", "unlucky");
  check("the page was never loaded again", await page.evaluate(() => window.loadedOnce === true));
  check("the browser has nothing to complain about", complaints.length === 0, complaints.join("; "));
  await screenshot("status-page.png");
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
