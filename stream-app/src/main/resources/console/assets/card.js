/** One incident as a card. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { buttons } from './actions.js';
import { pointsOf, sparkline } from './chart.js';
import { isCamera, isOldPicture, lasting, mark, pictures, sentences, tone } from './facts.js';
import { now } from './live.js';
import { incidentPath, setFilters } from './route.js';
import { state } from './state.js';
import { duration, t } from './text.js';

/** Returns the card of an incident. */
export function card(incident, selected) {
  const address = pictures(incident, 160);
  return html`<article
    class="card ${tone(incident)} ${selected ? 'selected' : ''}"
    id=${`card-${incident.id}`}
    tabindex="0"
    aria-label=${`${incident.device}, ${mark(incident)}`}
    @focusin=${() => selected || setFilters({ sel: incident.id })}
  >
    <a class="pic ${isOldPicture(incident) ? 'old' : ''}" href=${incidentPath(incident.id)} tabindex="-1" aria-hidden="true">
      ${address
        ? html`<heat-picture
            .revision=${incident.revision}
            .address=${address}
            .bare=${state.bare && selected}
          ></heat-picture>`
        : html`<span class="many">${incident.members.length}</span>`}
      ${pictureNote(incident)}
    </a>
    <div class="body">
      <h3>
        <a href=${incidentPath(incident.id)}>${incident.device}</a>
        <small>${lasting(incident)}</small>
      </h3>
      ${isCamera(incident) && tone(incident) === 'camera' ? nothing : html`<p class="mark">${mark(incident)}</p>`}
      <p class="facts">${sentences(incident)}</p>
      ${incident.history.length > 1
        ? sparkline(pointsOf(incident.history), incident.active ? now() : undefined)
        : nothing}
      ${buttons(incident)}
    </div>
  </article>`;
}

function pictureNote(incident) {
  if (incident.kind === 'group') {
    return html`<em>${t('picture.group')}</em>`;
  }
  if (isOldPicture(incident)) {
    return html`<em>${t('tile.silent', { duration: duration(now() - Date.parse(incident.firstSeen)) })}</em>`;
  }
  if (incident.kind === 'drift') {
    return html`<em>${t('picture.latest')}</em>`;
  }
  return isCamera(incident)
    ? html`<em>${t('picture.camera')}</em>`
    : html`<em>${t('picture.worst', { n: incident.count })}</em>`;
}
