/** The measured precision in words: how many of the judged incidents were real. */
import { dotted } from './facts.js';
import { percent, t } from './text.js';

/** Returns the precision as one sentence. */
export function precisionWords(p) {
  const judged = p.real + p.falseAlarms;
  const unsure = p.unsure > 0 ? t('precision.unsure', { n: p.unsure }) : '';
  if (judged === 0) {
    return dotted([t('precision.none'), unsure]);
  }
  return dotted([
    t('precision.words', {
      share: percent(p.precision),
      real: p.real,
      n: judged,
      low: percent(p.low),
      high: percent(p.high),
    }),
    unsure,
  ]);
}

/** Returns the facts about the precision of one device, for a list of facts. */
export const precisionFacts = (rows) =>
  (rows ?? []).map((row) => [t(`precision.about.${row.about}`), precisionWords(row)]);
