/** Answers of the server that a view needs beside what arrives every second. */
import { get } from './api.js';
import { state } from './state.js';

let current = { key: '', value: null, problem: null };

/** Returns the answer for an address. It is null while it loads; another address replaces it. */
export function remote(key) {
  if (current.key !== key) {
    const loading = { key, value: null, problem: null };
    current = loading;
    fill(loading);
  }
  return current;
}

/** Loads the current answer again. */
export function refresh() {
  if (current.key) {
    fill(current);
  }
}

/** Forgets the answer, so that the next view of the address loads it again. */
export function forget() {
  current = { key: '', value: null, problem: null };
}

async function fill(loading) {
  try {
    loading.value = await get(loading.key);
    loading.problem = null;
  } catch (problem) {
    loading.problem = problem;
  }
  state.changed();
}
