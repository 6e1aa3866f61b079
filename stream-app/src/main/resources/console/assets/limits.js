/** The limits that cameras learn from their own images: the view of all, and the part of one camera. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { live } from '/assets/lib/lit-html/directives/live.js';
import { ref } from '/assets/lib/lit-html/directives/ref.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { address, get, post } from './api.js';
import { openModal } from './dialog.js';
import { Endless } from './endless.js';
import { endOf } from './history.js';
import { plant } from './live.js';
import { select, viewOnly } from './now.js';
import { factList } from './parts.js';
import { devicePath, filter, here, setFilters } from './route.js';
import { state } from './state.js';
import { byName, fixed, percent, t, time, whole } from './text.js';

const STATES = ['waiting', 'learning', 'confirmed'];
const PAGE = 50;
const MOST_REFRESHED = 200;
const ASK_MS = 1_000;
const MOST_QUESTIONS = 10;
const list = new Endless();

/** Limits that are newer than the loaded ones, by device. */
const latest = new Map();

/** The devices whose action is sent and has no effect yet. */
const waiting = new Set();

const limitPath = (device) => `/api/limits/${encodeURIComponent(device)}`;
const current = (limit) => latest.get(limit.device) ?? limit;

/** Asks how many limits wait for a person. A failure shows in the view itself. */
export async function countWaiting() {
  try {
    state.limitsWaiting = (await get('/api/limits?limit=1')).counts.waiting;
    state.changed();
  } catch {
    state.limitsWaiting = 0;
  }
}

/** Loads the newest state of the first limits of the list, without moving them. */
export async function refreshLimits() {
  const [chosen, line, q] = ['state', 'line', 'q'].map(filter);
  const limit = Math.min(MOST_REFRESHED, Math.max(1, list.items.length));
  try {
    const answer = await get(address('/api/limits', { state: chosen, line, q, limit }));
    answer.limits.forEach((each) => latest.set(each.device, each));
    list.extra = answer.counts;
    state.changed();
  } catch {
    // the connection is lost, which the page says; the next attempt follows
  }
}

/** Loads the limits again at the next visit. */
export function leaveLimits() {
  list.key = '';
  latest.clear();
}

/** Returns the limits of the list for the keys that move. */
export const limitsListed = () => list.items.map((limit) => ({ ...current(limit), id: limit.device }));

/** Returns the view of all cameras. */
export function limitsView() {
  const [chosen, line, q] = ['state', 'line', 'q'].map(filter);
  list.show(
    JSON.stringify([chosen, line, q]),
    (next) => address('/api/limits', { state: chosen, line, q, after: next, limit: PAGE }),
    (answer) => ({ items: answer.limits, next: answer.next ?? null, extra: answer.counts }),
  );
  const lines = [...new Set([...plant.devices.values()].map((device) => device.line))].sort(byName);
  const selected = filter('sel');
  return html`<h1>${t('nav.limits')}</h1>
    <p class="soft">${t('limits.what')}</p>
    ${states(chosen)}
    <div class="filters" role="search">
      <label
        >${t('filter.search')}<input
          id="search"
          type="search"
          placeholder=${t('filter.device')}
          .value=${live(q)}
          @change=${(event) => setFilters({ q: event.target.value.trim() })}
        /><kbd aria-hidden="true">/</kbd></label
      >
      ${lines.length > 1 ? select('filter.line', 'line', lines.map((name) => [name, name])) : nothing}
    </div>
    ${state.me?.mayAct || list.items.length === 0 ? nothing : viewOnly()}
    <div class="rows">
      ${repeat(list.items, (limit) => limit.device, (limit) => row(current(limit), limit.device === selected))}
    </div>
    ${endOf(list, t('limits.none'))}`;
}

function states(chosen) {
  const counts = list.extra ?? {};
  return html`<p class="chips">
    ${STATES.map(
      (name) => html`<button
        type="button"
        aria-pressed=${name === chosen}
        @click=${() => setFilters({ state: name === chosen ? '' : name, sel: '' })}
      >
        ${t(`limits.state.${name}`)} <b>${whole(counts[name] ?? 0)}</b>
      </button>`,
    )}
  </p>`;
}

