/** What the page shows beside the plant: the visitor, open dialogs, messages. */

const MESSAGE_MS = 12_000;

export const state = {
  me: null,
  /** A failure of the start, or null. */
  failure: null,
  shelving: null,
  /** The action on a limit whose dialog is open, or null. */
  limiting: null,
  /** The number of limits that wait for a person. */
  limitsWaiting: 0,
  helping: false,
  loggingIn: false,
  /** The remark for the next action on the incident that is open. */
  remark: '',
  message: null,
  /** Whether Space is held for the bare image. */
  bare: false,
  changed: () => {},
  say(error, remedy) {
    state.message = { error, remedy, until: Date.now() + MESSAGE_MS };
    state.changed();
  },
};
