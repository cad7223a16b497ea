import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonText } from './json.ts';

describe('JSON for the database', () => {
  it('leaves out U+0000 and mends half a surrogate pair', () => {
    assert.deepEqual(JSON.parse(jsonText({ note: 'a\u0000b', list: ['\ud83d'] })), { note: 'ab', list: ['\ufffd'] });
  });

  it('keeps everything else, also a text that spells such an escape', () => {
    const value = { text: 'back\\u0000slash', emoji: '😀', none: null, list: [1, 'ü'] };
    assert.deepEqual(JSON.parse(jsonText(value)), value);
  });
});
