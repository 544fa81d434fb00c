import ts from 'typescript';

/**
 * The same source with ordinary members in place of private ones: `_$0` is the most used of a class, `_$1` the second,
 * and so on, the same names in all classes, so that few names are used often. A class that extends another one has
 * names of its own. Fields without a value are not declared. Lines stay where they are.
 */
export function openFields(code: string): string {
  const source = ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest, true);
  const edits: [start: number, end: number, text: string][] = [];
  const visit = (node: ts.Node, names: ReadonlyMap<string, string>): void => {
    if (ts.isClassLike(node)) names = new Map([...names, ...namesOf(node)]);
    if (ts.isPropertyDeclaration(node) && node.initializer === undefined) {
      edits.push([node.getStart(), node.end, blank(node.getText())]); // undefined without being declared
      return;
    }
    if (ts.isPrivateIdentifier(node)) edits.push([node.getStart(), node.end, names.get(node.text)!]);
    ts.forEachChild(node, (child) => visit(child, names));
  };
  visit(source, new Map());
  return edits.reduceRight((text, [start, end, name]) => text.slice(0, start) + name + text.slice(end), code);
}

/** As many lines of nothing. */
const blank = (text: string): string => text.replace(/[^\n]/g, '');

/** The private names of a class, the most used first. */
function namesOf(owner: ts.ClassLikeDeclaration): [string, string][] {
  const uses = new Map<string, number>();
  const count = (node: ts.Node): void => {
    if (ts.isPrivateIdentifier(node)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, count);
  };
  count(owner);
  const extended = owner.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) ?? false;
  const prefix = extended ? `_$${owner.name?.text}` : '_$';
  return [...uses.keys()].sort((a, b) => uses.get(b)! - uses.get(a)!).map((name, i) => [name, prefix + i]);
}
