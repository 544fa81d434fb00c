import ts from 'typescript';

const FIRST = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';
const NEXT = `${FIRST}0123456789`;

/**
 * A short name for each member that `renamed` says: the more often it is used in the code, the shorter; none that another
 * member has.
 */
export function shortNames(code: string, renamed: RegExp): Map<string, string> {
  const uses = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isMember(node)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('script.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  const names = namesBut(new Set([...uses.keys()].filter((name) => !renamed.test(name))));
  const often = [...uses.keys()].filter((name) => renamed.test(name)).sort((a, b) => uses.get(b)! - uses.get(a)!);
  return new Map(often.map((name) => [name, names.next().value!]));
}

/** The same code with `NULL` for every `null`, and ` NOOP ` for every function that does nothing. */
export function withShared(code: string): string {
  const edits: [start: number, text: string][] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.NullKeyword) edits.push([node.end - 4, 'NULL']);
    else if (node.getText() === '()=>{}') edits.push([node.getStart(), ' NOOP ']);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('script.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return edits.reduceRight((text, [start, name]) => text.slice(0, start) + name + text.slice(start + name.length), code);
}

function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return (parent.propertyName ?? parent.name) === node && ts.isObjectBindingPattern(parent.parent);
  return (ts.isObjectLiteralElement(parent) || ts.isClassElement(parent)) && parent.name === node;
}

/** All names, the short ones first, without those. */
function* namesBut(taken: ReadonlySet<string>): Generator<string, never> {
  for (let names = ['']; ; ) {
    const longer: string[] = [];
    for (const start of names) for (const letter of start === '' ? FIRST : NEXT) longer.push(start + letter);
    for (const name of longer) if (!taken.has(name)) yield name;
    names = longer;
  }
}
