/** The view History: all incidents, newest first, with filters. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { live } from '/assets/lib/lit-html/directives/live.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { address } from './api.js';
import { Endless } from './endless.js';
import { plant } from './live.js';
import { select } from './now.js';
import { loading } from './parts.js';
import { filter, setFilters } from './route.js';
import { row } from './row.js';
import { byName, t } from './text.js';

const KINDS = ['anomaly', 'silent', 'frozen', 'dark', 'bright', 'blurred', 'moved', 'drift', 'group'];
const DAY_MS = 86_400_000;
const list = new Endless();

/** Returns the incidents of the list, for the keys that move. */
export const recorded = () => list.items.map((incident) => plant.incidents.get(incident.id) ?? incident);

/** Loads the list again at the next visit. */
export function leaveHistory() {
  list.key = '';
}

/** Returns the view. */
export function historyView() {
  const [state, kind, line, q, from, to] = ['state', 'kind', 'line', 'q', 'from', 'to'].map(filter);
  const earliest = from ? Date.parse(`${from}T00:00`) : -Infinity;
  const latest = to ? new Date(Date.parse(`${to}T00:00`) + DAY_MS).toISOString() : null;
  list.show(
    JSON.stringify([state, kind, line, q, from, to]),
    (next) =>
      address('/api/incidents', { state: state || 'all', kind, line, q, before: next ?? latest, limit: 50 }),
    (answer) => {
      const items = answer.incidents.filter((incident) => Date.parse(incident.raisedAt) >= earliest);
      return { items, next: items.length === answer.incidents.length ? answer.next : null };
    },
  );
  const selected = filter('sel');
  return html`<h1>${t('nav.history')}</h1>
    ${filters()}
    <div class="rows">
      ${repeat(recorded(), (incident) => incident.id, (incident) => row(incident, incident.id === selected))}
    </div>
    ${endOf(list, t('history.none'))}`;
}

/** Returns the end of an endless list: more to load, nothing found, or a failure. */
export function endOf(list, none) {
  if (list.problem) {
    return html`<div class="failure" role="alert">
      <p><b>${list.problem.message}</b></p>
      <p>${list.problem.remedy}</p>
      <button type="button" @click=${() => list.again()}>${t('retry')}</button>
    </div>`;
  }
  return html`${list.loading ? loading() : nothing}
    ${list.done && list.items.length === 0 ? html`<p class="calm">${none}</p>` : nothing}
    ${list.done ? nothing : html`<list-end .list=${list} .length=${list.items.length}></list-end>`}`;
}

function filters() {
  const lines = [...new Set([...plant.devices.values()].map((device) => device.line))].sort(byName);
  const date = (label, name) =>
    html`<label
      >${t(label)}<input
        type="date"
        .value=${live(filter(name))}
        @change=${(event) => setFilters({ [name]: event.target.value })}
    /></label>`;
  return html`<div class="filters" role="search">
    <label
      >${t('filter.search')}<input
        id="search"
        type="search"
        placeholder=${t('filter.device')}
        .value=${live(filter('q'))}
        @input=${(event) => later({ q: event.target.value })}
      /><kbd aria-hidden="true">/</kbd></label
    >
    ${select('filter.state', 'state', ['open', 'active', 'cleared'].map((s) => [s, t(`state.${s}`)]))}
    ${select('filter.kind', 'kind', KINDS.map((kind) => [kind, t(`kind.${kind}`)]))}
    ${select('filter.line', 'line', lines.map((line) => [line, line]))} ${date('filter.from', 'from')}
    ${date('filter.to', 'to')}
  </div>`;
}

let timer = 0;

/** Sets a filter when the typing pauses. */
function later(values) {
  clearTimeout(timer);
  timer = setTimeout(() => setFilters(values), 250);
}
