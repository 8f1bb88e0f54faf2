// For each rule of the checker: a text that breaks it, and a twin that does the same in a way Espruino runs.

/** One rule's samples. */
export interface Sample {
  readonly rule: string;
  /** What the bad text does, to tell samples of one rule apart. */
  readonly does: string;
  /** Breaks the rule, and no other. */
  readonly bad: string;
  /** Breaks none, and prints the same on Node and on Espruino. */
  readonly good: string;
  /** Set where Espruino runs the bad text as Node does: the rule stands for another reason, given here. */
  readonly agrees?: string;
}

const sample = (rule: string, does: string, bad: string, good: string, agrees?: string): Sample =>
  agrees === undefined ? { rule, does, bad, good } : { rule, does, bad, good, agrees };

export const SAMPLES: readonly Sample[] = [
  sample(
    'function-before-declaration',
    'calls a function above its declaration',
    'function f(){return g();function g(){return 1}}print(f());',
    'function f(){function g(){return 1}return g()}print(f());',
  ),
  sample(
    'function-before-declaration',
    'calls a function of the program above its declaration',
    'f();function f(){print("f")}',
    'function f(){print("f")}f();',
  ),
  sample(
    'var-before-declaration',
    'reads an inner variable above its var',
    'var x=1;(function(){var y=x;var x=2;print(y)})();',
    'var x=1;(function(){var x;var y=x;x=2;print(y)})();',
  ),
  sample(
    'var-before-declaration',
    'assigns to a variable whose var stands in a branch not taken',
    'var x=1;function f(c){if(c){var x=5}x=7;return x}f(0);print(x);',
    'var x=1;function f(c){var x;if(c){x=5}x=7;return x}f(0);print(x);',
  ),
  sample(
    'var-before-declaration',
    'reads a variable declared in the body of a loop that did not run',
    'var q=1;function f(n){for(;n>0;n--){var q=n}return q}print(f(0));',
    'var q=1;function f(n){var q;for(;n>0;n--){q=n}return q}print(f(0));',
  ),
  sample(
    'var-before-declaration',
    'reads a variable declared in one case of a switch',
    'var q=1;function f(n){switch(n){case 1:var q=n;break;case 2:n=3}return q}print(f(2));',
    'var q=1;function f(n){var q;switch(n){case 1:q=n;break;case 2:n=3}return q}print(f(2));',
  ),
  sample(
    'var-before-declaration',
    'reads a variable declared late in a try that failed',
    'var q=1;function f(){try{null.x;var q=2}catch(e){}return q}print(f());',
    'var q=1;function f(){var q;try{null.x;q=2}catch(e){}return q}print(f());',
  ),
  sample(
    'var-before-declaration',
    'skips a var by continue',
    'var q=1;function f(){for(var i=0;i<1;i++){if(!i)continue;var q=2}return q}print(f());',
    'var q=1;function f(){var q;for(var i=0;i<1;i++){if(!i)continue;q=2}return q}print(f());',
  ),
  sample(
    'call-before-declaration',
    'calls a function that uses a variable declared further down',
    'var x=1;(function(){function f(){return x}print(f());var x=2})();',
    'var x=1;(function(){function f(){return x}var x=2;print(f())})();',
  ),
  sample(
    'var-in-branch',
    'lets a function use a variable of a branch',
    'var x=1;function f(c){if(c){var x=2}return function(){return typeof x}}print(f(0)());',
    'var x=1;function f(c){var x;if(c){x=2}return function(){return typeof x}}print(f(0)());',
  ),
  sample(
    'redeclared-function',
    "declares a function of a variable's name",
    'var f=1;function f(){}print(typeof f);',
    'var f=1;function g(){}print(typeof f);',
  ),
  sample(
    'no-function-in-block',
    'declares a function in a loop',
    'var l=[];for(var i=0;i<2;i++){function g(){}l.push(g)}print(l[0]===l[1]);',
    'var l=[];for(var i=0;i<2;i++){var g=function(){};l.push(g)}print(l[0]===l[1]);',
  ),
  sample('known-globals', 'reads a global that is not there', 'print(typeof new Map());', 'print(typeof {});'),
  sample('no-missing-statics', 'calls Math.trunc', 'print(Math.trunc(-1.5));', 'print(Math.ceil(-1.5));'),
  sample('no-missing-methods', 'calls flat', 'print([1,[2]].flat().length);', 'print([].concat(1,[2]).length);'),
  sample(
    'no-missing-methods',
    'calls lastIndexOf, which only strings have',
    'print([1,2,1].lastIndexOf(1));',
    'print(("12"+1).lastIndexOf("1"));',
  ),
  sample(
    'no-helpers',
    "contains a helper of TypeScript's",
    'var __extends=function(d,b){d.prototype=b};print(typeof __extends);',
    'var inherit=function(d,b){d.prototype=b};print(typeof inherit);',
    'the helper itself fails only for some of its arguments',
  ),
  sample(
    'no-builtin-prototype',
    'borrows a method from Array.prototype',
    'print(Array.prototype.slice.call([1,2,3],1).join());',
    'print([].slice.call([1,2,3],1).join());',
  ),
  sample(
    'no-length-assignment',
    'cuts an array by its length',
    'var a=[1,2];a.length=1;print(a.join());',
    'var a=[1,2];a.splice(1);print(a.join());',
  ),
  sample(
    'no-arguments-length',
    'counts its arguments',
    'function f(a,b){return arguments.length}print(f(1));',
    'function f(a,b){return b===undefined?1:2}print(f(1));',
  ),
  sample(
    'call-arguments',
    'splits with a limit',
    'print("a,b,c".split(",",2).length);',
    'print("a,b,c".split(",").slice(0,2).length);',
  ),
  sample(
    'call-arguments',
    'stringifies with a replacer',
    'print(JSON.stringify({a:1,b:2},["a"]));',
    'print(JSON.stringify({a:1}));',
  ),
  sample(
    'call-arguments',
    'parses with a reviver',
    'print(JSON.parse("1",function(){return 2}));',
    'print(JSON.parse("2"));',
  ),
  sample(
    'call-arguments',
    'clears an undefined timer',
    'clearTimeout(void 0);print("on");',
    'var t;t&&clearTimeout(t);print("on");',
  ),
  sample(
    'call-arguments',
    'clears every timer unawares',
    'setTimeout(function(){print("rang")},1);clearTimeout();',
    'var t=setTimeout(function(){},1);clearTimeout(t);print("cleared");',
  ),
  sample(
    'no-parenthesised-method',
    'calls a method in parentheses',
    'var o={v:3,f:function(){return this&&this.v}};print((o.f)());',
    'var o={v:3,f:function(){return this&&this.v}};print(o.f());',
  ),
  sample('regexp', 'counts', 'print(/^a{2}$/.test("aa"));', 'print(/^aa$/.test("aa"));'),
  sample('regexp', 'has an optional character', 'print(/^ab?$/.test("a"));', 'print(/^a$|^ab$/.test("a"));'),
  sample('regexp', 'is not greedy', 'print(/a+?b/.test("aab"));', 'print(/a+b/.test("aab"));'),
  sample('regexp', 'groups without capture', 'print(/(?:a)b/.test("ab"));', 'print(/(a)b/.test("ab"));'),
  sample('regexp', 'looks ahead', 'print(/a(?=b)/.test("ab"));', 'print(/ab/.test("ab"));'),
  sample('regexp', 'has a word boundary', 'print(/\\bb/.test("a b"));', 'print(/ b/.test("a b"));'),
  sample('regexp', 'repeats a group', 'print(/^(ab)*$/.test("abab"));', 'print(/^abab$/.test("abab"));'),
  sample('regexp', 'chooses within a group', 'print(/(a|b)c/.exec("ac")[1]);', 'print(/([ab])c/.exec("ac")[1]);'),
  sample(
    'regexp',
    'has a choice behind one that begins with ^',
    'print(/^a|b/.test("cb"));',
    'print(/b|^a/.test("cb"));',
  ),
  sample(
    'regexp',
    'nests groups',
    'print(/((a)b)/.exec("ab").slice(1).join());',
    'print(/(a)b/.exec("ab").slice(1).join());',
  ),
  sample('regexp', 'refers back', 'print(/(a)\\1/.test("aa"));', 'print(/(a)a/.test("aa"));'),
  sample('regexp', 'escapes by \\u', 'print(/\\u0041/.test("A"));', 'print(/\\x41/.test("A"));'),
  sample('regexp', 'goes line by line', 'print(/^b/m.test("a\\nb"));', 'print(/\\nb/.test("a\\nb"));'),
  sample(
    'regexp',
    'is made from a text',
    'print(new RegExp("^a{2}$").test("aa"));',
    'print(new RegExp("^aa$").test("aa"));',
  ),
  sample(
    'regexp-lexed',
    'stands right after a parenthesis',
    'function f(x){if(x)/a/.test(x)&&print("a")}f("a");',
    'function f(x){var r=/a/;if(x)r.test(x)&&print("a")}f("a");',
  ),
  sample('regexp-lexed', 'has a slash in a class', 'print(/[/]/.test("/"));', 'print(/[\\/]/.test("/"));'),
  sample(
    'no-labels',
    'leaves two loops',
    'a:for(;;)for(;;)break a;print("out");',
    'var on=1;for(;on;)for(;on;)on=0;print("out");',
  ),
  sample(
    'default-last',
    'has default first',
    'switch(1){default:print("d");break;case 1:print(1)}',
    'switch(1){case 1:print(1);break;default:print("d")}',
  ),
  sample('no-case-sequence', 'has a comma in a case', 'switch(1){case 0,1:print(1)}', 'switch(1){case 1:print(1)}'),
  sample('no-with-or-debugger', 'says with', 'with({x:2})print(typeof x);', 'var o={x:2};print(typeof o.x);'),
  sample('no-with-or-debugger', 'says debugger', 'debugger;print("on");', 'print("on");'),
  sample(
    'no-in-in-for-init',
    'asks with in at the start of a for',
    'for(var i=("a"in{a:1})?0:5;i<1;i++)print(i);',
    'var k="a"in{a:1};for(var i=k?0:5;i<1;i++)print(i);',
  ),
  sample(
    'no-bare-return',
    'returns nothing by a line end',
    'function f(){return\n5}print(f());',
    'function f(){return;\n5}print(f());',
  ),
  sample(
    'no-leading-update',
    'increments on a line of its own',
    'var a=1,b=1\na\n++b\nprint(a,b);',
    'var a=1,b=1\na;\n++b\nprint(a,b);',
  ),
  sample(
    'no-string-first',
    'compares with a string after a branch not taken',
    'function f(x){if(!x){print("none")}"a"==x&&print("a")}f("a");',
    'function f(x){if(!x){print("none")}x=="a"&&print("a")}f("a");',
  ),
  sample(
    'no-string-first',
    'compares with a string after a catch not entered',
    'function f(x){try{x+=""}catch(e){}"a"==x&&print("a")}f("a");',
    'function f(x){try{x+=""}catch(e){}x=="a"&&print("a")}f("a");',
  ),
  sample('names', 'has a variable of a reserved name', 'var of=1;print(of);', 'var ofx=1;print(ofx);'),
  sample(
    'names',
    'has a parameter named undefined',
    '(function(undefined){print("in")})();',
    '(function(u){print("in")})();',
  ),
  sample(
    'names',
    'has a name longer than a token',
    `var ${'a'.repeat(64)}x=1,${'a'.repeat(64)}y=2;print(${'a'.repeat(64)}x);`,
    `var ${'a'.repeat(62)}x=1,${'a'.repeat(62)}y=2;print(${'a'.repeat(62)}x);`,
  ),
  sample(
    'ascii',
    'has a letter beyond ASCII',
    'print("\u00e9".length);',
    'print("\\xe9".length);',
    "an interpreter built with unicode reads UTF-8; the ESP32's reads bytes",
  ),
  sample(
    'byte-strings',
    'has a character beyond a byte',
    'print("\\u4e2d".charCodeAt(0)<256);',
    'print("\\x2d".charCodeAt(0)<256);',
    "an interpreter built with unicode keeps the character; the ESP32's cuts it",
  ),
];
