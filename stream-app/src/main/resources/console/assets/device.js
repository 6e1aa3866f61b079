/** The view of one device. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { limitPart } from './limits.js';
import { plant } from './live.js';
import { factList, failure, loading } from './parts.js';
import { precisionFacts } from './precision.js';
import { remote } from './remote.js';
import { devicePath, here } from './route.js';
import { row } from './row.js';
import { imageOf, troubleOf } from './tile.js';
import { fixed, pValue, percent, score, t, time, whole } from './text.js';

const HISTORY_MS = 600_000;

/** Returns the view. */
export function deviceView() {
  const name = here().argument;
  const answer = remote(`/api${devicePath(name)}`);
  const device = plant.devices.get(name) ?? answer.value?.device;
  if (!device) {
    return answer.problem ? failure(answer.problem) : loading();
  }
  const trouble = troubleOf(device);
  const incidents = answer.value?.incidents ?? [];
  return html`<div class="one">
    <header class="head">
      <p class="mark">${trouble.words ? `▲ ${trouble.words}` : t('device.well')}</p>
      <h1>${device.device} <small>${device.line}</small></h1>
    </header>
    <section class="pictures">
      <figure class=${trouble.old ? 'old' : ''}>
        <live-image class="large" .src=${imageOf(device)}></live-image>
        <figcaption>${t(trouble.old ? 'device.picture.old' : 'device.picture', { time: time(device.lastImageAt) })}</figcaption>
      </figure>
      <div>${facts(device, answer.value)}</div>
    </section>
    ${limitPart(answer.value?.limit)}
    ${answer.value
      ? html`<section>
          <h2>${t('device.history')} <small>${t('chart.words')}</small></h2>
          <score-chart .points=${history(answer.value, device)}></score-chart>
        </section>`
      : nothing}
    <section>
      <h2>${t('device.incidents')}</h2>
      ${answer.value && incidents.length === 0 ? html`<p class="soft">${t('device.none')}</p>` : nothing}
      <div class="rows">
        ${repeat(incidents, (i) => i.id, (i) => row(plant.incidents.get(i.id) ?? i))}
      </div>
    </section>
  </div>`;
}

/** Returns the limit of the camera whose page is open, or null. */
export function limitOpened() {
  const { view, argument } = here();
  return view === 'devices' ? (remote(`/api${devicePath(argument)}`).value?.limit ?? null) : null;
}

/** Adds the latest score to the loaded ones. Scores older than ten minutes leave. */
function history(value, device) {
  const at = Date.parse(device.lastImageAt);
  const last = value.history[value.history.length - 1]?.[0] ?? 0;
  if (device.score !== undefined && at > last) {
    value.history = [...value.history.filter((point) => point[0] > at - HISTORY_MS), [at, device.score]];
  }
  return value.history;
}

function facts(device, loaded) {
  return factList([
    [t('facts.last'), time(device.lastImageAt)],
    [t('device.verdict'), t(`device.verdict.${device.verdict}`)],
    device.rejection && [t('rejected.reason'), device.rejection],
    device.score !== undefined && [t('chart.score'), score(device.score)],
    device.distance !== undefined && [
      t('facts.distance'),
      `${fixed(device.distance, 2)} / ${fixed(device.threshold ?? 0, 2)}`,
    ],
    device.pValue !== undefined && [t('facts.p'), t('facts.p.words', { p: pValue(device.pValue) })],
    device.model && [t('facts.model'), `${device.model.name} ${device.model.version}`],
    [t('device.images'), whole(device.images)],
    [
      t('device.anomalous'),
      device.images > 0
        ? t('device.share', { n: device.anomalous, share: percent(device.anomalous / device.images) })
        : whole(device.anomalous),
    ],
    ...precisionFacts(loaded?.precision),
  ]);
}
