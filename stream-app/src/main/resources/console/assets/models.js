/** The view Models: what serves, and whether it keeps its promise. */
import { html, nothing, svg } from '/assets/lib/lit-html/lit-html.js';
import { judgedTables } from './judged.js';
import { factList, failure, loading } from './parts.js';
import { precisionWords } from './precision.js';
import { remote } from './remote.js';
import { leaveShadows, modelEvents, shadowPart } from './shadow.js';
import { joined, percent, rounded, score, shortTime, t } from './text.js';

const HEIGHT = 120;
const BIN = 10;
const LIMIT_BIN = 10;

/** Loads the disagreements again at the next visit. */
export const leaveModels = leaveShadows;

/** Returns the view. */
export function modelsView() {
  const answer = remote('/api/models');
  const models = answer.value?.models;
  return html`<h1>${t('nav.models')}</h1>
    ${!models ? (answer.problem ? failure(answer.problem) : loading()) : nothing}
    ${models?.length === 0 ? html`<p class="calm">${t('models.none')}</p>` : nothing}
    <div class="models">${models?.map(model) ?? nothing}</div>
    ${models ? html`${modelEvents(answer.value.events)} ${judgedTables()}` : nothing}`;
}

function model(m) {
  return html`<section class="panel ${m.shadow ? 'has-shadow' : ''}">
    <h2 class="big">${m.name} ${m.version}</h2>
    ${m.returned ? html`<p class="verdict above">▲ ${t('models.returned', { reason: m.returned })}</p>` : nothing}
    ${promise(m)}
    ${histogram(m)}
    ${factList([
      m.precision && [t('precision.about.product'), precisionWords(m.precision)],
      [t('models.devices'), html`<code>${m.devices}</code>`],
      [t('models.size'), `${m.width} × ${m.height}`],
      [t('models.threshold'), rounded(m.threshold)],
      [t('models.instances'), joined(m.instances)],
      [t('models.selfTest'), m.passedSelfTest ? t('models.selfTest.passed') : html`<b>▲ ${t('models.selfTest.failed')}</b>`],
      [t('models.digest'), html`<code title=${m.sha256}>${m.sha256.slice(0, 12)}</code>`],
    ])}
    ${shadowPart(m)}
  </section>`;
}

function promise(m) {
  if (m.measured === undefined || m.scored === 0) {
    return html`<p>${t('models.promised', { share: percent(m.falseAlarmRate) })} ${t('models.unmeasured')}</p>`;
  }
  const verdict = m.low > m.falseAlarmRate ? 'above' : m.high <= m.falseAlarmRate ? 'holds' : 'open';
  return html`<p class="verdict ${verdict}">${t(`models.verdict.${verdict}`)}</p>
    <p>
      ${t('models.promised', { share: percent(m.falseAlarmRate) })}
      ${t('models.measured', {
        share: percent(m.measured),
        low: percent(m.low),
        high: percent(m.high),
        n: m.scored,
        anomalous: m.anomalous,
        since: shortTime(m.since),
      })}
    </p>
    <p class="soft">${t('models.caution')}</p>`;
}

/** Returns the scores as bars and the calibration as a line, as roots of shares: the tail is visible. */
function histogram(m) {
  const shares = (counts) => {
    const sum = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => (sum > 0 ? Math.sqrt(count / sum) : 0));
  };
  const served = shares(m.scores);
  const calibrated = shares(m.calibration);
  const top = Math.max(0.01, ...served, ...calibrated);
  const y = (value) => HEIGHT - (value / top) * HEIGHT;
  const width = Math.max(served.length, calibrated.length) * BIN;
  const steps = calibrated.map((value, i) => `${i === 0 ? 'M' : 'L'}${i * BIN} ${y(value)}H${(i + 1) * BIN}`).join('');
  return html`<figure class="histogram">
    <svg viewBox="0 -4 ${width} ${HEIGHT + 4}" preserveAspectRatio="none" role="img" aria-label=${t('models.histogram')}>
      ${served.map(
        (value, i) =>
          svg`<rect class=${i < LIMIT_BIN ? 'normal' : 'beyond'} x=${i * BIN + 1} width=${BIN - 2}
            y=${y(value)} height=${HEIGHT - y(value)}></rect>`,
      )}
      <path class="calibration" d=${steps}></path>
      <line class="limit" x1=${LIMIT_BIN * BIN} x2=${LIMIT_BIN * BIN} y1="-4" y2=${HEIGHT}></line>
    </svg>
    <div class="ticks" aria-hidden="true"><span>0</span><span>${t('models.limit')}</span><span>2</span><span>≥ ${score(3).slice(0, 1)}</span></div>
    <figcaption>
      <span class="key served">${t('models.served', { n: m.scored })}</span>
      <span class="key calibrated">${t('models.calibrated', { n: m.calibration.reduce((a, b) => a + b, 0) })}</span>
      <span>${t('models.root')}</span>
    </figcaption>
  </figure>`;
}
