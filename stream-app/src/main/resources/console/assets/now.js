/** The view Now: what needs a look, then all cameras by line. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { live } from '/assets/lib/lit-html/directives/live.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { card } from './card.js';
import { isShelved, mark, tone } from './facts.js';
import { now, plant } from './live.js';
import { filter, here, setFilters } from './route.js';
import { state } from './state.js';
import { tile, troubleOf } from './tile.js';
import { byName, duration, percent, shortTime, t, time, whole } from './text.js';

const TOP_PIXELS = 60;
const KEEP_DONE_MS = 600_000;
const HOUR_MS = 3_600_000;

/** The incidents that are on the page. New ones come in when nothing under the reader's eyes moves. */
const admitted = new Set();
let first = true;
let announced = '';
let lines = [];
let linesShape = -1;

/** Takes the changes of a second. */
export function admit(message) {
  if (!message?.incidents) {
    return;
  }
  const open = wanted();
  const fresh = open.filter((incident) => !admitted.has(incident.id));
  const atTop = here().view !== 'now' || window.scrollY < TOP_PIXELS;
  if (first || atTop) {
    letIn(fresh);
  }
  if (!first && fresh.length > 0 && !message.whole) {
    announced = t('new.announced', {
      n: fresh.length,
      list: fresh.slice(0, 3).map((incident) => `${incident.device}, ${mark(incident)}`).join('; '),
    });
  }
  first = false;
  const known = new Set(open.map((incident) => incident.id));
  for (const id of admitted) {
    if (!known.has(id) && atTop) {
      admitted.delete(id);
    }
  }
}

function letIn(incidents) {
  for (const incident of incidents) {
    admitted.add(incident.id);
  }
}

/** Returns all incidents that belong on the page, newest first. */
function wanted() {
  const covered = new Set();
  for (const incident of plant.incidents.values()) {
    if (incident.kind === 'group' && incident.active) {
      incident.members.forEach((device) => covered.add(device));
    }
  }
  return [...plant.incidents.values()]
    .filter((incident) => isWanted(incident))
    .filter((incident) => incident.kind === 'group' || !incident.active || !covered.has(incident.device))
    .sort((a, b) => Date.parse(b.raisedAt) - Date.parse(a.raisedAt));
}

function isWanted(incident) {
  if (incident.active) {
    return true;
  }
  const age = now() - Date.parse(incident.clearedAt ?? incident.lastSeen);
  return age < (incident.acknowledged ? KEEP_DONE_MS : HOUR_MS);
}

/** Returns the incidents on the page in their order, for the keys that move. */
export function listed() {
  const shown = wanted().filter((incident) => admitted.has(incident.id) && matches(incident));
  return [...shown.filter((i) => !isShelved(i)), ...shown.filter((i) => isShelved(i))];
}

function matches(thing) {
  const q = filter('q').trim().toLowerCase();
  const line = filter('line');
  return (
    (!line || thing.line === line) &&
    (!q ||
      thing.device.toLowerCase().includes(q) ||
      thing.line.toLowerCase().includes(q) ||
      (thing.members ?? []).some((member) => member.toLowerCase().includes(q)))
  );
}

/** Returns the view. */
export function nowView() {
  const fresh = wanted().filter((incident) => !admitted.has(incident.id)).length;
  const empty = plant.devices.size === 0 && plant.incidents.size === 0;
  return html`<h1 class="away">${t('nav.now')}</h1>
    <div class="away" aria-live="polite">${announced}</div>
    ${fresh > 0 ? html`<div class="fresh"><button type="button" @click=${showFresh}>▲ ${t('new', { n: fresh })}</button></div>` : nothing}
    ${empty ? firstImage() : plantView()}`;
}

function showFresh() {
  letIn(wanted());
  state.changed();
  window.scrollTo({ top: 0 });
}

function plantView() {
  const shown = listed();
  const shelved = shown.filter(isShelved);
  const open = shown.filter((incident) => !isShelved(incident));
  const selected = filter('sel');
  const cards = (incidents) =>
    html`<div class="cards">
      ${repeat(incidents, (incident) => incident.id, (incident) => card(incident, incident.id === selected))}
    </div>`;
  return html`${summary()} ${filters()}
    <section>
      <h2>${t('now.look')} <small>${open.length > 0 ? t('now.order', { n: open.filter((i) => tone(i) !== 'quiet').length }) : ''}</small></h2>
      ${state.me?.mayAct || open.length === 0 ? nothing : viewOnly()}
      ${open.length > 0 ? cards(open) : calm()}
    </section>
    ${shelved.length > 0
      ? html`<section>
          <h2>${t('now.shelved')} <small>${whole(shelved.length)}</small></h2>
          ${cards(shelved)}
        </section>`
      : nothing}
    ${cameras()}`;
}

export function viewOnly() {
  return html`<p class="hint">${t('me.viewOnly')} ${t('me.viewOnly.remedy')}</p>`;
}

function figure(big, words, tone = '') {
  return html`<div class=${tone}><strong>${big}</strong><span>${words}</span></div>`;
}

function summary() {
  const s = plant.summary;
  if (!s) {
    return nothing;
  }
  return html`<section class="sum" aria-label=${t('sum.label')}>
    ${figure(
      t('sum.open', { n: s.open }),
      t('sum.open.words', { acknowledged: s.acknowledged, lastHour: s.lastHour }),
    )}
    ${figure(t('sum.cameras', { well: s.camerasWell, all: s.cameras }), t('sum.cameras.words'))}
    ${figure(
      s.anomalousShareToday === undefined ? '–' : percent(s.anomalousShareToday),
      s.promisedShare === undefined
        ? t('sum.share.words')
        : t('sum.share.promised', { share: percent(s.promisedShare) }),
    )}
    ${s.precision.precision === undefined
      ? figure('–', t('sum.judged.none'))
      : figure(percent(s.precision.precision), judgedWords(s.precision))}
    ${figure(
      s.p99Ms === undefined ? '–' : t('milliseconds', { n: s.p99Ms }),
      t('sum.p99.words'),
    )}
  </section>`;
}

