import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { SOURCES, sourceFiles } from './names.js';

/** About what a name of one or two letters costs. */
const NAME = 1.9;

/** Strings that the sources say so often that names for them are shorter: a name for each. */
export function namesForStrings(): ReadonlyMap<string, string> {
  const uses = new Map<string, number>();
  for (const file of sourceFiles()) {
    for (const { text } of stringsIn(readFileSync(new URL(file, SOURCES), 'utf8'))) uses.set(text, (uses.get(text) ?? 0) + 1);
  }
  const saved = (text: string): number => uses.get(text)! * (text.length + 2 - NAME) - (text.length + 3 + NAME);
  const often = [...uses.keys()].filter((text) => text !== 'undefined' && saved(text) > 2);
  return new Map(often.sort((a, b) => uses.get(b)! - uses.get(a)!).map((text, i) => [text, `STRING_${i}`]));
}

/** The same source with the names in place of the strings. Lines stay where they are. */
export function withNames(code: string, names: ReadonlyMap<string, string>): string {
  const named = stringsIn(code).filter(({ text }) => names.has(text));
  return named.reduceRight((result, node) => result.slice(0, node.getStart()) + names.get(node.text)! + result.slice(node.end), code);
}

/** The strings of a source that are values: no types, no names of members or modules. */
function stringsIn(code: string): ts.StringLiteral[] {
  const found: ts.StringLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isStringLiteral(node) && (node.parent as Partial<ts.NamedDeclaration>).name !== node) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest, true));
  return found;
}
