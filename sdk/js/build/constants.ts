/**
 * A module that exports the same `constants`, in a shorter form: a line of text for each prefix, its names in order,
 * each one more than the one before unless a number is said. Prefixes begin with MESIBO unless they begin with `!`.
 */
export function packed(constants: Record<string, number>): string {
  const lines: string[] = [];
  let prefix: string | undefined;
  let next = 0;
  for (const [name, value] of Object.entries(constants)) {
    const end = name.lastIndexOf('_') + 1;
    if (name.slice(0, end) !== prefix) {
      prefix = name.slice(0, end);
      lines.push(`\n${prefix.startsWith('MESIBO') ? prefix.slice(6) : `!${prefix}`}`);
      next = 0;
    }
    lines.push(` ${name.slice(end)}${value === next ? '' : `=${value}`}`);
    next = value + 1;
  }
  return `
export const constants = {};
for (const line of ${JSON.stringify(lines.join('').slice(1))}.split('\\n')) {
  const [short, ...members] = line.split(' ');
  const prefix = short[0] === '!' ? short.slice(1) : 'MESIBO' + short;
  let next = 0;
  for (const member of members) {
    const [name, value = next] = member.split('=');
    constants[prefix + name] = +value;
    next = +value + 1;
  }
}`;
}
