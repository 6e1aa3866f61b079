/** The tables of measured precision: by model, by line, and the cameras with the most false alarms. */
import { html, nothing } from '/assets/lib/lit-html/lit-html.js';
import { remote } from './remote.js';
import { devicePath } from './route.js';
import { percent, t, whole } from './text.js';

const MOST_SHOWN = 20;

/** Returns the section of the tables. */
export function judgedTables() {
  const table = remote('/api/precision').value;
  if (!table) {
    return nothing;
  }
  return html`<section>
    <h2>${t('judged.title')}</h2>
    <p class="soft">${t(table.all.length > 0 ? 'judged.what' : 'sum.judged.none')}</p>
    ${part('judged.subject', table.all, (row) => t(`precision.about.${row.about}`))}
    ${part('facts.model', table.models, (row) => `${row.model.name} ${row.model.version}`)}
    ${part('facts.line', table.lines, (row) => row.line)}
    ${part('facts.device', table.devices.slice(0, MOST_SHOWN), (row) => html`<a href=${devicePath(row.device)}>${row.device}</a>`)}
  </section>`;
}

function part(title, rows, name) {
  if (rows.length === 0) {
    return nothing;
  }
  const subjects = new Set(rows.map((row) => row.about)).size > 1 && title !== 'judged.subject';
  return html`<div class="figures">
    <table>
      <thead>
        <tr>
          <th scope="col">${t(title)}</th>
          ${subjects ? html`<th scope="col" class="word">${t('judged.subject')}</th>` : nothing}
          <th scope="col">${t('verdict.real')}</th>
          <th scope="col">${t('verdict.false')}</th>
          <th scope="col">${t('verdict.unsure')}</th>
          <th scope="col">${t('judged.share')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <th scope="row">${name(row)}</th>
            ${subjects ? html`<td class="word">${t(`judged.about.${row.about}`)}</td>` : nothing}
            <td>${whole(row.real)}</td>
            <td>${whole(row.falseAlarms)}</td>
            <td>${whole(row.unsure)}</td>
            <td>${share(row)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const share = (row) =>
  row.precision === undefined
    ? '–'
    : html`<b>${percent(row.precision)}</b> <span class="soft">${t('range', { low: percent(row.low), high: percent(row.high) })}</span>`;
