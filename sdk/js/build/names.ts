import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

export const SOURCES = new URL('../src/', import.meta.url);
/** Files of the surface that stand behind it, and never reach an application. */
const BEHIND = /^mesibo\/(availability|dispatch|engine|history|keys|message-list|messages|outgoing|pages|policy|profiles|sessions|status)\.ts$/;

/** Whether nothing of this file, by its path in the sources, gets into the hands of applications. */
export const isBehind = (file: string): boolean => !file.startsWith('mesibo/') || BEHIND.test(file);

/** Files whose interfaces are of what is stored, sent, or told to other tabs, which may run another version. */
const OF_DATA = /^(wire|chat\/(files|ledger|store)|chat\/line\/(?!line\.ts)|chat\/(changes|rows)\.ts$)/;

/** What a name is in one place. */
type Use =
  | 'inner' // of what stays within the script: a member of a class, or of an interface for options or events
  | 'outer' // of what leaves it, or could be looked up by the name
  | 'either'; // a literal or a pattern: of what its type says

/** The files of the sources, by their paths in it. */
export const sourceFiles = (): string[] => readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/**
 * The names of members that stay within the script, for which any other name is as good. A name that is somewhere that of
 * data, of the surface or of the platform is not among them, nor one that a string says.
 */
export function ownMembers(): string[] {
  const uses = new Map<string, Set<Use>>();
  for (const file of sourceFiles()) {
    const source = ts.createSourceFile(file, readFileSync(new URL(file, SOURCES), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      for (const [name, use] of usesIn(node, file)) uses.set(name, (uses.get(name) ?? new Set()).add(use));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  const platform = namesOfPlatform();
  return [...uses].filter(([name, how]) => how.has('inner') && !how.has('outer') && !platform.has(name)).map(([name]) => name);
}

function usesIn(node: ts.Node, file: string): [string, Use][] {
  if (ts.isStringLiteralLike(node)) return isCompared(node) ? [] : [[node.text, 'outer']];
  if (ts.isBindingElement(node) && node.propertyName !== undefined) return [[node.propertyName.getText(), 'either']];
  const { name } = node as Partial<ts.NamedDeclaration>;
  if (name === undefined || !ts.isIdentifier(name)) return [];
  if (ts.isClassElement(node)) return [[name.text, isBehind(file) || isInternal(node) ? 'inner' : 'outer']];
  if (ts.isTypeElement(node)) return [[name.text, isBehind(file) && !OF_DATA.test(file) ? 'inner' : 'outer']];
  if (ts.isObjectLiteralElement(node)) return [[name.text, isBehind(file) ? 'either' : 'outer']];
  return ts.isBindingElement(node) ? [[name.text, 'either']] : [];
}

const isInternal = (node: ts.Node): boolean => ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'internal');

/** The name of an event, or a word that something is or is compared with: never that of a member. */
function isCompared(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent)) return ts.isPropertySignature(ts.isUnionTypeNode(parent.parent) ? parent.parent.parent : parent.parent);
  if (ts.isCallExpression(parent)) return ts.isPropertyAccessExpression(parent.expression) && ['on', 'emit'].includes(parent.expression.name.text);
  return ts.isCaseClause(parent) || ts.isPropertyAssignment(parent) || (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.InKeyword);
}

/** Members of what the language and the browser define. */
function namesOfPlatform(): Set<string> {
  const names = new Set<string>();
  const folder = new URL('.', import.meta.resolve('typescript'));
  for (const file of readdirSync(folder).filter((name) => /^lib\.(es|dom|webworker).*\.d\.ts$/.test(name))) {
    const source = ts.createSourceFile(file, readFileSync(new URL(file, folder), 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      const { name } = node as Partial<ts.NamedDeclaration>;
      if (ts.isTypeElement(node) && name !== undefined && ts.isIdentifier(name)) names.add(name.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return names;
}
