/** Logging in with a token. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { ref } from '/assets/lib/lit-html/directives/ref.js';
import { get, post, remove } from './api.js';
import { openModal } from './dialog.js';
import { connect, disconnect } from './live.js';
import { forget } from './remote.js';
import { state } from './state.js';
import { t } from './text.js';

let problem = null;
let busy = false;

/** Asks who the visitor is, and starts to listen if they may look. */
export async function meet() {
  state.me = await get('/api/me');
  if (state.me.mayView) {
    connect();
  } else {
    disconnect();
  }
  state.changed();
}

async function submit(event) {
  event.preventDefault();
  const field = event.target.elements.namedItem('token');
  busy = true;
  problem = null;
  state.changed();
  try {
    await post('/api/session', { token: field.value.trim() });
    state.loggingIn = false;
    forget();
    await meet();
  } catch (failure) {
    problem = failure;
  }
  field.value = '';
  busy = false;
  state.changed();
}

/** Ends the session. */
export async function leave() {
  try {
    await remove('/api/session');
    await meet();
  } catch (failure) {
    state.say(failure.message, failure.remedy);
  }
}

function form(cancel) {
  return html`<form class="login" @submit=${submit}>
    <h2>${t('login.title')}</h2>
    <p class="soft">${t('login.what')}</p>
    <label class="field"
      >${t('login.token')}<input type="password" name="token" required autofocus autocomplete="current-password"
    /></label>
    ${problem
      ? html`<p class="failure" role="alert"><b>${problem.message}</b> ${problem.remedy}</p>`
      : nothing}
    <div class="act">
      <button class="primary" ?disabled=${busy}>${t('login.do')}</button>
      ${cancel ? html`<button type="button" @click=${cancel}>${t('cancel')}</button>` : nothing}
    </div>
  </form>`;
}

/** Returns the view of somebody who may not look yet. */
export const loginView = () =>
  state.me?.needsToken
    ? html`<div class="panel narrow">${form()}</div>`
    : html`<div class="panel narrow"><h2>${t('login.proxy')}</h2><p>${t('login.proxy.remedy')}</p></div>`;

/** Returns the dialog for another token, or nothing. */
export function loginDialog() {
  if (!state.loggingIn) {
    return nothing;
  }
  const close = () => {
    state.loggingIn = false;
    problem = null;
    state.changed();
  };
  return html`<dialog ${ref(openModal)} @close=${close}>${form(close)}</dialog>`;
}
