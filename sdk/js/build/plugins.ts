// What makes the classic script small. The package, whose users have tools of their own, goes without.
import type { Plugin } from 'rolldown';
import { minify } from 'terser';
import { constants } from '../src/mesibo/constants.js';
import { packed } from './constants.js';
import { openFields } from './fields.js';
import { SOURCES, isBehind, ownMembers } from './names.js';
import { shortNames, withShared } from './short-names.js';
import { withNames } from './strings.js';

/** Writes the numbers where the sources say `C.MESIBO_…`, and the table of them in a short form. */
export function inlineConstants(): Plugin {
  const known = constants as Record<string, number>;
  return {
    name: 'inline-constants',
    transform: {
      filter: { id: /\/src\/mesibo\/.*\.ts$/ },
      handler: (code, id) =>
        id.endsWith('/mesibo/constants.ts')
          ? packed(known)
          : code.replace(/\bC\.(MESIBO\w+|STREAM_\w+)\b/g, (all, name: string) => (name in known ? String(known[name]) : all)),
    },
  };
}

/** Says strings that are said often by a name, for which the script has a parameter. */
export function nameStrings(names: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'name-strings',
    transform: { filter: { id: /\/src\/.*\.ts$/ }, handler: (code) => withNames(code, names) },
  };
}

/** Opens the private fields of what never reaches an application: a short name is shorter than a private one. */
export function openInternals(): Plugin {
  return {
    name: 'open-internals',
    transform: {
      filter: { id: /\/src\/.*\.ts$/ },
      handler: (code, id) => (isBehind(id.slice(SOURCES.pathname.length)) ? openFields(code) : undefined),
    },
  };
}

/**
 * What every platform has, and the script often says: as parameters these get short names. Timers are not among them,
 * because frameworks replace those (zone.js), and want to see what they call.
 */
const GLOBALS = 'Promise,Number,Math,Object,String,Map,Set,Error,Date,JSON,URL,Array,Blob,Uint8Array,AbortController,TypeError,globalThis,console';

/**
 * Shortens what is minified already: what is said often becomes a parameter, and members that nobody outside of the script
 * sees get short names. `strings` have names in the code.
 */
export function shorten(strings: ReadonlyMap<string, string>): Plugin {
  const names = ['undefined', 'NULL', 'NOOP', GLOBALS, ...strings.values()].join();
  const values = ['void 0', 'null', '()=>{}', GLOBALS, ...[...strings.keys()].map((text) => JSON.stringify(text))].join();
  return {
    name: 'shorten',
    async generateBundle(_options, bundle) {
      const inner = ownMembers();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const renamed = new RegExp(`^(?:_\\$.+|${inner.join('|')})$`);
        const { code, map } = await minify(`(function(${names}){${withShared(chunk.code)}\n})(${values});`, {
          ecma: 2020,
          compress: {
            passes: 3,
            unsafe: true, // nobody has replaced Object or Array before the script runs
            unsafe_undefined: true,
            unsafe_arrows: true,
            unsafe_methods: true,
            keep_fargs: false,
            hoist_funs: true,
            sequences: false,
          },
          mangle: { properties: { regex: renamed, cache: { props: shortNames(chunk.code, renamed) } } as object },
          format: { comments: false },
          sourceMap: { content: chunk.map as never, asObject: true },
        });
        chunk.code = `${code}\n//# sourceMappingURL=${chunk.fileName}.map\n`;
        chunk.map = map as never;
      }
    },
  };
}
