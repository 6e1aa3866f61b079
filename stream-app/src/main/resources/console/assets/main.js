/** Starts the page and draws it: once a second, and when something changes. */
import { html, nothing, render } from '/assets/lib/lit-html/lit-html.js';
import { shelveDialog } from './actions.js';
import { deviceView } from './device.js';
import { historyView, leaveHistory } from './history.js';
import { incidentView } from './incident.js';
import { helpDialog, listenToKeys } from './keys.js';
import { countWaiting, leaveLimits, limitDialog, limitsView, refreshLimits } from './limits.js';
import { listen, plant, watch } from './live.js';
import { leave, loginDialog, loginView, meet } from './login.js';
import { leaveModels, modelsView } from './models.js';
import { admit, nowView } from './now.js';
import { failure, loading } from './parts.js';
import './pictures.js';
import { leaveRejected, rejectedView } from './rejected.js';
import { forget, refresh } from './remote.js';
import { follow, here } from './route.js';
import { state } from './state.js';
import { duration, loadTexts, t, time, whole } from './text.js';

const LONG_LOST_MS = 30_000;
const REFRESH_MS = 30_000;

/** The views with answers that change and do not arrive by themselves. */
const REFRESHED = new Set(['models', 'devices']);
const VIEWS = {
  now: nowView,
  history: historyView,
  limits: limitsView,
  models: modelsView,
  rejected: rejectedView,
  incidents: incidentView,
  devices: deviceView,
};
const TABS = [
  ['now', '/'],
  ['history', '/history'],
  ['limits', '/limits'],
  ['models', '/models'],
  ['rejected', '/rejected'],
];

let planned = false;
let drawnAt = 0;
let lastPlace = '';
let refreshedAt = 0;

/** Draws the page before the next picture of the screen. */
function changed() {
  if (!planned) {
    planned = true;
    setTimeout(draw, 0);
  }
}

function draw() {
  planned = false;
  drawnAt = Date.now();
  const { view, argument } = here();
  if (lastPlace !== `${view}/${argument}`) {
    lastPlace = `${view}/${argument}`;
    forget();
    leaveHistory();
    leaveLimits();
    leaveModels();
    leaveRejected();
    state.remark = '';
  }
  if (state.message && Date.now() > state.message.until) {
    state.message = null;
  }
  const open = plant.summary?.open ?? 0;
  document.title = `${open > 0 ? `(${whole(open)}) ` : ''}${plant.connected || !plant.loaded ? '' : '⚠ '}Kizuki`;
  document.body.classList.toggle('lost', plant.loaded && !plant.connected);
  render(page(view), document.getElementById('app'));
}

function page(view) {
  return html`${top(view)} ${banner()}
    <main id="main" tabindex="-1">${content(view)}</main>
    ${message()} ${shelveDialog()} ${limitDialog()} ${loginDialog()} ${helpDialog()}`;
}

function content(view) {
  if (state.failure) {
    return failureOfStart();
  }
  if (!state.me) {
    return loading();
  }
  if (!state.me.mayView) {
    return loginView();
  }
  if (!plant.loaded) {
    return html`<p class="soft">${t('loading.plant')}</p>`;
  }
  const draws = VIEWS[view];
  return draws
    ? draws()
    : failure({ message: t('error.page'), remedy: t('error.page.remedy') });
}

function failureOfStart() {
  return html`<div class="failure" role="alert">
    <p><b>${state.failure.message}</b></p>
    <p>${state.failure.remedy ?? ''}</p>
    <button type="button" @click=${start}>${t('retry')}</button>
  </div>`;
}

function top(view) {
  const counts = { now: plant.summary?.open ?? 0, limits: state.limitsWaiting };
  return html`<header class="top">
    <a class="brand" href="/"><span aria-hidden="true">気</span> Kizuki</a>
    <nav aria-label=${t('nav.label')}>
      ${TABS.map(
        ([name, path]) => html`<a href=${path} aria-current=${name === view ? 'page' : nothing}
          >${t(`nav.${name}`)}${counts[name] > 0 && view !== name ? html` <b class="count">${whole(counts[name])}</b>` : ''}</a
        >`,
      )}
    </nav>
    <div class="live">${liveWords()} ${visitor()}</div>
  </header>`;
}

