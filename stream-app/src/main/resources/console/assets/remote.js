/** Answers of the server that a view needs beside what arrives every second. */
import { get } from './api.js';
import { state } from './state.js';

/** The answers of the present place, by address. */
const answers = new Map();

/** Returns the answer for an address. Its value is null while it loads. */
export function remote(key) {
  let answer = answers.get(key);
  if (!answer) {
    answer = { key, value: null, problem: null };
    answers.set(key, answer);
    fill(answer);
  }
  return answer;
}

/** Loads the answers of the present place again. */
export function refresh() {
  for (const answer of answers.values()) {
    fill(answer);
  }
}

/** Forgets the answers, so that the next view loads them again. */
export function forget() {
  answers.clear();
}

async function fill(answer) {
  try {
    answer.value = await get(answer.key);
    answer.problem = null;
  } catch (problem) {
    answer.problem = problem;
  }
  state.changed();
}
