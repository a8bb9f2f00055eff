import { describe, expect, it } from 'vitest';
import { officialText } from './exports.punctuation.ts';

// Wide forms by code, so that no editor makes them narrow.
const W = { comma: '\uff0c', open: '\uff08', close: '\uff09', colon: '\uff1a', ask: '\uff1f' };

describe('punctuation of an official document', () => {
  it.each([
    ['新增 21 件,办结 15 件', `新增21件${W.comma}办结15件`],
    ['第47周(11月16日—11月22日)', `第47周${W.open}11月16日—11月22日${W.close}`],
    [
      'T20261026-0001(鑫宏铝业,用能),已超期',
      `T20261026-0001${W.open}鑫宏铝业${W.comma}用能${W.close}${W.comma}已超期`,
    ],
    ['怎么申请?', `怎么申请${W.ask}`],
    ['说明:共 3 项', `说明${W.colon}共3项`],
    ['11月23日 09:00', '11月23日 09:00'],
    ['1,234 and (x, y)', '1,234 and (x, y)'],
  ])('%s', (text, official) => expect(officialText(text)).toBe(official));
});
