import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callMessage, callService } from '../../../scripts/call/callService.ts';
import { alink, answering, cloudFor, connect, device, target } from '../cloud/help.ts';

for (const signature of ['acs3', 'v2'] as const) {
  test(`a service is called and its data comes back, signed by ${signature}`, async (t) => {
    const cloud = await cloudFor(t);
    const board = await connect(t, cloud);
    answering(board, (request) => alink(request, { data: JSON.parse(request.toString()).params }));
    const result = await callService({ ...target(cloud), signature }, 'SetPin', { pin: 'led', value: 1, text: "a+b*(~'!) ü" });
    assert.equal(result.code, 200);
    assert.deepEqual(result.data, { pin: 'led', value: 1, text: "a+b*(~'!) ü" });
    assert.match(result.messageId ?? '', /^\d{19}$/);
  });
}
