// What makes the classic script small. The package, whose users have tools of their own, goes without.
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'rolldown';
import { minify } from 'terser';
import ts from 'typescript';
import { constants } from './src/mesibo/constants.js';

const SOURCES = new URL('src/', import.meta.url);
/** What stands behind the surface, and never reaches an application. */
const BEHIND = /^mesibo\/(dispatch|engine|history|keys|messages|outgoing|pages|profiles|sessions|status)\.ts$/;

/** Writes the numbers where the sources say `C.MESIBO_…`. */
export function inlineConstants(): Plugin {
  const known = constants as Record<string, number>;
  return {
    name: 'inline-constants',
    transform: {
      filter: { id: /\/src\/mesibo\/.*\.ts$/ },
      handler: (code) => code.replace(/\bC\.(MESIBO\w+|STREAM_\w+)\b/g, (all, name: string) => (name in known ? String(known[name]) : all)),
    },
  };
}

/**
 * Shortens what is minified already: `undefined` becomes a parameter without a value, which is shorter than any
 * expression, and the members of the client's classes that nobody outside of it sees get short names.
 */
export function shorten(): Plugin {
  return {
    name: 'shorten',
    async generateBundle(_options, bundle) {
      const inner = ownMembers();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const { code, map } = await minify(`(function(undefined){${chunk.code}\n})();`, {
          ecma: 2020,
          compress: { passes: 3, unsafe_undefined: true, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
          mangle: { properties: { regex: new RegExp(`^(?:${inner.join('|')})$`) } },
          format: { comments: false },
          sourceMap: { content: chunk.map as never, asObject: true },
        });
        chunk.code = `${code}\n//# sourceMappingURL=${chunk.fileName}.map\n`;
        chunk.map = map as never;
      }
    },
  };
}

/**
 * Names that only ever are members of classes: not of what is stored or sent, whose shapes are interfaces, types and
 * literals, not in strings, and not of what applications get into their hands.
 */
function ownMembers(): string[] {
  const own = new Set<string>();
  const others = new Set<string>(['constructor']);
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    const source = ts.createSourceFile(file, readFileSync(new URL(file, SOURCES), 'utf8'), ts.ScriptTarget.Latest, true);
    const isSurface = file.startsWith('mesibo/') && !BEHIND.test(file);
    const visit = (node: ts.Node): void => {
      const name = (node as Partial<ts.NamedDeclaration>).name;
      if (ts.isStringLiteralLike(node)) others.add(node.text);
      if (name !== undefined && ts.isIdentifier(name)) {
        const internal = !isSurface || ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'internal');
        if (ts.isClassElement(node) && internal) own.add(name.text);
        else if (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node) || ts.isBindingElement(node)) others.add(name.text);
      }
      if (ts.isBindingElement(node) && node.propertyName !== undefined) others.add(node.propertyName.getText());
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...own].filter((name) => !others.has(name));
}
