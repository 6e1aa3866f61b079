/** The view of one incident. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { buttons } from './actions.js';
import { pointsOf } from './chart.js';
import { dotted, isCamera, isOldPicture, lasting, lookChanges, mark, pictures, sentences, tone } from './facts.js';
import { now, plant } from './live.js';
import { viewOnly } from './now.js';
import { factList, failure, loading } from './parts.js';
import { precisionFacts } from './precision.js';
import { remote } from './remote.js';
import { devicePath, here, incidentPath } from './route.js';
import { row } from './row.js';
import { state } from './state.js';
import { duration, fixed, joined, percent, pValue, rounded, score, t, time, whole } from './text.js';

let strength = 1;
let original = false;
let shown = { id: '', map: undefined };

/** Returns the incident of the address in its latest state, or null. */
export function opened() {
  const { argument } = here();
  const answer = remote(`/api${incidentPath(argument)}`);
  const loaded = answer.value?.incident;
  const live = plant.incidents.get(argument);
  return live && live.revision >= (loaded?.revision ?? 0) ? live : (loaded ?? null);
}

/** Returns the view. */
export function incidentView() {
  const { argument } = here();
  const answer = remote(`/api${incidentPath(argument)}`);
  const incident = opened();
  if (!incident) {
    return answer.problem ? failure(answer.problem) : loading();
  }
  if (shown.id !== argument) {
    shown = { id: argument, map: undefined };
    original = false;
  }
  const { earlier = [], members = [] } = answer.value ?? {};
  return html`<div class="one ${tone(incident)}">
    <header class="head">
      ${isCamera(incident) && tone(incident) === 'camera' ? nothing : html`<p class="mark">${mark(incident)}</p>`}
      <h1>${incident.device} <small>${lasting(incident)}</small></h1>
      <p class="facts">${sentences(incident)}</p>
    </header>
    ${actionPart(incident)} ${incident.kind === 'group' ? groupPart(incident, members) : picturePart(incident)}
    ${incident.history.length > 1
      ? html`<section>
          <h2>${t('incident.history')} <small>${t('chart.words')}</small></h2>
          <score-chart .points=${pointsOf(incident.history)}></score-chart>
        </section>`
      : nothing}
    <div class="columns">
      <section><h2>${t('incident.facts')}</h2>${facts(incident, answer.value)}</section>
      <section><h2>${t('incident.log')}</h2>${log(incident)}</section>
    </div>
    ${earlier.length > 0
      ? html`<section>
          <h2>${t('incident.earlier')}</h2>
          <div class="rows">${repeat(earlier, (i) => i.id, (i) => row(i))}</div>
        </section>`
      : nothing}
  </div>`;
}

function actionPart(incident) {
  if (!state.me?.mayAct) {
    return viewOnly();
  }
  return html`<section class="do">
    ${buttons(incident, true)}
    <label class="field"
      >${t('action.remark')}
      <input
        type="text"
        maxlength="500"
        .value=${state.remark}
        @input=${(event) => (state.remark = event.target.value)}
      />
    </label>
  </section>`;
}

function picturePart(incident) {
  const address = pictures(incident);
  if (!address) {
    return nothing;
  }
  const { map } = shown;
  return html`<section class="pictures">
    <figure class=${isOldPicture(incident) ? 'old' : ''}>
      <heat-picture
        class="large"
        .revision=${incident.revision}
        .address=${address}
        .strength=${strength}
        .bare=${state.bare}
        .original=${original}
        @map=${(event) => {
          shown.map = event.detail;
          state.changed();
        }}
      ></heat-picture>
      <figcaption>
        ${pictureWords(incident)}
        ${incident.kind === 'anomaly' ? (map ? legend(map) : mapMissing(map)) : nothing}
      </figcaption>
    </figure>
    ${incident.normal
      ? html`<figure>
          <heat-picture
            class="large"
            .address=${{
              image: `/api${incidentPath(incident.id)}/normal?v=${encodeURIComponent(incident.normal.sha256)}`,
            }}
          ></heat-picture>
          <figcaption>${t('incident.normal')}</figcaption>
        </figure>`
      : nothing}
  </section>`;
}

function pictureWords(incident) {
  if (incident.kind === 'silent') {
    return t('incident.picture.silent', { time: time(incident.firstSeen) });
  }
  if (incident.kind === 'drift') {
    return t('incident.picture.drift');
  }
  return isCamera(incident) ? t('incident.picture.camera') : t('incident.picture');
}

const mapMissing = (map) => (map === null ? html`<p class="soft">${t('map.missing')}</p>` : nothing);

