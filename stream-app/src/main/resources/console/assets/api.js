/** Requests to the server. A refusal is a Problem with what is wrong and what to do. */
import { t } from './text.js';

export class Problem extends Error {
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy;
  }
}

async function request(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...options });
  } catch {
    throw new Problem(0, t('error.unreachable'), t('error.unreachable.remedy'));
  }
  if (answer.ok) {
    return answer;
  }
  let body = {};
  try {
    body = await answer.json();
  } catch {
    // a proxy may answer with a page instead of JSON; the status says enough then
  }
  throw new Problem(
    answer.status,
    body.error ?? t('error.status', { status: String(answer.status) }),
    body.remedy ?? t('error.status.remedy'),
  );
}

/** Returns the JSON of a resource. */
export async function get(path) {
  return (await request(path)).json();
}

/** Sends JSON and returns the answer's JSON, or null if it has none. */
export async function post(path, body) {
  const answer = await request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export const remove = (path) => request(path, { method: 'DELETE' });

/** Returns an address with those parameters that have a value. */
export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
