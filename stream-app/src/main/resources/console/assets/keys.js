/** The keyboard. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { ref } from '/assets/lib/lit-html/directives/ref.js';
import { act } from './actions.js';
import { openModal } from './dialog.js';
import { recorded } from './history.js';
import { limitOpened } from './device.js';
import { opened } from './incident.js';
import { limitKey, limitsListed, selectedLimit } from './limits.js';
import { listed } from './now.js';
import { devicePath, filter, go, here, incidentPath, setFilters } from './route.js';
import { state } from './state.js';
import { t } from './text.js';

const ACTIONS = { a: 'acknowledge', r: 'real', f: 'false', u: 'unsure', s: 'shelve' };
const HELP = [
  ['J', 'help.next'],
  ['K', 'help.previous'],
  ['Enter', 'help.open'],
  ['A', 'help.acknowledge'],
  ['R', 'help.real'],
  ['F', 'help.false'],
  ['U', 'help.unsure'],
  ['S', 'help.shelve'],
  ['C', 'help.confirm'],
  ['L', 'help.learn'],
  ['D', 'help.drop'],
  ['Space', 'help.bare'],
  ['/', 'help.search'],
  ['Esc', 'help.escape'],
  ['?', 'help.help'],
];

/** Starts to listen to the keyboard. */
export function listenToKeys() {
  document.addEventListener('keydown', pressed);
  document.addEventListener('keyup', (event) => event.key === ' ' && bare(false));
  window.addEventListener('blur', () => bare(false));
}

function bare(held) {
  if (state.bare !== held) {
    state.bare = held;
    state.changed();
  }
}

const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === 'INPUT' && !/^(range|checkbox|radio|button)$/.test(target.type)));

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]')) {
    return;
  }
  if (isTyping(event.target)) {
    if (event.key === 'Escape') {
      event.target.blur();
    }
    return;
  }
  if (handle(event.key, event)) {
    event.preventDefault();
  }
}

function handle(key, event) {
  const onControl = event.target instanceof Element && event.target.closest('button, input, a[href]');
  switch (key) {
    case 'j':
      return move(1);
    case 'k':
      return move(-1);
    case 'Enter':
      return !onControl && openSelected();
    case ' ':
      return hold(onControl);
    case '/':
      return search();
    case '?':
      state.helping = true;
      state.changed();
      return true;
    case 'Escape':
      return escape();
    default:
      return decide(ACTIONS[key.toLowerCase()], event.repeat) || limit(key, event.repeat);
  }
}

function incidents() {
  const { view } = here();
  return { now: listed, history: recorded, limits: limitsListed }[view]?.() ?? [];
}

function selected() {
  const { view } = here();
  return view === 'incidents' ? opened() : view === 'limits' ? null : incidents().find((i) => i.id === filter('sel'));
}

function move(step) {
  const list = incidents();
  if (list.length === 0) {
    return false;
  }
  const at = list.findIndex((incident) => incident.id === filter('sel'));
  const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + step))];
  setFilters({ sel: next.id });
  const element = document.getElementById(`card-${next.id}`);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'nearest' });
  return true;
}

function openSelected() {
  if (selectedLimit()) {
    go(devicePath(selectedLimit().device));
    return true;
  }
  const incident = selected();
  if (!incident || here().view === 'incidents') {
    return false;
  }
  go(incidentPath(incident.id));
  return true;
}

/** Space scrolls the page where there is no picture to look at, and presses a button that has the focus. */
function hold(onControl) {
  if (onControl?.matches('button, input') || !selected()) {
    return false;
  }
  bare(true);
  return true;
}

function search() {
  const field = document.getElementById('search');
  field?.focus();
  field?.select();
  return Boolean(field);
}

function escape() {
  if (state.message) {
    state.message = null;
    state.changed();
    return true;
  }
  if (here().view === 'incidents' || here().view === 'devices') {
    if (history.length > 1 && history.state) {
      history.back();
    } else {
      go('/');
    }
    return true;
  }
  if (filter('sel')) {
    setFilters({ sel: '' });
    document.activeElement?.blur();
    return true;
  }
  return false;
}

function decide(action, repeated) {
  const incident = action && !repeated ? selected() : null;
  if (!incident) {
    return false;
  }
  act(incident, action);
  return true;
}

/** Opens the dialog of an action on the selected limit, or on that of the open camera. */
function limit(key, repeated) {
  return !repeated && limitKey(key.toLowerCase(), selectedLimit() ?? limitOpened());
}

/** Returns the dialog that lists the keys, or nothing. */
export function helpDialog() {
  if (!state.helping) {
    return nothing;
  }
  const close = () => {
    state.helping = false;
    state.changed();
  };
  return html`<dialog ${ref(openModal)} @close=${close}>
    <h2>${t('help.title')}</h2>
    <dl class="keys">
      ${HELP.map(([key, words]) => html`<div><dt><kbd>${key === 'Space' ? t('key.space') : key}</kbd></dt><dd>${t(words)}</dd></div>`)}
    </dl>
    <p class="soft">${t('help.colours')}</p>
    <div class="act"><button type="button" autofocus @click=${close}>${t('close')}<kbd aria-hidden="true">Esc</kbd></button></div>
  </dialog>`;
}
