/** The address of the page: which view, and with which filters. */

let onChange = () => {};

/** Starts to follow links inside the page. */
export function follow(changed) {
  onChange = changed;
  history.scrollRestoration = 'manual';
  window.addEventListener('popstate', () => {
    onChange();
    requestAnimationFrame(() => window.scrollTo(0, history.state?.y ?? 0));
  });
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || link.hasAttribute('download') || link.origin !== location.origin) {
      return;
    }
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** Opens an address of the page. */
export function go(address) {
  history.replaceState({ y: window.scrollY }, '');
  history.pushState({ y: 0 }, '', address);
  onChange();
  window.scrollTo(0, 0);
}

/** Returns the view and its argument. */
export function here() {
  const [, view = '', ...rest] = location.pathname.split('/');
  const argument = rest.join('/');
  try {
    return { view: view || 'now', argument: decodeURIComponent(argument) };
  } catch {
    return { view: 'unknown', argument };
  }
}

/** Returns a filter, or an empty text. */
export const filter = (name) => new URLSearchParams(location.search).get(name) ?? '';

/** Sets filters without a new entry in the browser's history. Empty ones vanish. */
export function setFilters(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) {
      query.set(name, value);
    } else {
      query.delete(name);
    }
  }
  const text = query.toString();
  history.replaceState(history.state, '', location.pathname + (text ? `?${text}` : ''));
  onChange();
}

export const incidentPath = (id) => `/incidents/${encodeURIComponent(id)}`;
export const devicePath = (device) => `/devices/${encodeURIComponent(device)}`;
