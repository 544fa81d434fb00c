import { describe, expect, it } from 'vitest';
import * as exported from '../../src/mesibo/index.js';
import { surface } from '../../src/mesibo/surface.js';

describe('the package', () => {
  it('exports what the script defines, under the same names', () => {
    expect({ ...exported }).toEqual(surface);
  });
});
