/**
 * A module that exports the same `constants`, in a shorter form: a line of text for each prefix, its names in order,
 * each one more than the one before unless a number is said.
 */
export function packed(constants: Record<string, number>): string {
  const lines: string[] = [];
  let prefix: string | undefined;
  let next = 0;
  for (const [name, value] of Object.entries(constants)) {
    const end = name.lastIndexOf('_') + 1;
    if (name.slice(0, end) !== prefix) {
      prefix = name.slice(0, end);
      lines.push(`\n${prefix}`);
      next = 0;
    }
    lines.push(` ${name.slice(end)}${value === next ? '' : `=${value}`}`);
    next = value + 1;
  }
  return `
export const constants = {};
for (const line of ${JSON.stringify(lines.join('').slice(1))}.split('\\n')) {
  const [prefix, ...members] = line.split(' ');
  let next = 0;
  for (const member of members) {
    const [name, value = next] = member.split('=');
    constants[prefix + name] = +value;
    next = +value + 1;
  }
}`;
}
