// What runs at every call, or at every one that is new, by its names in the bundle after flatten.ts: the function that runs once, `$`, its own name.

/** Functions that stay where they are, and that nothing may be moved into. */
export const HOT_FUNCTIONS = [
  'check',
  'createCalls$quick',
  'createCalls$serve',
  'createOutbox$send',
  'createParser$feed',
  'createParser$more',
  'find',
  'parseJson',
  'prepare',
  'readRequest',
  'write',
];

/** Functions that every call runs: they are declared first of all, and found soonest. */
export const EARLY_FUNCTIONS = ['createParser$feed', 'createCalls$quick', 'write', 'createOutbox$send'];

/** Functions that calls run now and then: they may be moved, but are not laid away. */
export const WARM_FUNCTIONS = [
  'createCalls$again',
  'createCalls$learn',
  'createOutbox$drain',
  'createOutbox$gather',
  'level',
  'put',
  'read',
  'single',
  'success',
];

/** Variables that a call reads or writes, in the order of its life: they are declared first, and found soonest. */
export const HOT_NAMES = (
  'createParser$want createParser$first createCalls$headFor createCalls$head createCalls$start createCalls$end ' +
  'createCalls$messageId createCalls$newest createCalls$beforeLength createCalls$before createCalls$known ' +
  'createCalls$idLength createCalls$alinkId createCalls$held createCalls$next createCalls$recent createCalls$replies ' +
  'createCalls$topicLength createCalls$replyFor createCalls$replyHead createCalls$replyLength createCalls$send ' +
  'createOutbox$gathering createOutbox$socket createOutbox$sent createOutbox$enough createParser$taken special PINS'
).split(' ');

/** Tables of constants that only one function uses: they are made when it runs. */
export const TABLES = ['CAN'];
