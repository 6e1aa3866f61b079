/** Small parts that several views show. */
import { html } from '/assets/lib/lit-html/lit-html.js';
import { refresh } from './remote.js';
import { t } from './text.js';

/** Returns what is wrong and what to do. */
export function failure(problem) {
  return html`<div class="failure" role="alert">
    <p><b>${problem.message}</b></p>
    <p>${problem.remedy ?? ''}</p>
    <button type="button" @click=${refresh}>${t('retry')}</button>
  </div>`;
}

export const loading = () => html`<p class="soft">${t('loading')}</p>`;

/** Returns a list of names and values. */
export function factList(facts) {
  return html`<dl class="list">
    ${facts.filter(Boolean).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}