const judgedWords = (p) =>
  t('sum.judged.words', {
    real: p.real,
    n: p.real + p.falseAlarms,
    low: percent(p.low),
    high: percent(p.high),
  });

/** Returns the words for the good state: no incident, and the reasons to believe it. */
function calm() {
  const s = plant.summary ?? {};
  if (filter('q') || filter('line')) {
    return html`<p class="calm">${t('now.noMatch')}</p>`;
  }
  const facts = [
    s.lastIncidentAt ? t('calm.since', { time: shortTime(s.lastIncidentAt) }) : t('calm.none'),
    s.imagesPerSecond === undefined
      ? t('calm.cameras', { n: plant.devices.size })
      : t('calm.rate', { n: plant.devices.size, rate: s.imagesPerSecond }),
    s.canaryAt ? t('calm.canary', { duration: duration(now() - Date.parse(s.canaryAt)) }) : '',
  ];
  return html`<p class="calm"><span class="tick" aria-hidden="true">✓</span> ${facts.filter(Boolean).join(t('sentence.gap'))}</p>`;
}

function filters() {
  const all = [...new Set([...plant.devices.values()].map((device) => device.line))].sort(byName);
  return html`<div class="filters" role="search">
    <label
      >${t('filter.search')}<input
        id="search"
        type="search"
        placeholder=${t('filter.device')}
        .value=${live(filter('q'))}
        @input=${(event) => setFilters({ q: event.target.value })}
      /><kbd aria-hidden="true">/</kbd></label
    >
    ${all.length > 1 ? select('filter.line', 'line', all.map((line) => [line, line])) : nothing}
    ${select('filter.show', 'show', [['trouble', t('filter.trouble')]])}
  </div>`;
}

/** Returns a choice that lives in the address. */
export function select(label, name, options) {
  const value = filter(name);
  return html`<label
    >${t(label)}<select @change=${(event) => setFilters({ [name]: event.target.value })}>
      <option value="" .selected=${live(value === '')}>${t('filter.all')}</option>
      ${options.map(
        ([option, words]) => html`<option value=${option} .selected=${live(value === option)}>${words}</option>`,
      )}
    </select></label
  >`;
}

/** Returns the devices by line, sorted. Computed again only if a device is new. */
function byLine() {
  if (linesShape !== plant.shape) {
    linesShape = plant.shape;
    const groups = new Map();
    for (const { line, device } of plant.devices.values()) {
      const names = groups.get(line);
      if (names) {
        names.push(device);
      } else {
        groups.set(line, [device]);
      }
    }
    lines = [...groups]
      .sort(([a], [b]) => byName(a, b))
      .map(([line, names]) => ({ line, names: names.sort(byName) }));
  }
  return lines;
}

function cameras() {
  const trouble = filter('show') === 'trouble';
  return repeat(
    byLine(),
    ({ line }) => line,
    ({ line, names }) => {
      const devices = names
        .map((name) => plant.devices.get(name))
        .filter((device) => device && matches(device))
        .filter((device) => !trouble || isTroubled(device));
      return devices.length === 0
        ? nothing
        : html`<section>
            <h2>${line || t('now.noLine')} <small>${lineWords(devices)}</small></h2>
            <div class="tiles">
              ${repeat(devices, (device) => device.device, (device) => tile(device))}
            </div>
          </section>`;
    },
  );
}

const isTroubled = (device) =>
  device.faults.length > 0 || device.verdict === 'anomalous' || device.incidents.length > 0 || troubleOf(device).old;

function lineWords(devices) {
  const faults = new Map();
  for (const device of devices) {
    for (const fault of device.faults) {
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
  }
  return [
    t('now.cameras', { n: devices.length }),
    ...[...faults].map(([fault, n]) => t('now.fault', { n, fault: t(`kind.${fault}`) })),
  ].join(' · ');
}

/** Returns what to do before the first image. */
function firstImage() {
  const topic = (state.me?.imagesTopic ?? 'devices/{device}/images').replace('{device}', 'camera-1');
  const command = `mosquitto_pub${broker(state.me?.mqttBroker)} -t ${topic} -f part.png`;
  const { canaryAt, ready, detail } = plant.summary ?? {};
  return html`<section class="empty">
    <h2>${t('first.title')}</h2>
    <p>${t('first.what')}</p>
    <p class="command"><code>${command}</code><button type="button" @click=${(event) => copy(event, command)}>${t('copy')}</button></p>
    <p class="soft">
      ${ready === false ? t('first.notReady', { detail }) : t('first.ready')}
      ${canaryAt ? t('first.canary', { time: time(canaryAt) }) : ''}
    </p>
  </section>`;
}

function broker(address) {
  const found = /^(\w+):\/\/([^:/]+)(?::(\d+))?/.exec(address ?? '');
  if (!found) {
    return '';
  }
  const [, , host, port] = found;
  return `${host === 'localhost' ? '' : ` -h ${host}`}${!port || port === '1883' ? '' : ` -p ${port}`}`;
}

async function copy(event, text) {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(text);
    state.say(t('copied'), '');
  } catch {
    getSelection().selectAllChildren(button.previousElementSibling);
  }
}
