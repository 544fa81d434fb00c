/* What the arrow keys do in lists, tabs and menus. */
const STEPS: Record<'row' | 'column', Record<string, number>> = {
  row: { ArrowLeft: -1, ArrowRight: 1 },
  column: { ArrowUp: -1, ArrowDown: 1 },
};

/** Moves the focus among `items` by arrows, Home and End, `round` and round; answers with the item that has it then. */
export function moveFocus(
  event: KeyboardEvent,
  items: ArrayLike<HTMLElement>,
  along: 'row' | 'column' = 'column',
  round = true,
): HTMLElement | undefined {
  const all = Array.from(items);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const step = STEPS[along][event.key];
  const to = step === undefined ? { Home: 0, End: all.length - 1 }[event.key] : at < 0 && step < 0 ? -1 : at + step;
  if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return undefined;
  event.preventDefault();
  const item = round ? all.at(to % all.length) : all[to];
  item?.focus();
  return item;
}

/** A key that still belongs to a word in the making: some keyboards of other scripts say so by nothing but the code 229. */
export function composes(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
