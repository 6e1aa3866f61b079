/** One camera as a tile. */
import { html } from '/assets/lib/lit-html/lit-html.js';
import { guard } from '/assets/lib/lit-html/directives/guard.js';
import { isStale, now, plant } from './live.js';
import { devicePath } from './route.js';
import { duration, score, t, time } from './text.js';

/** Returns the tile of a device. It is drawn again only if something on it changed. */
export function tile(device) {
  const trouble = troubleOf(device);
  return html`${guard([device, trouble.words, trouble.old], () => drawn(device, trouble))}`;
}

/** Returns what is wrong with the picture of a device: words on it, and whether it is old. */
export function troubleOf(device) {
  const last = Date.parse(device.lastImageAt);
  if (!plant.connected) {
    return { words: t('tile.asOf', { time: time(last) }), old: true };
  }
  if (device.faults.includes('silent')) {
    return { words: t('tile.silent', { duration: duration(now() - last) }), old: true, silent: true };
  }
  if (isStale(device)) {
    return { words: t('tile.old', { duration: duration(now() - last) }), old: true };
  }
  const fault = device.faults[0];
  return { words: fault ? t(`kind.${fault}`) : '', old: false };
}

/** Returns the name of a device without the name of its line. */
export function shortName(device) {
  const { line, device: name } = device;
  return line && name.length > line.length + 1 && name.startsWith(line) && /[-_/.]/.test(name[line.length])
    ? name.slice(line.length + 1)
    : name;
}

export function imageOf(device, size) {
  const small = size ? `&size=${size}` : '';
  return `/api${devicePath(device.device)}/image?v=${encodeURIComponent(device.image.sha256)}${small}`;
}

function drawn(device, trouble) {
  const bad = device.verdict === 'anomalous' && !trouble.old;
  const camera = device.faults.length > 0;
  const tone = camera ? 'camera' : bad ? 'product' : '';
  return html`<a
    class="tile ${tone} ${trouble.old ? 'old' : ''}"
    href=${devicePath(device.device)}
    title=${device.device}
  >
    <span class="pic">
      <live-image .src=${imageOf(device, 160)}></live-image>
      ${trouble.words ? html`<em>${camera ? '▲ ' : ''}${trouble.words}</em>` : ''}
    </span>
    <span class="name"><span>${shortName(device)}</span>${value(device, trouble, bad)}</span>
    ${bar(trouble.old ? undefined : device.score)}
  </a>`;
}

function value(device, trouble, bad) {
  if (trouble.old) {
    return html`<b></b>`;
  }
  if (device.verdict === 'rejected') {
    return html`<b>${t('tile.rejected')}</b>`;
  }
  return html`<b>${device.score === undefined ? '–' : score(device.score)}${bad ? ' ▲' : ''}</b>`;
}

/** Returns the score as a bar from 0 to 2 with a mark at the limit, 1. */
function bar(value) {
  const width = Math.max(0, Math.min(100, (value ?? 0) * 50));
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" x="0" y="2" width="100" height="4"></rect>
    <rect class="value" x="0" y="2" width=${width} height="4"></rect>
    <rect class="limit" x="49.6" y="0" width="0.8" height="8"></rect>
  </svg>`;
}
