/** A list that loads more when its end comes into view. */
import { get } from './api.js';
import { state } from './state.js';

/** The pages of one list that are loaded. Another key starts again. */
export class Endless {
  key = '';
  items = [];
  problem = null;
  loading = false;
  done = false;
  extra = {};
  #next = null;
  #generation = 0;

  /**
   * Shows the list of a key.
   *
   * @param address returns the address of the page that begins before a time
   * @param read returns the items, the next time or null, and other facts of an answer
   */
  show(key, address, read) {
    this.address = address;
    this.read = read;
    if (key !== this.key) {
      this.key = key;
      this.again();
    }
  }

  /** Loads the list from its beginning. */
  again() {
    this.#generation++;
    this.#next = null;
    this.done = false;
    this.loading = false;
    this.items = [];
    this.more();
  }

  async more() {
    if (this.loading || this.done) {
      return;
    }
    this.loading = true;
    const generation = this.#generation;
    try {
      const answer = this.read(await get(this.address(this.#next)));
      if (generation !== this.#generation) {
        return;
      }
      this.items = [...this.items, ...answer.items];
      this.extra = answer.extra ?? {};
      this.#next = answer.next;
      this.done = !answer.next;
      this.problem = null;
    } catch (problem) {
      if (generation !== this.#generation) {
        return;
      }
      this.problem = problem;
    }
    this.loading = false;
    state.changed();
  }
}

/** The end of a list. Property `list`: the list that loads more when the end is visible. */
class ListEnd extends HTMLElement {
  list = null;
  #observer = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && !this.list?.problem && this.list?.more(),
    { rootMargin: '400px' },
  );

  connectedCallback() {
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
  }

  /** Looks again, because an end that stays visible causes no event. */
  set length(length) {
    if (this.isConnected) {
      this.#observer.unobserve(this);
      this.#observer.observe(this);
    }
  }
}

customElements.define('list-end', ListEnd);
