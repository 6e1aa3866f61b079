/** Elements that show pictures: small live ones, and pictures under a heat map. */
import { loadMap } from './heat.js';
import { t } from './text.js';

const PERIOD_MS = 4_000;
const AT_ONCE = 6;
const SMALL_PIXELS = 96;
const SVG = 'http://www.w3.org/2000/svg';

const visible = new WeakSet();
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        visible.add(entry.target);
        entry.target.seen();
      } else {
        visible.delete(entry.target);
      }
    }
  },
  { rootMargin: '120px' },
);

const waiting = new Set();
let loading = 0;

function load(element) {
  waiting.add(element);
  next();
}

function next() {
  while (loading < AT_ONCE && waiting.size > 0) {
    const element = waiting.values().next().value;
    waiting.delete(element);
    if (visible.has(element) && element.isConnected) {
      loading++;
      element.fetch().finally(() => {
        loading--;
        next();
      });
    }
  }
}

/** The last image of a device. It loads when it is visible, at most once every few seconds. */
class LiveImage extends HTMLElement {
  #wanted = '';
  #shown = '';
  #at = 0;
  #timer = 0;
  #image = null;

  connectedCallback() {
    if (!this.#image) {
      this.#image = document.createElement('img');
      this.#image.alt = '';
      this.#image.decoding = 'async';
      this.#image.hidden = true;
      this.append(this.#image);
    }
    observer.observe(this);
  }

  disconnectedCallback() {
    observer.unobserve(this);
    visible.delete(this);
    waiting.delete(this);
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  set src(url) {
    if (url !== this.#wanted) {
      this.#wanted = url;
      this.seen();
    }
  }

  /** Called when it becomes visible or has a new address. */
  seen() {
    if (this.#wanted === this.#shown || !visible.has(this) || this.#timer) {
      return;
    }
    const wait = this.#at + PERIOD_MS - Date.now();
    if (wait <= 0) {
      load(this);
    } else {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        load(this);
      }, wait);
    }
  }

  async fetch() {
    const url = this.#wanted;
    this.#at = Date.now();
    const image = this.#image;
    await new Promise((resolve) => {
      image.onload = () => {
        image.hidden = false;
        this.classList.remove('missing');
        resolve();
      };
      image.onerror = () => {
        image.hidden = true;
        this.classList.add('missing');
        resolve();
      };
      image.src = url;
    });
    this.#shown = url;
    this.seen();
  }
}

/**
 * A picture under its heat map. Properties: `address` with input, evidence and image; `revision`, a
 * change of which tries again what was missing; `strength` from 0 to 1; `bare`; `original` shows the
 * image as the camera sent it.
 */
class HeatPicture extends HTMLElement {
  #address = null;
  #revision = 0;
  #strength = 1;
  #bare = false;
  #original = false;
  #map = null;
  #tried = '';
  #parts = null;

  connectedCallback() {
    if (!this.#parts) {
      this.#parts = makeParts();
      this.#parts.image.onload = () => this.#loaded();
      this.#parts.image.onerror = () => this.#failed();
      this.append(...Object.values(this.#parts));
    }
    observer.observe(this);
  }

  disconnectedCallback() {
    observer.unobserve(this);
    visible.delete(this);
  }

  set address(address) {
    if (JSON.stringify(address) !== JSON.stringify(this.#address)) {
      this.#address = address;
      this.#map = null;
      this.#tried = '';
      this.seen();
    }
  }

  set revision(revision) {
    if (revision !== this.#revision) {
      this.#revision = revision;
      if (!this.#map) {
        this.#tried = '';
        this.seen();
      }
    }
  }

  set strength(value) {
    this.#strength = value;
    this.#paint();
  }

  set bare(value) {
    this.#bare = value;
    this.#paint();
  }

  set original(value) {
    if (value !== this.#original) {
      this.#original = value;
      this.#choose();
    }
  }

  async seen() {
    if (!this.#parts || !visible.has(this) || !this.#address) {
      return;
    }
    const { evidence, image } = this.#address;
    if (!this.#parts.image.getAttribute('src')) {
      this.#parts.image.src = image;
    }
    if (this.#tried === (evidence ?? image)) {
      return;
    }
    this.#tried = evidence ?? image;
    const map = evidence ? await loadMap(evidence) : null;
    if (evidence !== this.#address.evidence) {
      return;
    }
    this.#map = map;
    this.#choose();
    this.dispatchEvent(new CustomEvent('map', { detail: map }));
  }

  #choose() {
    if (!this.#parts || !this.#address) {
      return;
    }
    const { input, image } = this.#address;
    const url = this.#map && input && !this.#original ? input : image;
    if (this.#parts.image.getAttribute('src') !== url) {
      this.#parts.image.src = url;
    }
    this.#paint();
  }

  #loaded() {
    const { image } = this.#parts;
    this.classList.remove('missing');
    image.hidden = false;
    image.classList.toggle('coarse', Math.max(image.naturalWidth, image.naturalHeight) <= SMALL_PIXELS);
  }

  #failed() {
    const { image } = this.#parts;
    if (this.#address && image.getAttribute('src') === this.#address.input) {
      this.#map = null;
      this.#choose();
      return;
    }
    image.hidden = true;
    this.classList.add('missing');
  }

  #paint() {
    if (!this.#parts) {
      return;
    }
    const { canvas, outline } = this.#parts;
    const map = this.#bare || this.#original ? null : this.#map;
    canvas.hidden = !map;
    outline.toggleAttribute('hidden', !map);
    if (!map) {
      return;
    }
    canvas.style.opacity = String(this.#strength);
    if (canvas.map !== map) {
      canvas.map = map;
      canvas.width = map.width;
      canvas.height = map.height;
      canvas.getContext('2d').putImageData(map.pixels, 0, 0);
      outline.setAttribute('viewBox', `0 0 ${map.width} ${map.height}`);
      for (const path of outline.children) {
        path.setAttribute('d', map.outline);
      }
    }
  }
}

function makeParts() {
  const image = document.createElement('img');
  image.alt = '';
  image.decoding = 'async';
  const canvas = document.createElement('canvas');
  canvas.hidden = true;
  const outline = document.createElementNS(SVG, 'svg');
  outline.setAttribute('hidden', '');
  for (const name of ['casing', 'line']) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    outline.append(path);
  }
  const note = document.createElement('span');
  note.className = 'note';
  note.textContent = t('picture.missing');
  return { image, canvas, outline, note };
}

customElements.define('live-image', LiveImage);
customElements.define('heat-picture', HeatPicture);
