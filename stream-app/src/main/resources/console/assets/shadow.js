/** A model beside its shadow: the images on which they disagree, and the changes of models. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { repeat } from '/assets/lib/lit-html/directives/repeat.js';
import { address } from './api.js';
import { Endless } from './endless.js';
import { loading } from './parts.js';
import { devicePath } from './route.js';
import { state } from './state.js';
import { percent, rounded, score, t, time, whole } from './text.js';

const PAGE = 12;
const SIDES = ['model', 'shadow'];
const EVENTS = [
  'swapped',
  'refused',
  'returned',
  'shadow-started',
  'shadow-ended',
  'promoted',
  'dropped',
];

/** The lists of disagreements, by side and pair of models. */
const lists = new Map();

/** Loads the disagreements again at the next visit. */
export function leaveShadows() {
  lists.clear();
}

/** Loads the lists from their newest images. */
function loadNewest() {
  lists.clear();
  state.changed();
}

function listOf(side, model, shadow) {
  const key = `${side}/${model}/${shadow}`;
  if (!lists.has(key)) {
    const list = new Endless();
    lists.set(key, list);
    list.show(
      key,
      (next) => address('/api/comparisons', { alarmOf: side, model, shadow, before: next, limit: PAGE }),
      (answer) => ({ items: answer.comparisons, next: answer.next ?? null }),
    );
  }
  return lists.get(key);
}

/** Returns the part of a model about its shadow, or nothing. */
export function shadowPart(model) {
  const { shadow } = model;
  if (!shadow) {
    return nothing;
  }
  const name = shadow.name ? `${shadow.name} ${shadow.version}` : shadow.file;
  return html`<section class="shadow">
    <h2>${t('shadow.title', { model: name })}</h2>
    <p class="soft">${t('shadow.what', { share: percent(shadow.share) })}</p>
    ${shadow.problem ? html`<p class="kind"><b>▲ ${t('shadow.problem', { reason: shadow.problem })}</b></p>` : nothing}
    ${shadow.scored > 0 ? html`${counts(shadow)} ${sideBySide(model, shadow)}` : html`<p>${t('shadow.unscored')}</p>`}
    ${model.file ? commands(model.file) : nothing}
    ${shadow.sha256 ? disagreements(model.sha256, shadow.sha256) : nothing}
  </section>`;
}

function counts(shadow) {
  const facts = [
    ['shadow.both', shadow.both],
    ['shadow.onlyModel', shadow.onlyModel],
    ['shadow.onlyShadow', shadow.onlyShadow],
  ];
  return html`<p class="counts">
    ${facts.map(([key, n]) => html`<span><strong>${whole(n)}</strong> ${t(key)}</span>`)}
    <span class="soft">${t('shadow.of', { n: shadow.scored })}</span>
  </p>`;
}

function sideBySide(model, shadow) {
  const micros = (value) => (value === undefined ? '–' : t('milliseconds.part', { value: rounded(value / 1000) }));
  const rows = [
    ['shadow.promised', percent(model.falseAlarmRate), shadow.falseAlarmRate === undefined ? '–' : percent(shadow.falseAlarmRate)],
    [
      'shadow.measured',
      percent((shadow.both + shadow.onlyModel) / shadow.scored),
      percent((shadow.both + shadow.onlyShadow) / shadow.scored),
    ],
    ['shadow.time', micros(shadow.modelMicros), micros(shadow.shadowMicros)],
  ];
  return html`<div class="figures">
    <table>
      <thead>
        <tr>
          <th scope="col"></th>
          ${SIDES.map((side) => html`<th scope="col">${t(`shadow.${side}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, ...values]) => html`<tr>
            <th scope="row">${t(name)}</th>
            ${values.map((value) => html`<td>${value}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const commands = (file) => html`<p class="soft commands">
  <span>${t('shadow.promote')} <code>./kizuki models promote ${file}</code></span>
  <span>${t('shadow.drop')} <code>./kizuki models drop ${file}</code></span>
</p>`;

/**
 * Returns the disagreements of a model and its shadow in two columns: what only the model calls
 * anomalous, and what only the shadow does.
 */
function disagreements(model, shadow) {
  return html`<p class="act"><button type="button" @click=${loadNewest}>${t('shadow.newest')}</button></p>
    <div class="sides">
    ${SIDES.map((side) => {
      const list = listOf(side, model, shadow);
      return html`<div>
        <h3>${t(`shadow.only.${side}`)}</h3>
        ${list.problem ? html`<p class="soft">${list.problem.message}</p>` : nothing}
        ${list.done && list.items.length === 0 ? html`<p class="soft">${t('shadow.none')}</p>` : nothing}
        <div class="compared">${repeat(list.items, (each) => each.id, compared)}</div>
        ${list.loading ? loading() : nothing}
        ${!list.done && !list.loading && list.items.length > 0
          ? html`<button type="button" @click=${() => list.more()}>${t('shadow.more')}</button>`
          : nothing}
      </div>`;
    })}
  </div>`;
}

function compared(each) {
  return html`<figure class="comparison">
    <heat-picture
      .address=${{
        image: `/api/comparisons/${encodeURIComponent(each.id)}/image?v=${encodeURIComponent(each.image.sha256)}&size=320`,
      }}
    ></heat-picture>
    <figcaption>
      <a href=${devicePath(each.device)}>${each.device}</a> <small>${time(each.at)}</small>
      ${SIDES.map(
        (side) => html`<span class=${each[side].anomalous ? 'alarm' : ''}
          >${t(`shadow.${side}`)} <b>${score(each[side].score)}${each[side].anomalous ? ' ▲' : ''}</b></span
        >`,
      )}
    </figcaption>
  </figure>`;
}

/** Returns the changes of models, the newest first. */
export function modelEvents(events) {
  if (!events || events.length === 0) {
    return nothing;
  }
  return html`<section>
    <h2>${t('events.title')}</h2>
    <ol class="log">
      ${events.map(
        (event) => html`<li>
          <time datetime=${event.time}>${time(event.time)}</time>
          <span
            ><b>${eventWords(event)}</b> ${models(event.data)} ${event.data.reason}
            <span class="soft">${t('log.by', { by: event.data.by })}</span></span
          >
        </li>`,
      )}
    </ol>
  </section>`;
}

function eventWords(event) {
  const type = event.type.split('.').pop();
  return EVENTS.includes(type) ? t(`events.${type}`) : type;
}

function models({ before, after }) {
  const name = (model) => `${model.name} ${model.version} (${model.sha256.slice(0, 8)})`;
  if (before && after) {
    return t('events.change', { before: name(before), after: name(after) });
  }
  return before || after ? `${name(before ?? after)}.` : '';
}
