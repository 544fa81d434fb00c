// A digest loop in the manner of AngularJS 1: expressions are evaluated until nothing changes, objects are compared by
// identity, and rows belong to objects.
class Scope {
  #watchers = [];
  #running = false;
  digests = 0;

  watch(get, changed) {
    this.#watchers.push({ get, changed, last: NaN });
  }

  /** As `ng-repeat` without `track by`: a row for each object, which is marked; the same object twice is an error. */
  repeat(container, get, makeRow, updateRow) {
    let shown = [];
    const rows = new Map();
    let ids = 0;
    const items = () => {
      const now = get();
      const changed = now.length !== shown.length || now.some((item, i) => item !== shown[i]);
      if (changed) {
        const keys = now.map((item) => (item.$$hashKey ??= `object:${container.id}:${++ids}`));
        if (new Set(keys).size !== keys.length) throw new Error(`[ngRepeat:dupes] in ${container.id}`);
        shown = [...now];
        const gone = new Set(rows.keys());
        for (const [i, key] of keys.entries()) {
          gone.delete(key);
          if (!rows.has(key)) rows.set(key, makeRow(now[i]));
          container.append(rows.get(key));
        }
        for (const key of gone) {
          rows.get(key).remove();
          rows.delete(key);
        }
      }
      for (const item of shown) updateRow(rows.get(item.$$hashKey), item);
      return changed ? {} : shown.length; // a new object is a change
    };
    this.watch(items, () => {});
  }

  apply(change) {
    if (this.#running) throw new Error('[$rootScope:inprog] a digest is under way');
    this.#running = true;
    try {
      change?.();
      for (let left = 10; ; left--) {
        if (left === 0) throw new Error('[$rootScope:infdig] 10 digests were not enough');
        if (!this.#once()) break;
      }
    } catch (error) {
      ui.log('digest:', error.message);
      throw error;
    } finally {
      this.#running = false;
    }
  }

  #once() {
    this.digests++;
    let dirty = false;
    for (const watcher of this.#watchers) {
      const now = watcher.get();
      if (Object.is(now, watcher.last)) continue;
      watcher.last = now;
      watcher.changed(now);
      dirty = true;
    }
    return dirty;
  }

  /** As `$timeout`: a digest soon, one for many. */
  later() {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.apply();
    });
  }
}