function liveWords() {
  const s = plant.summary;
  if (!s || !plant.connected) {
    return plant.loaded ? html`<span class="state"><i class="dot bad"></i>${t('live.lost')}</span>` : nothing;
  }
  const models = new Set();
  for (const service of plant.services.values()) {
    service.models.forEach((model) => models.add(`${model.name} ${model.version}`));
  }
  return html`<span class="state"
      ><i class="dot ${s.ready ? '' : 'warn'}"></i>${s.imagesPerSecond === undefined
        ? t('live.on')
        : t('live.rate', { rate: s.imagesPerSecond })}</span
    >
    ${s.lag === undefined || s.lag < 0 ? nothing : html`<span class="more">${t('live.lag', { n: s.lag })}</span>`}
    <span class="more models-on">${[...models].slice(0, 3).join(' · ')}</span>`;
}

function visitor() {
  const { me } = state;
  if (!me) {
    return nothing;
  }
  return html`${me.name ? html`<span class="more">${me.name}</span>` : nothing}
    ${me.mayView && !me.mayAct && me.needsToken
      ? html`<button type="button" @click=${() => {
          state.loggingIn = true;
          changed();
        }}>${t('login.do')}</button>`
      : nothing}
    ${me.needsToken && me.mayAct && me.name
      ? html`<button type="button" class="more" @click=${leave}>${t('login.out')}</button>`
      : nothing}
    <button type="button" class="help" aria-label=${t('help.title')} @click=${() => {
      state.helping = true;
      changed();
    }}>?</button>`;
}

function banner() {
  if (!state.me?.mayView) {
    return nothing;
  }
  const away = Date.now() - plant.heardAt;
  if (plant.loaded && !plant.connected) {
    return html`<div class="banner" role="alert">
      <b>▲ ${t('lost', { time: time(plant.heardAt) })}</b>
      <span>${t('lost.words', { duration: duration(away) })} ${away > LONG_LOST_MS ? t('lost.remedy') : t('lost.again')}</span>
    </div>`;
  }
  if (!plant.loaded) {
    return away > LONG_LOST_MS / 3
      ? html`<div class="banner" role="alert"><b>▲ ${t('error.noEvents')}</b> <span>${t('lost.remedy')}</span></div>`
      : nothing;
  }
  return plant.summary && !plant.summary.ready
    ? html`<div class="banner" role="status"><b>▲ ${t('notReady')}</b> <span>${plant.summary.detail}</span></div>`
    : nothing;
}

function message() {
  return html`<div class="message" role="status" aria-live="polite" ?hidden=${!state.message}>
    ${state.message ? html`<b>${state.message.error}</b> ${state.message.remedy ?? ''}` : ''}
  </div>`;
}

/** Refreshes once in a while what does not arrive by itself. */
function freshen() {
  if (!plant.connected || Date.now() - refreshedAt < REFRESH_MS) {
    return;
  }
  refreshedAt = Date.now();
  countWaiting();
  if (REFRESHED.has(here().view)) {
    refresh();
  } else if (here().view === 'limits') {
    refreshLimits();
  }
}

async function start() {
  state.failure = null;
  changed();
  try {
    await meet();
  } catch (problem) {
    state.failure = problem;
    changed();
  }
}

state.changed = changed;
listen((news) => {
  if (news?.me) {
    state.me = news.me;
  } else {
    admit(news);
  }
  changed();
});
try {
  await loadTexts();
} catch (problem) {
  document.getElementById('app').textContent = `Kizuki cannot load its texts. Reload the page. (${problem.message})`;
  throw problem;
}
follow(changed);
listenToKeys();
await start();
setInterval(() => {
  watch();
  freshen();
  if (Date.now() - drawnAt > 800) {
    changed();
  }
}, 1000);
