/** What the page knows about the plant. The server sends what changed once a second. */
import { get } from './api.js';

const SILENCE_MS = 6_000;
const RETRY_MS = 3_000;
const KEEP_CLOSED_MS = 3_600_000;

export const plant = {
  loaded: false,
  connected: false,
  /** When the last message came, by the clock of this computer. */
  heardAt: Date.now(),
  at: null,
  summary: null,
  incidents: new Map(),
  devices: new Map(),
  services: new Map(),
  /** Changes when a device is new. */
  shape: 0,
  /** The usual time between two images of a device in ms. */
  rhythms: new Map(),
};

let skew = 0;
let source = null;
let retryAt = 0;
const listeners = new Set();

/** Returns the time by the server's clock, in ms. It stands still while the connection is lost. */
export const now = () => (plant.loaded && !plant.connected ? plant.heardAt : Date.now()) + skew;

/** Calls a function with the changes of each second, and with null when the connection changes. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts to listen to the server. */
export function connect() {
  source?.close();
  source = new EventSource('/api/events');
  source.addEventListener('now', (event) => replace(JSON.parse(event.data)));
  source.addEventListener('tick', (event) => change(JSON.parse(event.data)));
  source.onerror = () => lost();
  retryAt = Date.now() + RETRY_MS * 4;
}

/** Stops listening. */
export function disconnect() {
  source?.close();
  source = null;
  plant.connected = false;
}

/** Finds out once a second whether the connection still lives. */
export function watch() {
  if (!source) {
    return;
  }
  if (plant.connected && Date.now() - plant.heardAt > SILENCE_MS) {
    lost();
  }
  if (!plant.connected && Date.now() > retryAt) {
    retryAt = Date.now() + RETRY_MS;
    const closed = source.readyState === EventSource.CLOSED;
    if (closed || Date.now() - plant.heardAt > SILENCE_MS * 5) {
      reconnect();
    }
  }
}

async function reconnect() {
  try {
    const me = await get('/api/me');
    notify({ me });
    if (me.mayView) {
      connect();
    }
  } catch {
    // the server is still away; the next attempt follows
  }
}

function lost() {
  if (plant.connected) {
    plant.connected = false;
    notify(null);
  }
}

function replace(message) {
  plant.incidents.clear();
  plant.devices.clear();
  plant.services.clear();
  plant.shape++;
  plant.loaded = true;
  change(message, true);
}

function change(message, whole = false) {
  skew = Date.parse(message.at) - Date.now();
  plant.at = message.at;
  plant.heardAt = Date.now();
  plant.connected = true;
  plant.summary = message.summary ?? plant.summary;
  for (const incident of message.incidents ?? []) {
    plant.incidents.set(incident.id, incident);
  }
  for (const device of message.devices ?? []) {
    learn(plant.devices.get(device.device), device);
    plant.devices.set(device.device, device);
  }
  for (const service of message.services ?? []) {
    plant.services.set(service.instance, service);
  }
  forget();
  notify({ ...message, whole });
}

/** Learns the rhythm of a device as a moving average. */
function learn(before, device) {
  if (!before) {
    plant.shape++;
    return;
  }
  const gap = Date.parse(device.lastImageAt) - Date.parse(before.lastImageAt);
  if (gap > 0 && gap < 600_000) {
    const known = plant.rhythms.get(device.device);
    plant.rhythms.set(device.device, known === undefined ? gap : known * 0.9 + gap * 0.1);
  }
}

/** Forgets incidents that ended long ago, so that the page does not grow. */
function forget() {
  for (const [id, incident] of plant.incidents) {
    if (!incident.active && now() - Date.parse(incident.clearedAt ?? incident.lastSeen) > KEEP_CLOSED_MS) {
      plant.incidents.delete(id);
    }
  }
}

function notify(message) {
  for (const listener of listeners) {
    listener(message);
  }
}

/** Returns whether the last image of a device is older than its usual rhythm. */
export function isStale(device) {
  const age = now() - Date.parse(device.lastImageAt);
  const rhythm = plant.rhythms.get(device.device);
  return age > (rhythm === undefined ? 60_000 : Math.max(15_000, rhythm * 5));
}
