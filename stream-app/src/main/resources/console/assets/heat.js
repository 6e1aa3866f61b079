/** Heat maps with a fixed scale: transparent at 0, yellow at the threshold, red at the end. */

const COLOURS = [
  [0x00, 0x00, 0x00],
  [0x0a, 0x6f, 0x8f],
  [0xff, 0xd8, 0x3d],
  [0xff, 0x7a, 0x1a],
  [0xff, 0x00, 0x00],
];
const OPACITY_AT_THRESHOLD = 0.45;
const MOST_OPACITY = 0.85;
const DEFAULT_FULL = 3;
const MOST_MAPS = 48;
const MOST_CELLS = 160;

const maps = new Map();

/** Returns the place of a value on the scale, from 0 to 1. */
export function position(relative, full) {
  const place = relative <= 1 ? relative / 2 : 0.5 + (relative - 1) / (full - 1) / 2;
  return Math.max(0, Math.min(1, place));
}

/** Returns red, green and blue of a place on the scale. */
export function colour(place) {
  const scaled = place * (COLOURS.length - 1);
  const first = Math.min(COLOURS.length - 2, Math.floor(scaled));
  return COLOURS[first].map((from, i) =>
    Math.round(from + (COLOURS[first + 1][i] - from) * (scaled - first)),
  );
}

/** Returns the share of the colour that covers the image. */
export function opacity(place) {
  const share = 2 * place;
  return share <= 1
    ? OPACITY_AT_THRESHOLD * share * share
    : OPACITY_AT_THRESHOLD + (MOST_OPACITY - OPACITY_AT_THRESHOLD) * (share - 1);
}

/** Returns the map of an address, or null if it is not there yet. The latest maps are kept. */
export function loadMap(url) {
  const known = maps.get(url);
  if (known) {
    maps.delete(url);
    maps.set(url, known);
    return known;
  }
  const loading = fetchMap(url).catch(() => null);
  loading.then((map) => map ?? maps.delete(url));
  maps.set(url, loading);
  if (maps.size > MOST_MAPS) {
    maps.delete(maps.keys().next().value);
  }
  return loading;
}

async function fetchMap(url) {
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) {
    return null;
  }
  const full = Number(answer.headers.get('X-Kizuki-Full')) || DEFAULT_FULL;
  const picture = await createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none' });
  const { width, height } = picture;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  picture.close();
  const pixels = context.getImageData(0, 0, width, height);
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    values[i] = (pixels.data[4 * i] / 255) * full;
  }
  return {
    width,
    height,
    full,
    method: answer.headers.get('X-Kizuki-Method') ?? '',
    grid: answer.headers.get('X-Kizuki-Grid') ?? '',
    pixels: coloured(pixels, full),
    outline: outline(values, width, height),
  };
}

function coloured(pixels, full) {
  const table = Array.from({ length: 256 }, (_, gray) => {
    const place = position((gray / 255) * full, full);
    return [...colour(place), Math.round(255 * opacity(place))];
  });
  for (let i = 0; i < pixels.data.length; i += 4) {
    pixels.data.set(table[pixels.data[i]], i);
  }
  return pixels;
}

/** Returns an SVG path around all values above the threshold, by marching squares. */
export function outline(values, width, height) {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / MOST_CELLS));
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const at = (x, y) =>
    x < 0 || y < 0 || x >= columns || y >= rows
      ? 0
      : values[Math.min(height - 1, y * step) * width + Math.min(width - 1, x * step)];
  const place = (cell, most) => Math.max(0, Math.min(most, (cell + 0.5) * step)).toFixed(2);
  const point = (x, y) => `${place(x, width)} ${place(y, height)}`;
  let path = '';
  for (let y = -1; y < rows; y++) {
    for (let x = -1; x < columns; x++) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
      const crossings = edges(corners).map(([dx, dy]) => point(x + dx, y + dy));
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        path += `M${crossings[i]}L${crossings[i + 1]}`;
      }
    }
  }
  return path;
}

/** Returns the places on the edges of a cell where the threshold lies. */
function edges([a, b, c, d]) {
  const crossing = (from, to) => (from > 1) !== (to > 1);
  const share = (from, to) => (1 - from) / (to - from);
  const found = [];
  if (crossing(a, b)) found.push([share(a, b), 0]);
  if (crossing(b, c)) found.push([1, share(b, c)]);
  if (crossing(c, d)) found.push([1 - share(c, d), 1]);
  if (crossing(d, a)) found.push([0, 1 - share(d, a)]);
  return found;
}
