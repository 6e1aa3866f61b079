/** What an operator can do with an incident: the buttons, and the dialog for silencing it. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { live } from '/assets/lib/lit-html/directives/live.js';
import { ref } from '/assets/lib/lit-html/directives/ref.js';
import { post } from './api.js';
import { openModal } from './dialog.js';
import { isCamera, isShelved } from './facts.js';
import { plant } from './live.js';
import { incidentPath } from './route.js';
import { state } from './state.js';
import { t } from './text.js';

const CONFIRM_MS = 10_000;
const MINUTES = [5, 10, 15, 30, 60, 120, 240, 480];

/** Actions that were sent and are not in the incident's log yet, by incident. */
const sent = new Map();

/** Returns the actions that suit the state of an incident; the first is the usual one. */
export function possible(incident, all) {
  const actions = [];
  if (isShelved(incident)) {
    actions.push('unshelve');
  }
  if (!incident.acknowledged) {
    actions.push('acknowledge');
  }
  if (incident.kind !== 'group' && (all || (!isCamera(incident) && !incident.judged))) {
    actions.push('real', 'false');
    if (all) {
      actions.push('unsure');
    }
  }
  if (incident.active && !isShelved(incident)) {
    actions.push('shelve');
  }
  return actions;
}

const KEYS = { acknowledge: 'A', real: 'R', false: 'F', unsure: 'U', shelve: 'S', unshelve: 'S' };

/** Returns the buttons of an incident. */
export function buttons(incident, all = false) {
  if (!state.me?.mayAct) {
    return nothing;
  }
  const waits = isWaiting(incident);
  return html`<div class="act">
    ${possible(incident, all).map((action) => {
      const chosen = incident.judged?.verdict === action;
      return html`<button
        type="button"
        class=${action === 'acknowledge' ? 'primary' : ''}
        aria-pressed=${chosen ? 'true' : nothing}
        ?disabled=${waits || !plant.connected}
        @click=${() => act(incident, action)}
      >
        ${t(`action.${action}`)}<kbd aria-hidden="true">${KEYS[action]}</kbd>
      </button>`;
    })}
    ${waits ? html`<span class="soft">${t('action.sent')}</span>` : nothing}
  </div>`;
}

function isWaiting(incident) {
  const action = sent.get(incident.id);
  if (!action) {
    return false;
  }
  if (incident.log.some((entry) => entry.action === action.id)) {
    sent.delete(incident.id);
    return false;
  }
  if (Date.now() - action.at > CONFIRM_MS) {
    sent.delete(incident.id);
    state.say(t('action.unconfirmed', { device: incident.device }), t('action.unconfirmed.remedy'));
    return false;
  }
  return true;
}

/** Does what a key or a button asks for. */
export function act(incident, action) {
  if (!state.me?.mayAct) {
    state.say(t('me.viewOnly'), t('me.viewOnly.remedy'));
    return;
  }
  if (!plant.connected) {
    state.say(t('action.offline'), t('lost.remedy'));
    return;
  }
  const chosen = action === 'shelve' && isShelved(incident) ? 'unshelve' : action;
  if (isWaiting(incident) || !possible(incident, true).includes(chosen)) {
    return;
  }
  if (chosen === 'shelve') {
    state.shelving = { incident, minutes: null, untilNormal: false, note: '' };
    state.changed();
    return;
  }
  const note = state.remark.trim() || undefined;
  state.remark = '';
  const verdict = ['real', 'false', 'unsure'].includes(chosen) ? chosen : undefined;
  send(incident, { action: verdict ? 'judge' : chosen, verdict, note });
}

async function send(incident, body) {
  sent.set(incident.id, { id: '', at: Date.now() });
  state.changed();
  try {
    const answer = await post(`/api${incidentPath(incident.id)}/actions`, body);
    sent.set(incident.id, { id: answer.id, at: Date.now() });
  } catch (problem) {
    sent.delete(incident.id);
    state.say(problem.message, problem.remedy);
  }
  state.changed();
}

/** Returns the dialog for silencing, or nothing. */
export function shelveDialog() {
  const { shelving } = state;
  if (!shelving) {
    return nothing;
  }
  const most = state.me?.maxShelveMinutes ?? 60;
  const choices = MINUTES.filter((minutes) => minutes < most).concat(most);
  const chosen = shelving.minutes ?? choices.find((minutes) => minutes >= 15) ?? most;
  const close = () => {
    state.shelving = null;
    state.changed();
  };
  const submit = (event) => {
    event.preventDefault();
    close();
    send(shelving.incident, {
      action: 'shelve',
      minutes: chosen,
      untilNormal: shelving.untilNormal,
      note: shelving.note.trim(),
    });
  };
  return html`<dialog ${ref(openModal)} @close=${close}>
    <form @submit=${submit}>
      <h2>${t('shelve.title', { device: shelving.incident.device })}</h2>
      <p class="soft">${t('shelve.what')}</p>
      <fieldset class="choices">
        <legend>${t('shelve.minutes')}</legend>
        ${choices.map(
          (minutes) => html`<label
            ><input
              type="radio"
              name="minutes"
              .checked=${live(minutes === chosen)}
              @change=${() => {
                shelving.minutes = minutes;
                state.changed();
              }}
            /><span>${t('duration.minutes', { n: minutes })}</span></label
          >`,
        )}
      </fieldset>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${live(shelving.untilNormal)}
          @change=${(event) => (shelving.untilNormal = event.target.checked)}
        />${t('shelve.untilNormal')}</label
      >
      <label class="field"
        >${t('shelve.reason')}
        <input
          type="text"
          required
          maxlength="500"
          autofocus
          placeholder=${t('shelve.example')}
          @input=${(event) => (shelving.note = event.target.value)}
        />
      </label>
      <div class="act">
        <button class="primary">${t('shelve.do')}</button>
        <button type="button" @click=${close}>${t('cancel')}<kbd aria-hidden="true">Esc</kbd></button>
      </div>
    </form>
  </dialog>`;
}