function row(limit, selected) {
  return html`<div
    class="row limit ${limit.state === 'waiting' || limit.refused ? 'waits' : ''} ${selected ? 'selected' : ''}"
    id=${`card-${limit.device}`}
    tabindex="0"
    @focusin=${() => selected || setFilters({ sel: limit.device })}
  >
    <b><a href=${devicePath(limit.device)}>${limit.device}</a></b>
    <span class="mark">${t(`limits.state.${limit.state}`)}</span>
    <span class="facts">${words(limit)} ${refusal(limit)}</span>
    ${limitButtons(limit)}
  </div>`;
}

/** Returns the state of a limit as a sentence. */
function words(limit) {
  return t(`limits.${limit.state}`, {
    n: limit.images,
    all: limit.burnIn,
    by: limit.by ?? '',
    time: limit.at ? time(limit.at) : '',
  });
}

const refusal = (limit) =>
  limit.refused ? html`<b class="kind">▲ ${t('limits.refused', { reason: limit.refused })}</b>` : nothing;

/** Returns the part of a camera's page about its limit. */
export function limitPart(loaded) {
  if (!loaded) {
    return nothing;
  }
  const limit = current(loaded);
  return html`<section class="own-limit">
    <h2>${t('limits.own')} <small>${t(`limits.state.${limit.state}`)}</small></h2>
    <p>${words(limit)} ${refusal(limit)}</p>
    <progress max=${limit.burnIn} value=${Math.min(limit.images, limit.burnIn)} aria-label=${t('limits.progress')}></progress>
    ${factList([
      limit.threshold !== undefined && [t('models.threshold'), fixed(limit.threshold, 2)],
      limit.falseAlarmRate !== undefined && [
        t('limits.promised'),
        t('limits.promised.words', { share: percent(limit.falseAlarmRate) }),
      ],
      [t('limits.period'), t('range', { low: time(limit.from), high: time(limit.to) })],
      limit.note && [t('limits.note'), limit.note],
    ])}
    ${limitButtons(limit)}
  </section>`;
}

/** Returns what a person may do with a limit. */
function possible(limit) {
  return {
    waiting: ['confirm', 'learn'],
    learning: ['learn'],
    confirmed: ['learn', 'drop'],
  }[limit.state];
}

const KEYS = { confirm: 'C', learn: 'L', drop: 'D' };

function limitButtons(limit) {
  if (!state.me?.mayAct) {
    return html`<span></span>`;
  }
  const sent = waiting.has(limit.device);
  return html`<div class="act">
    ${possible(limit).map(
      (action) => html`<button
        type="button"
        class=${action === 'confirm' ? 'primary' : ''}
        ?disabled=${sent || !plant.connected}
        @click=${() => ask(limit, action)}
      >
        ${t(`limits.action.${action}`)}<kbd aria-hidden="true">${KEYS[action]}</kbd>
      </button>`,
    )}
    ${sent ? html`<span class="soft">${t('action.sent')}</span>` : nothing}
  </div>`;
}

/** Opens the dialog of an action. */
function ask(limit, action) {
  state.limiting = { limit, action, struck: new Set(), note: '' };
  state.changed();
}

/** Does what a key asks for. Returns whether there is a limit that it suits. */
export function limitKey(key, loaded) {
  const action = Object.keys(KEYS).find((name) => KEYS[name].toLowerCase() === key);
  const limit = loaded && current(loaded);
  if (!action || !limit || !possible(limit).includes(action)) {
    return false;
  }
  if (!state.me?.mayAct) {
    state.say(t('me.viewOnly'), t('me.viewOnly.remedy'));
  } else if (!plant.connected) {
    state.say(t('action.offline'), t('lost.remedy'));
  } else if (!waiting.has(limit.device)) {
    ask(limit, action);
  }
  return true;
}

