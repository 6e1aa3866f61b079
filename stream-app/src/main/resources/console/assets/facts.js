/** Incidents in words: their state, their measurements, and the addresses of their pictures. */
import { html } from '/assets/lib/lit-html/lit-html.js';
import { now } from './live.js';
import { incidentPath } from './route.js';
import { duration, fixed, joined, parts, percent, pValue, rounded, score, shortTime, t, time, whole } from './text.js';

const CAMERA = new Set(['silent', 'frozen', 'dark', 'bright', 'blurred', 'moved']);

export const isCamera = (incident) => CAMERA.has(incident.kind);
export const isShelved = (incident) =>
  Boolean(incident.shelved) && Date.parse(incident.shelved.until) > now();

/** Returns the one word that colour says, too: red product, amber camera, gray quiet. */
export function tone(incident) {
  if (!incident.active || incident.acknowledged || isShelved(incident)) {
    return 'quiet';
  }
  return isCamera(incident) || incident.kind === 'drift' ? 'camera' : 'product';
}

/** Returns the words of the mark on a card. */
export function mark(incident) {
  const kind = t(`kind.${incident.kind}`);
  if (!incident.active) {
    return `${kind} · ${t('mark.cleared')}`;
  }
  if (isShelved(incident)) {
    return `${kind} · ${t('mark.shelved')}`;
  }
  return incident.acknowledged ? `▲ ${kind} · ${t('mark.acknowledged')}` : `▲ ${kind}`;
}

/** Whether the picture is from before a silence that goes on, so that it must not look live. */
export const isOldPicture = (incident) => incident.kind === 'silent' && incident.active;

/** Returns since when an incident is, and how long. */
export function lasting(incident) {
  const from = Date.parse(incident.firstSeen);
  if (!incident.active) {
    const to = Date.parse(incident.clearedAt ?? incident.lastSeen);
    return t('card.cleared', { time: time(to), duration: duration(to - from) });
  }
  return t('card.since', { time: time(from), duration: duration(now() - from) });
}

/** Returns the addresses of the pictures of an incident. */
export function pictures(incident, size) {
  const base = `/api${incidentPath(incident.id)}`;
  const reference = incident.worst?.image ?? incident.image;
  const version = reference ? `v=${encodeURIComponent(reference.sha256)}` : '';
  const small = size ? `&size=${size}` : '';
  if (incident.kind === 'group' || !reference) {
    return null;
  }
  return incident.kind === 'anomaly'
    ? {
        image: `${base}/image?${version}${small}`,
        input: `${base}/input?${version}`,
        evidence: `${base}/evidence?${version}`,
      }
    : { image: `${base}/image?${version}${small}` };
}

const strong = (text) => html`<b>${text}</b>`;

/** Returns the sentences about an incident, for its card. */
export function sentences(incident) {
  const facts = [];
  if (incident.kind === 'group') {
    facts.push(parts('fact.group', { n: incident.members.length, list: joined(shortened(incident.members)) }));
  } else if (isCamera(incident)) {
    facts.push(cameraSentence(incident));
    facts.push(
      incident.heldBack > 0 ? t('fact.held', { n: incident.heldBack }) : incident.active ? t('fact.notCounted') : '',
    );
  }
  if (incident.drift) {
    facts.push(driftSentence(incident.drift), ...lookChanges(incident.drift.look));
  }
  if (incident.worst && incident.kind === 'anomaly') {
    const { worst } = incident;
    facts.push(
      parts('fact.score', {
        score: strong(score(worst.score)),
        distance: fixed(worst.distance, 1),
        threshold: fixed(worst.threshold, 1),
      }),
      t('fact.p', { p: pValue(worst.pValue) }),
    );
    if (incident.recentImages > 4 && incident.active) {
      facts.push(
        strong(t('fact.recent', { count: incident.recentAnomalous, images: incident.recentImages })),
      );
    }
    facts.push(t('fact.model', { model: `${worst.model.name} ${worst.model.version}` }));
  }
  return dotted([...facts, ...people(incident)]);
}

/** Returns who did what to an incident. */
function people(incident) {
  const said = (note) => (note ? t('said', { note }) : '');
  const facts = [];
  if (incident.acknowledged) {
    facts.push(t('fact.acknowledged', { by: incident.acknowledged.by }) + said(incident.acknowledged.note));
  }
  if (incident.judged) {
    facts.push(
      t(`fact.judged.${incident.judged.verdict}`, { by: incident.judged.by }) + said(incident.judged.note),
    );
  }
  if (isShelved(incident)) {
    facts.push(
      t(incident.shelved.untilNormal ? 'fact.shelved.normal' : 'fact.shelved', {
        by: incident.shelved.by,
        until: shortTime(incident.shelved.until),
      }) + said(incident.shelved.note),
    );
  }
  return facts;
}

/** Joins facts with points between them. */
export function dotted(facts) {
  return facts.filter((fact) => fact !== '').flatMap((fact, i) => (i === 0 ? [fact] : [' · ', fact]));
}

function shortened(names) {
  return names.length <= 6 ? names : [...names.slice(0, 5), t('fact.more', { n: names.length - 5 })];
}

/** Returns the camera's fault as a sentence. */
export function cameraSentence(incident) {
  const kind = html`<b class="kind">▲ ${t(`kind.${incident.kind}`)}</b>`;
  const fact = incident.camera;
  if (!fact) {
    return kind;
  }
  if (incident.kind === 'silent') {
    const end = incident.active ? now() : Date.parse(incident.clearedAt ?? incident.lastSeen);
    return parts('camera.silent', {
      kind,
      duration: duration(end - Date.parse(incident.firstSeen)),
      usual: seconds(fact.usualHigh),
    });
  }
  if (incident.kind === 'frozen') {
    return parts('camera.frozen', { kind, n: fact.measured });
  }
  const show = incident.kind === 'dark' || incident.kind === 'bright' ? whole : rounded;
  return parts(`camera.${incident.kind}`, {
    kind,
    measured: show(fact.measured),
    low: show(fact.usualLow),
    high: show(fact.usualHigh),
  });
}

const driftSentence = ({ direction, meanPValue }) =>
  strong(t(`drift.${direction}`, { p: fixed(meanPValue, 2) }));

/** Returns what changed in the pictures since the burn-in. */
export function lookChanges(look) {
  if (!look) {
    return [];
  }
  return [
    t('drift.light', { before: whole(look.brightnessBefore), now: whole(look.brightness) }),
    t('drift.sharpness', { before: rounded(look.sharpnessBefore), now: rounded(look.sharpness) }),
    t('drift.shift', {
      across: t(look.shiftRight < 0 ? 'drift.left' : 'drift.right', { share: percent(Math.abs(look.shiftRight)) }),
      along: t(look.shiftDown < 0 ? 'drift.up' : 'drift.down', { share: percent(Math.abs(look.shiftDown)) }),
    }),
  ];
}

const seconds = (value) =>
  value < 10 ? t('duration.short', { value: rounded(value) }) : duration(value * 1000);
