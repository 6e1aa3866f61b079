/** Opens a dialog over the page as soon as it is in the document. */
export function openModal(dialog) {
  if (dialog) {
    queueMicrotask(() => dialog.isConnected && !dialog.open && dialog.showModal());
  }
}