const place = (image) => `${image.partition}-${image.offset}`;

/** Returns the dialog of an action on a limit, or nothing. */
export function limitDialog() {
  const { limiting } = state;
  if (!limiting) {
    return nothing;
  }
  const { limit, action, struck } = limiting;
  const close = () => {
    state.limiting = null;
    state.changed();
  };
  const submit = (event) => {
    event.preventDefault();
    close();
    send(limit.device, {
      action,
      struck: action === 'confirm' ? [...struck] : undefined,
      note: limiting.note.trim() || undefined,
    });
  };
  return html`<dialog class=${action === 'confirm' ? 'wide' : ''} ${ref(openModal)} @close=${close} @keydown=${numbers}>
    <form @submit=${submit}>
      <h2>${t(`limits.${action}.title`, { device: limit.device })}</h2>
      <p>${t(`limits.${action}.what`, { n: limit.images, shown: limit.unusual.length })}</p>
      ${action === 'confirm' ? strikes(limit, struck) : nothing}
      <label class="field"
        >${t('limits.remark')}
        <input type="text" maxlength="500" @input=${(event) => (limiting.note = event.target.value)} />
      </label>
      <div class="act">
        <button class="primary" ?autofocus=${action !== 'confirm'}>
          ${struck.size > 0 ? t('limits.confirm.without', { n: struck.size }) : t(`limits.${action}.do`)}
        </button>
        <button type="button" @click=${close}>${t('cancel')}<kbd aria-hidden="true">Esc</kbd></button>
      </div>
    </form>
  </dialog>`;
}

function strikes(limit, struck) {
  return html`<div class="strikes">
    ${limit.unusual.map(({ at, distance, image }, i) => {
      const out = struck.has(place(image));
      return html`<button
        type="button"
        class="strike"
        ?autofocus=${i === 0}
        aria-pressed=${out}
        aria-label=${t('limits.image', { n: i + 1, time: time(at) })}
        @click=${() => strike(i)}
      >
        <heat-picture
          .address=${{ image: `${limitPath(limit.device)}/images/${place(image)}?v=${encodeURIComponent(image.sha256)}` }}
        ></heat-picture>
        <span>${out ? html`<b>✕ ${t('limits.struck')}</b>` : t('limits.kept')}<kbd aria-hidden="true">${i + 1}</kbd></span>
        <small>${time(at)} · ${t('limits.distance', { distance: fixed(distance, 2) })}</small>
      </button>`;
    })}
  </div>`;
}

/** Strikes an image out, or takes it back. */
function strike(index) {
  const { limit, struck } = state.limiting;
  const image = limit.unusual[index]?.image;
  if (image && !struck.delete(place(image))) {
    struck.add(place(image));
  }
  state.changed();
}

function numbers(event) {
  const typing = event.target instanceof HTMLInputElement;
  if (!typing && /^[1-9]$/.test(event.key) && state.limiting?.action === 'confirm') {
    event.preventDefault();
    strike(Number(event.key) - 1);
  }
}

async function send(device, body) {
  waiting.add(device);
  state.changed();
  try {
    const answer = await post(`${limitPath(device)}/actions`, body);
    await follow(device, answer.id);
  } catch (problem) {
    state.say(problem.message, problem.remedy);
  }
  waiting.delete(device);
  state.changed();
}

/** Asks for the limit until it knows the action. */
async function follow(device, action) {
  for (let i = 0; i < MOST_QUESTIONS; i++) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    const limit = await get(limitPath(device));
    latest.set(device, limit);
    state.changed();
    if (limit.action === action) {
      if (limit.refused) {
        state.say(t('limits.refused', { reason: limit.refused }), t('limits.refused.remedy'));
      }
      countWaiting();
      return;
    }
  }
  state.say(t('action.unconfirmed', { device }), t('limits.unconfirmed.remedy'));
}

/** Returns the limit that the keys act on: the selected one of the list. */
export const selectedLimit = () =>
  here().view === 'limits' ? limitsListed().find((limit) => limit.id === filter('sel')) : null;
