/** The history of scores: a small line for cards, and a chart with axes. */
import uPlot from '/assets/lib/uplot/dist/uPlot.esm.js';
import { svg } from '/assets/lib/lit-html/lit-html.js';
import { axisTime, score, t, time } from './text.js';

const WIDTH = 260;
const HEIGHT = 38;
const LEAST_GAP_MS = 3_000;

/** Returns [ms, score] pairs of an incident's history. */
export const pointsOf = (history) => history.map((point) => [Date.parse(point.at), point.score]);

/** Returns the pause in ms from which on the line is interrupted. */
function longestStep(points) {
  const steps = points.slice(1).map((point, i) => point[0] - points[i][0]);
  steps.sort((a, b) => a - b);
  const usual = steps.length > 0 ? steps[Math.floor(steps.length / 2)] : 0;
  return Math.max(LEAST_GAP_MS, usual * 3.5);
}

/** Returns a small line of scores with the threshold dashed. */
export function sparkline(points, end) {
  const top = Math.max(2, ...points.map((point) => point[1]));
  const from = points.length > 0 ? points[0][0] : 0;
  const to = Math.max(end ?? 0, points.length > 0 ? points[points.length - 1][0] : 1, from + 1);
  const y = (value) => (HEIGHT - 3 - (value / top) * (HEIGHT - 6)).toFixed(1);
  const longest = longestStep(points);
  let path = '';
  let last = -Infinity;
  for (const [at, value] of points) {
    const x = (((at - from) / (to - from)) * WIDTH).toFixed(1);
    path += `${at - last > longest ? 'M' : 'L'}${x} ${y(value)}`;
    if (at - last > longest) {
      path += `L${x} ${y(value)}`;
    }
    last = at;
  }
  return svg`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none"
    role="img" aria-label=${t('chart.spark')}>
    <line class="limit" x1="0" x2=${WIDTH} y1=${y(1)} y2=${y(1)}></line>
    <path d=${path}></path></svg>`;
}

/** The chart of an incident or a device. Property `points`: [ms, score] pairs in order. */
class ScoreChart extends HTMLElement {
  #chart = null;
  #points = [];
  #resized = new ResizeObserver(() => this.#resize());
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #rebuild = () => this.#build();

  connectedCallback() {
    this.#resized.observe(this);
    this.#scheme.addEventListener('change', this.#rebuild);
    this.#build();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#scheme.removeEventListener('change', this.#rebuild);
    this.#chart?.destroy();
    this.#chart = null;
  }

  set points(points) {
    const last = points[points.length - 1]?.[0];
    const same = points.length === this.#points.length && last === this.#points[points.length - 1]?.[0];
    this.#points = points;
    if (!same) {
      this.#chart?.setData(this.#data());
    }
  }

  #data() {
    const longest = longestStep(this.#points);
    const times = [];
    const scores = [];
    for (const [at, value] of this.#points) {
      const before = times[times.length - 1];
      if (before !== undefined && at - before * 1000 > longest) {
        times.push(before + 0.001);
        scores.push(null);
      }
      times.push(at / 1000);
      scores.push(value);
    }
    return [times, scores];
  }

  #resize() {
    if (this.#chart && this.clientWidth > 0 && this.clientWidth !== this.#chart.width) {
      this.#chart.setSize({ width: this.clientWidth, height: 200 });
    }
  }

  #build() {
    if (!this.isConnected) {
      return;
    }
    this.#chart?.destroy();
    const style = getComputedStyle(this);
    const ink = style.getPropertyValue('color');
    const probe = (name) => {
      this.style.outlineColor = `var(${name})`;
      const found = getComputedStyle(this).outlineColor;
      this.style.outlineColor = '';
      return found;
    };
    const line = probe('--line');
    const accent = probe('--accent');
    const font = `12px ${style.fontFamily}`;
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    this.#chart = new uPlot(
      {
        width: Math.max(200, this.clientWidth),
        height: 200,
        padding: [10, 8, 0, 0],
        cursor: { drag: { x: false, y: false }, points: { size: 7 } },
        scales: { y: { range: (chart, low, high) => [0, Math.max(2, (high ?? 0) * 1.1)] } },
        axes: [
          {
            ...axis,
            space: 90,
            values: (chart, splits, index, space, step) =>
              splits.map((value) => axisTime(value * 1000, step < 60)),
          },
          { ...axis, size: 56, space: 40, values: (chart, splits) => splits.map((v) => score(v)) },
        ],
        series: [
          { label: t('chart.time'), value: (chart, v) => (v === null ? '–' : time(v * 1000)) },
          {
            label: t('chart.score'),
            stroke: accent,
            width: 1.6,
            points: { show: false },
            value: (chart, v) => (v === null ? '–' : score(v)),
          },
        ],
        hooks: { draw: [(chart) => drawLimit(chart, ink)] },
      },
      this.#data(),
      this,
    );
  }
}

function drawLimit(chart, colour) {
  const { ctx, bbox } = chart;
  const y = chart.valToPos(1, 'y', true);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

customElements.define('score-chart', ScoreChart);
