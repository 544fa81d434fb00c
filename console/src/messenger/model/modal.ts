/**
 * Shows a `<dialog>` above everything as long as it is on the page: the focus stays in it, Escape closes it, and who
 * had the focus before gets it back.
 */
export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    const lost = document.activeElement === document.body || dialog.contains(document.activeElement);
    if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
