/** The view Rejected: images that no model could judge. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { live } from '/assets/lib/lit-html/directives/live.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { address, post } from './api.js';
import { Endless } from './endless.js';
import { endOf } from './history.js';
import { plant } from './live.js';
import { viewOnly } from './now.js';
import { devicePath, filter, setFilters } from './route.js';
import { state } from './state.js';
import { byName, bytes, t, time, whole } from './text.js';

const LIMIT = 50;
const list = new Endless();
const replaying = new Set();

const place = (image) => `/api/rejected/${image.partition}/${image.offset}`;

/** Loads the list again at the next visit. */
export function leaveRejected() {
  list.key = '';
  replaying.clear();
}

/** Returns the view. */
export function rejectedView() {
  const [device, reason] = [filter('device'), filter('reason')];
  list.show(
    JSON.stringify([device, reason]),
    (next) => address('/api/rejected', { device, reason, before: next, limit: LIMIT }),
    (answer) => ({
      items: answer.rejected,
      next: answer.rejected.length < LIMIT ? null : answer.rejected[answer.rejected.length - 1].at,
      extra: answer.reasons,
    }),
  );
  return html`<h1>${t('nav.rejected')}</h1>
    <p class="soft">${t('rejected.what')}</p>
    ${reasons(reason)}
    <div class="filters" role="search">
      <label
        >${t('facts.device')}<input
          id="search"
          type="search"
          .value=${live(device)}
          @change=${(event) => setFilters({ device: event.target.value.trim() })}
          list="devices"
        /><kbd aria-hidden="true">/</kbd></label
      >
      <datalist id="devices">
        ${[...plant.devices.keys()].sort(byName).slice(0, 200).map((name) => html`<option value=${name}></option>`)}
      </datalist>
    </div>
    ${state.me?.mayAct || list.items.length === 0 ? nothing : viewOnly()}
    <div class="rows">
      ${repeat(list.items, place, (image) => rejected(image))}
    </div>
    ${endOf(list, t('rejected.none'))}`;
}

function reasons(chosen) {
  const counts = Object.entries(list.extra ?? {}).sort((a, b) => b[1] - a[1]);
  if (counts.length === 0) {
    return nothing;
  }
  return html`<p class="chips">
    ${counts.map(
      ([reason, n]) => html`<button
        type="button"
        aria-pressed=${reason === chosen}
        @click=${() => setFilters({ reason: reason === chosen ? '' : reason })}
      >
        ${reasonWords(reason)} <b>${whole(n)}</b>
      </button>`,
    )}
  </p>`;
}

function rejected(image) {
  return html`<div class="row rejected">
    <span class="pic"
      >${image.canShow
        ? html`<live-image .src=${`${place(image)}/image`}></live-image>`
        : html`<span class="note">${t('rejected.noImage')}</span>`}</span
    >
    <b><a href=${devicePath(image.device)}>${image.device}</a></b>
    <span class="mark">${reasonWords(image.reason)}</span>
    <span class="facts">${image.detail}</span>
    <small
      >${time(image.at)} · ${bytes(image.originalBytes ?? image.bytes)}
      <code title=${t('rejected.place')}>${image.partition}/${image.offset}</code></small
    >
    ${replayButton(image)}
  </div>`;
}

function replayButton(image) {
  const key = place(image);
  if (image.replayed || replaying.has(key)) {
    return html`<span class="soft">${t('rejected.replayed')}</span>`;
  }
  return state.me?.mayAct
    ? html`<button type="button" @click=${() => replay(image, key)}>${t('rejected.replay')}</button>`
    : nothing;
}

async function replay(image, key) {
  replaying.add(key);
  state.changed();
  try {
    await post(`${key}/replay`);
  } catch (problem) {
    replaying.delete(key);
    state.say(problem.message, problem.remedy);
    state.changed();
  }
}

/** Returns the code of a reason as words; the code itself is what the other tools print. */
const reasonWords = (code) => code.replaceAll('-', ' ');