function legend(map) {
  return html`<div class="legend">
      <i class="ramp" aria-hidden="true"></i>
      <span class="ends"
        ><span>${t('map.zero')}</span><span>${t('map.limit')}</span><span>${t('map.full', { full: rounded(map.full) })}</span></span
      >
    </div>
    <p class="soft">
      ${t('map.outline')} ${map.method === 'occlusion' ? t('map.occlusion') : t('map.exact')}
      ${map.grid ? t('map.grid', { grid: map.grid.replace('x', ' × ') }) : ''}
    </p>
    <div class="controls">
      <label
        >${t('map.strength')}<input
          type="range"
          min="0"
          max="1"
          step="0.05"
          .value=${String(strength)}
          @input=${(event) => {
            strength = Number(event.target.value);
            state.changed();
          }}
      /></label>
      <button
        type="button"
        @pointerdown=${() => hold(true)}
        @pointerup=${() => hold(false)}
        @pointerleave=${() => hold(false)}
      >
        ${t('map.bare')}<kbd aria-hidden="true">${t('key.space')}</kbd>
      </button>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${original}
          @change=${(event) => {
            original = event.target.checked;
            state.changed();
          }}
        />${t('map.original')}</label
      >
    </div>`;
}

function hold(bare) {
  if (state.bare !== bare) {
    state.bare = bare;
    state.changed();
  }
}

function groupPart(incident, members) {
  return html`<section>
    <h2>${t('incident.members')} <small>${t('incident.members.words', { n: incident.members.length })}</small></h2>
    <div class="rows">
      ${members.length > 0
        ? repeat(members, (i) => i.id, (i) => row(plant.incidents.get(i.id) ?? i))
        : html`<p>${joined(incident.members)}</p>`}
    </div>
  </section>`;
}

function facts(incident, loaded) {
  const { worst, camera, drift } = incident;
  const image = worst?.image ?? incident.image;
  return factList([
    incident.kind !== 'group' && [
      t('facts.device'),
      html`<a href=${devicePath(incident.device)}>${incident.device}</a>`,
    ],
    incident.line && [t('facts.line'), incident.line],
    [t('facts.first'), time(incident.firstSeen)],
    [t('facts.last'), time(incident.lastSeen)],
    incident.clearedAt && [
      t('facts.cleared'),
      dotted([time(incident.clearedAt), incident.clearedBy ? t(`clearedBy.${incident.clearedBy}`) : '']),
    ],
    [incident.kind === 'group' ? t('facts.devices') : t('facts.count'), whole(incident.count)],
    worst && [t('facts.score'), t('facts.score.words', { score: score(worst.score), time: time(worst.at) })],
    worst && [t('facts.distance'), `${fixed(worst.distance, 2)} / ${fixed(worst.threshold, 2)}`],
    worst && [t('facts.p'), t('facts.p.words', { p: pValue(worst.pValue) })],
    worst && [t('facts.model'), `${worst.model.name} ${worst.model.version}`],
    camera && incident.kind !== 'silent' && [t('facts.measured'), rounded(camera.measured)],
    camera &&
      incident.kind !== 'silent' && [
        t('facts.usual'),
        t('range', { low: rounded(camera.usualLow), high: rounded(camera.usualHigh) }),
      ],
    drift && [t('facts.drift'), t(`drift.${drift.direction}`, { p: fixed(drift.meanPValue, 2) })],
    drift?.look && [t('facts.look'), dotted(lookChanges(drift.look))],
    drift?.latent && [
      t('facts.latent'),
      t('facts.latent.words', {
        all: fixed(drift.latent.deviations, 2),
        dimension: drift.latent.dimension,
        dimensions: drift.latent.dimensions,
        largest: fixed(drift.latent.largest, 2),
      }),
    ],
    drift && [t('facts.evidence'), t('facts.evidence.words', { share: percent(Math.max(0, drift.level)) })],
    incident.heldBack > 0 && [t('facts.held'), whole(incident.heldBack)],
    image && [t('facts.image'), html`<code>${image.topic}/${image.partition}/${image.offset}</code>`],
    incident.previous && [
      t('facts.previous'),
      html`<a href=${incidentPath(incident.previous)}>${incident.previous}</a>`,
    ],
    ...precisionFacts(loaded?.precision),
    [t('facts.id'), html`<code>${incident.id}</code>`],
  ]);
}

function log(incident) {
  return html`<ol class="log">
    ${incident.log.toReversed().map(
      (entry) => html`<li>
        <time datetime=${entry.at} title=${t('ago', { duration: duration(now() - Date.parse(entry.at)) })}>${time(entry.at)}</time>
        <span>${logWords(entry)}</span>
      </li>`,
    )}
  </ol>`;
}

function logWords(entry) {
  const what = t(`log.${entry.what}`);
  const note = noteWords(entry);
  return html`${what}${note}${entry.by ? html` <span class="soft">${t('log.by', { by: entry.by })}</span>` : ''}`;
}

/** Returns the note of an entry. The service's own notes are codes, a person's are quoted. */
function noteWords({ what, note }) {
  if (!note) {
    return '';
  }
  if (what === 'judged') {
    return judgedWords(note);
  }
  return what === 'cleared' ? t('log.cleared.by', { by: t(`clearedBy.${note}`) }) : t('said', { note });
}

/** The note of a judgement begins with the verdict. */
function judgedWords(note) {
  const [, verdict, rest] = /^(real|false|unsure)\b[:, ]*(.*)$/s.exec(note) ?? [null, '', note];
  const words = verdict ? t('log.verdict', { verdict: t(`verdict.${verdict}`) }) : '';
  return words + (rest ? t('said', { note: rest }) : '');
}
