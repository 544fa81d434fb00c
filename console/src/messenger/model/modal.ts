/**
 * Shows a `<dialog>` above everything as long as it is on the page: the focus begins at what has `data-first`, stays in
 * the dialog, Escape closes it, and who had the focus before gets it back.
 */
export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  dialog.querySelector<HTMLElement>('[data-first]')?.focus();
  return () => {
    const lost = document.activeElement === document.body || dialog.contains(document.activeElement);
    if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
