// What the build of the classic script does to the sources.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { packed } from '../../build/constants.js';
import { openFields } from '../../build/fields.js';
import { SOURCES, ownMembers } from '../../build/names.js';
import { shortNames, withShared } from '../../build/short-names.js';
import { withNames } from '../../build/strings.js';
import { constants } from '../../src/mesibo/constants.js';

/** Runs a source of TypeScript, and answers with one of its exports. */
function run(code: string, name: string): unknown {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } });
  const exported: Record<string, unknown> = {};
  new Function('exports', outputText)(exported);
  return exported[name];
}

describe('the table of constants', () => {
  it('is the same in its short form, in the same order', () => {
    expect(Object.entries(run(packed(constants), 'constants') as object)).toEqual(Object.entries(constants));
  });
});

describe('private fields that are opened', () => {
  const SOURCE = `
    class Base {
      #secret: string | undefined;
      static #made = 0;
      readonly #name = 'base';
      constructor() { Base.#made++; }
      get #both(): string { return this.#name + (this.#secret ?? '?'); }
      say(): string { return this.#both + Base.#made; }
      set(secret: string): this { this.#secret = secret; return this; }
    }
    class More extends Base {
      #name = 'more';
      say(): string { return super.say() + this.#name; }
    }
    class Most extends More {
      #name = 'most';
      say(): string { return super.say() + this.#name; }
    }
    export const said = [new Base().say(), new Base().set('!').say(), new Most().set('.').say()];`;

  it('do the same, also where a class extends another one that has the same names', () => {
    const opened = openFields(SOURCE);
    expect(run(opened, 'said')).toEqual(['base?1', 'base!2', 'base.3moremost']);
    expect(run(opened, 'said')).toEqual(run(SOURCE, 'said'));
    expect(opened).not.toContain('#');
  });

  it('leave every line where it was', () => {
    expect(openFields(SOURCE).split('\n').length).toBe(SOURCE.split('\n').length);
  });
});

describe('what is said often', () => {
  it('has names, of the same length in what is minified already', () => {
    const code = 'const off=t?()=>{}:null;function on(t){return()=>{}}export{on,off}';
    const named = withShared(code);
    expect(named).toBe('const off=t? NOOP :NULL;function on(t){return NOOP }export{on,off}');
  });

  it('has names for strings that are values, not for types, members and modules', () => {
    const code = "import x from 'often'; type T = 'often'; const o = { 'often': 'often', t: 'often' as const }; export const said = o['often'];";
    expect(withNames(code, new Map([['often', 'S']]))).toBe("import x from 'often'; type T = 'often'; const o = { 'often': S, t: S as const }; export const said = o[S];");
  });

  it('takes the shortest names that no other member has', () => {
    const names = shortNames('x._$0.a._$0.b;x._$1;({c:1});x.d._$0', /^_\$/);
    expect([...names]).toEqual([['_$0', 'e'], ['_$1', 'f']]);
  });
});

describe('names that are shortened', () => {
  /** Members of the interfaces and types of a source. */
  function membersIn(file: string): string[] {
    const names: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isTypeElement(node) && !ts.isClassLike(node.parent) && node.name !== undefined) names.push(node.name.getText());
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(new URL(file, SOURCES), 'utf8'), ts.ScriptTarget.Latest, true));
    return names;
  }

  const shortened = new Set(ownMembers());

  it.each(['wire/frames.ts', 'chat/rows.ts', 'chat/changes.ts', 'chat/line/tabs.ts'])('are none of what %s describes', (file) => {
    expect(shortened.size).toBeGreaterThan(50);
    expect(membersIn(file).filter((name) => shortened.has(name))).toEqual([]);
  });
});
