/** One incident as a row of a list. */
import { html } from '/assets/lib/lit-html/lit-html.js';
import { lasting, mark, sentences, tone } from './facts.js';
import { incidentPath } from './route.js';

/** Returns the row of an incident. */
export function row(incident, selected = false) {
  return html`<a
    class="row ${tone(incident)} ${selected ? 'selected' : ''}"
    id=${`card-${incident.id}`}
    href=${incidentPath(incident.id)}
  >
    <b>${incident.device}</b>
    <span class="mark">${mark(incident)}</span>
    <span class="facts">${sentences(incident)}</span>
    <small>${lasting(incident)}</small>
  </a>`;
}
