import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../../scripts/bundle/check.ts';

const rules = (code: string) => check(code).map(({ rule }) => rule);

describe('the order of execution, in ways that the checker must not mistake', () => {
  const fine: readonly (readonly [says: string, code: string])[] = [
    ['a var in every branch', 'function f(c){if(c){var x=1}else{var x=2}return x}f(1);'],
    ['a var in the branch that does not return', 'function f(c){if(!c){return 0}else{var x=1}return x}f(1);'],
    ['a var after an early return', 'function f(c){if(!c)return 0;var x=c;return x}f(1);'],
    ['a var after a throw', 'function f(c){if(!c)throw c;var x=c;return x}f(1);'],
    ['the var of a for', 'function f(){for(var i=0,n=2;i<n;i++);return i+n}f();'],
    ['the var of a for-in', 'function f(o){for(var k in o);return k}f({});'],
    ['a var in an endless loop left by break', 'function f(){for(;;){var x=1;if(x)break}return x}f();'],
    ['a var in a do, which runs once', 'function f(){do{var x=1}while(0);return x}f();'],
    ['a var in a try that returns from its catch', 'function f(){try{var x=1}catch(e){return e}return x}f();'],
    ['a var in finally', 'function f(){try{print(1)}finally{var x=1}return x}f();'],
    ['a var in every case', 'function f(n){switch(n){case 1:var x=1;break;default:var x=2}return x}f(1);'],
    ['a var seen by the case below', 'function f(n){switch(n){case 1:default:var x=1}return x}f(1);'],
    ['the error of a catch', 'try{print(1)}catch(e){print(e)}'],
    ['a parameter declared again', 'function f(a){if(!a){var a=1}return a}f();'],
    ['a function expression that calls itself', 'print(function f(n){return n?f(n-1):0}(3));'],
    [
      'two functions that call each other',
      'function f(n){return n?g(n-1):0}function g(n){return n?f(n-1):0}print(f(2));',
    ],
    ['a callback that uses a later var', 'function f(){setTimeout(function(){print(x)},1);var x=1}f();'],
    [
      'a callback kept by a function of the bundle',
      'function on(f){setTimeout(f,1)}function g(){on(function(){print(x)});var x=1}g();',
    ],
    ['a method defined above what it uses, called below', 'var a={f:function(){return x}};var x=1;print(a.f());'],
    ['a variable that holds what its own initial value refers to', 'var t=setTimeout(function(){print(t)},1);'],
    ['a global asked for by typeof', 'print(typeof Foo);'],
    ['a var used in the branch that declares it', 'function f(c){if(c){var x=1;return function(){return x}}}f(1);'],
    ['pins and modules of the board', 'digitalWrite(D2,1);require("net");print(LED1);exports.a=1;'],
  ];
  for (const [says, code] of fine) test(says, () => assert.deepEqual(check(code), []));
});

describe('the order of execution, in ways that the checker must not miss', () => {
  const wrong: readonly (readonly [says: string, rule: string, code: string])[] = [
    ['a var in one branch only', 'var-before-declaration', 'function f(c){if(c){print(1)}else{var x=1}return x}f(1);'],
    [
      'a var in a while that may not run',
      'var-before-declaration',
      'function f(c){while(c){var x=1;c=0}return x}f(1);',
    ],
    [
      'a var in a for-in that may not run',
      'var-before-declaration',
      'function f(o){for(var k in o){var x=k}return x}f({});',
    ],
    [
      'a var behind break in a do',
      'var-before-declaration',
      'function f(c){do{if(c)break;var x=1}while(0);return x}f(1);',
    ],
    ['a var in a try read by its catch', 'var-before-declaration', 'function f(){try{var x=1}catch(e){return x}}f();'],
    [
      'a var in a case, seen by another',
      'var-before-declaration',
      'function f(n){switch(n){case 1:var x=1;break;case 2:return x}}f(2);',
    ],
    ['a var written before its declaration', 'var-before-declaration', 'function f(){x=1;var x;return x}f();'],
    ['a var counted up before its declaration', 'var-before-declaration', 'function f(){x++;var x=0;return x}f();'],
    [
      'a for-in over a name declared below',
      'var-before-declaration',
      'function f(o){for(k in o);var k;return k}f({});',
    ],
    [
      'a function passed on before its declaration',
      'function-before-declaration',
      'function f(){setTimeout(g,1);function g(){}}f();',
    ],
    [
      'a function declared behind a return',
      'function-before-declaration',
      'function f(){return g();function g(){}}f();',
    ],
    ['new of a function declared below', 'function-before-declaration', 'var a=new F;function F(){}print(a);'],
    ['a function called at once', 'call-before-declaration', '!function(){print(x)}();var x=1;'],
    [
      'a function called through another',
      'call-before-declaration',
      'function f(){return x}function g(){return f()}g();var x=1;',
    ],
    ['a function called by forEach', 'call-before-declaration', '[1].forEach(function(n){x=n});var x;print(x);'],
    [
      'a function called by the one it is passed to',
      'call-before-declaration',
      'function run(f){f()}run(function(){print(x)});var x=1;',
    ],
    ['a function called by .call', 'call-before-declaration', 'function f(){print(x)}f.call(null);var x=1;'],
    ['a method called above what it uses', 'call-before-declaration', 'var a={f:function(){return x}};a.f();var x=1;'],
    ['a function held by a variable', 'call-before-declaration', 'var f=function(){return x};f();var x=1;'],
    ['a function that calls one declared below', 'call-before-declaration', 'function f(){g()}f();function g(){}'],
    ['an assignment to a global that is not declared', 'known-globals', 'function f(){leak=1}f();'],
    ['a helper that is called but not there', 'known-globals', 'var a=__assign({},{});print(a);'],
  ];
  for (const [says, rule, code] of wrong) test(says, () => assert.deepEqual([...new Set(rules(code))], [rule]));
});
