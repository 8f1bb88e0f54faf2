/** Small scripts whose printed output must be the same on the virtual board and on the interpreter. */

/** Scripts that print what they have to say at once. Each is one expression or statement list at global scope. */
export const SNIPPETS: Readonly<Record<string, string>> = {
  // Language: errors
  'an error prints its type twice': 'print(new Error("a"), new TypeError("b"))',
  'an error has a type and a message and no name':
    'try { throw new TypeError("t"); } catch (e) { print(e.type, e.message, e.name); }',
  'an error turns into a string by its type': 'print("" + new Error("x"), new SyntaxError("y").toString())',
  'an error without a message': 'print(new Error().message, new Error().type)',
  'only Error itself is instanceof Error':
    'print(new Error("x") instanceof Error, new TypeError("x") instanceof Error, new TypeError("x") instanceof TypeError)',
  'a thrown string is the string': 'try { throw "s"; } catch (e) { print(typeof e, e); }',
  'InternalError can be constructed':
    'print(new InternalError("i").toString(), new InternalError("i") instanceof InternalError)',
  // Language: arrays
  'split ignores its limit': 'print("a,b,c".split(",", 2), "abc".split(""), "".split(","), "a,b".split())',
  'a method of arrays is not found at the prototype':
    'print(Array.prototype.slice, typeof [].slice, typeof String.prototype.indexOf, typeof Function.prototype.call)',
  'slice.call works from an array': 'print([].slice.call([1, 2, 3], 1))',
  'hasOwnProperty.call works':
    'print(Object.prototype.hasOwnProperty.call({a: 1}, "a"), Object.prototype.hasOwnProperty.call({}, "on"))',
  'sorting and splicing': 'print([3, 1, 2].sort(), [10, 9, 1].sort(), [1, 2, 3].splice(1, 1), [1, 2, 3].reverse())',
  'mapping, filtering, reducing':
    'print([1, 2, 3].map(function (x) { return x * 2; }), [1, 2, 3].filter(function (x) { return x > 1; }), [1, 2, 3].reduce(function (a, b) { return a + b; }))',
  finding:
    'print([1, 2].find(function (x) { return x > 1; }), [1, 2].findIndex(function (x) { return x > 1; }), [1, 2].includes(2), [1, 2].indexOf(3))',
  'joining and concatenating': 'print([null, undefined, 1].join(), [1, 2].concat([3], 4), [1, [2, 3]].toString())',
  'pushing and popping': 'print([1].push(2), [].pop(), [1].shift(), [1].unshift(0), [1, 2, 3].fill(0))',
  'new Array makes holes': 'print(new Array(3), new Array(3).length, new Array(1, 2))',
  'apply takes 256 arguments': 'print(Math.max.apply(null, new Array(256).fill(1)))',
  'apply refuses 257 arguments':
    'try { print(Math.max.apply(null, new Array(257).fill(1))); } catch (e) { print(e.toString()); }',
  'bind and call pass their arguments':
    'print((function (a, b) { return a + b; }).bind(null, 4)(5), (function (a) { return a; }).call(null, 3))',
  // Language: typed arrays
  'slice of a typed array is a plain array':
    'print(Array.isArray(new Uint8Array([1, 2, 3]).slice(1)), new Uint8Array([1, 2, 3]).slice(1))',
  'set clips silently': 'var u = new Uint8Array(2); u.set([1, 2, 3]); print(u); u.set([9], 5); print(u);',
  'writing out of range is ignored': 'var u = new Uint8Array(2); u[5] = 1; print(u[5], u.length);',
  'typed arrays print as constructors':
    'print(new Uint8Array(4), new Uint8Array([1, 2]), new Uint16Array([1, 300]), new Uint8Array([1]).buffer)',
  'typed arrays wrap and share':
    'var b = new ArrayBuffer(4); new Uint8Array(b)[1] = 257; print(new Uint8Array(b), new Uint8Array([1, 2, 3]).subarray(1), new Uint8Array([1, 2]).join())',
  'a float32 keeps 11 digits': 'print(new Float32Array([0.1]))',
  // Language: strings
  'fromCharCode keeps the low byte': 'print(String.fromCharCode(65, 66), String.fromCharCode(256 + 65))',
  'charCodeAt and charAt beyond the end': 'print("abc".charCodeAt(5), "abc".charAt(5) === "", "abc"[5])',
  substrings: 'print("abc".substr(1, 1), "abc".substr(-2), "abc".slice(-2), "abc".substring(2, 0))',
  'searching in strings':
    'print("abc".indexOf("c", 1), "abcabc".lastIndexOf("b"), "abc".startsWith("bc", 1), "abc".endsWith("bc"), "abc".includes("b"))',
  'replacing in strings': 'print("a-b-c".replace("-", "+"), "a-b-c".replace(/-/g, "+"), "a-b-c".replaceAll("-", "+"))',
  'padding, repeating, trimming':
    'print("a".padStart(3, "0"), "a".padEnd(3) + "|", "ab".repeat(2), "\\t x\\n".trim() + "|")',
  'case by ASCII letters': 'print("AbC".toLowerCase(), "aBc".toUpperCase())',
  matching: 'print("abc".match(/z/), /b(.)/.exec("abc")[1], /b/.test("abc"), "a1b2".replace(/[0-9]/g, "#"))',
  'concat takes numbers': 'print("abc".concat("d", 5))',
  'btoa and atob': 'print(btoa("abc\\xff"), atob("YWJj").length, btoa(""))',
  'URI components': 'print(encodeURIComponent("a b/c&d=(~)"), decodeURIComponent("a%20b"))',
  // Language: numbers
  'numbers print with 11 digits': 'print(1 / 3, 0.1 + 0.2, 1e10, 123456789.123, -1.5, 1e-7, 0.000001, 100.000001)',
  'numbers as strings':
    'print(String(1 / 3), (255).toString(16), (5.678).toFixed(2), (5).toFixed(), JSON.stringify(2 / 3), [2 / 3].toString().length > 5)',
  'large and strange numbers': 'print(1e21, 1e100, 1.5e300, NaN, Infinity, -Infinity, -0, 123456789012)',
  'Number of text': 'print(Number(""), Number("x"), Number("12x"), Number(" 5 "), +"5", Number("1e3"))',
  'parsing numbers': 'print(parseInt("12abc"), parseInt("0x1f"), parseInt(""), parseFloat("1.5x"), parseInt("z", 36))',
  'integer arithmetic': 'print(1 << 31, -1 >>> 0, ~~5.7, 5.7 | 0, -5 % 3, 2147483647 + 1, "5" * 2)',
  rounding: 'print(Math.round(2.5), Math.round(-2.5), Math.floor(-1.5), Math.ceil(1.2), Math.sign(-3))',
  'Math of Espruino': 'print(Math.clip(5, 0, 3), Math.wrap(5, 3), Math.wrap(-1, 3), Math.min(), Math.pow(2, 10))',
  'Date.now is fractional':
    'var many = 0, i; for (i = 0; i < 20; i++) if (Date.now() % 1) many++; print(many > 0, typeof Date.now())',
  // JSON in
  'JSON.parse forgives what follows': 'print(JSON.parse("{\\"a\\":1} x"), JSON.parse("1 2"))',
  'JSON.parse forgives trailing commas': 'print(JSON.parse("{\\"a\\":1,}"), JSON.parse("[1,]"))',
  'JSON.parse takes single quotes, comments and octal':
    'print(JSON.parse("{\'a\':1}"), JSON.parse("/*c*/1"), JSON.parse("[010,0x10,.5,1e3,-5]"))',
  'JSON.parse refuses truncated text':
    '["[1,2", "{\\"a\\":1", "{\\"a\\"", "\\"abc", "", "{", "[1,,2]"].forEach(function (t) { try { print(JSON.parse(t)); } catch (e) { print(e.toString()); } })',
  'JSON.parse refuses words':
    '["x", "nul", "undefined", "NaN", "{a:1}", "+5"].forEach(function (t) { try { print(JSON.parse(t)); } catch (e) { print(e.toString()); } })',
  'JSON.parse of undefined': 'try { JSON.parse(undefined); } catch (e) { print(e.toString()); }',
  'JSON.parse finds the first of two equal keys': 'print(JSON.parse("{\\"a\\":1,\\"a\\":2}").a)',
  'JSON.parse of __proto__ sets the prototype':
    'var o = JSON.parse("{\\"__proto__\\":{\\"z\\":5}}"); print(o.z, o.hasOwnProperty("z"))',
  'JSON.parse knows the escapes': 'print(E.toJS(JSON.parse("\\"\\\\n\\\\t\\\\x41\\\\q\\\\/\\\\u0041\\"")))',
  'JSON.parse of nested values':
    'print(JSON.stringify(JSON.parse("{\\"a\\":[1,{\\"b\\":[[]]}],\\"c\\":null,\\"d\\":true}")))',
  // JSON out
  'JSON.stringify escapes bytes': 'print(JSON.stringify("\\x7f\\x80\\xff\\n\\x0b\\x1b\\"\\\\/"))',
  'JSON.stringify ignores the replacer': 'print(JSON.stringify({a: 1}, function () { return 2; }))',
  'JSON.stringify writes undefined in its own way':
    'print(JSON.stringify({a: undefined, b: function () {}, c: [undefined, function () {}], d: null, e: NaN}), JSON.stringify(undefined))',
  'JSON.stringify with a space': 'print(JSON.stringify({a: [1, 2]}, null, 2))',
  'JSON.stringify of dates, arrays and pins':
    'print(JSON.stringify({f: new Date(0), g: new Uint8Array(3), h: D2, i: true}))',
  'JSON.stringify calls toJSON': 'print(JSON.stringify({toJSON: function () { return 5; }}))',
  'JSON.stringify of a cycle': 'var o = {}; o.o = o; print(JSON.stringify(o))',
  'JSON.stringify of numbers': 'print(JSON.stringify([0.1, 1.0, -0, 1e-10, 1e15, 1 / 3]))',
  // Printing
  'objects print over lines': 'print({a: 1, b: "x", c: [1, 2, {d: 1}], g: undefined, h: null})',
  'many numbers break after four': 'print({a: 1, b: 2, c: 3, d: 4, e: 5, f: 6})',
  'arrays print over lines': 'console.log([1, "a"], {"a b": 1}, [], {}, [[1], [2]])',
  'functions print without their names': 'print(function (a, b) {return a}, print)',
  'constructors name their objects': 'function Foo() { this.a = 1; } print(new Foo(), new Date(0), /a/g)',
  'a cycle prints dots': 'var o = {a: 1}; o.o = o; print(o)',
  'strings print bare, and quoted inside': 'print("a", ["b\\n\\x01\\x7f"], "c\\\\")',
  'nothing prints an empty line': 'print(); print("x")',
  'toJS keeps bytes and drops quotes': 'print(E.toJS({a: 1, "b c": [1, undefined], d: "\\x80\\x01\\x0b"}))',
  // Events
  'every object answers on and emit':
    'print(typeof {}.on, typeof (5).on, typeof "a".on, typeof [].emit, "on" in {}, typeof {}.once, typeof {}.clone)',
  'listeners stand in the object':
    'var o = {}; o.on("x", function () {}); print(Object.keys(o), JSON.stringify(o), o.emit("nope"))',
  'bad listeners are refused':
    '[function () { (5).on("z", function () {}); }, function () { ({}).on(5, function () {}); }, function () { ({}).on("q", 5); }, function () { ({}).emit(5); }, function () { ({}).emit("a", 1, 2, 3, 4, 5); }].forEach(function (f) { try { f(); print("fine"); } catch (e) { print(e.toString()); } })',
  // Timers, at once
  'timer ids count from 1 and fill the end':
    'clearTimeout(); var a = [setTimeout(function () {}, 900), setTimeout(function () {}, 900), setInterval(function () {}, 900)]; print(a); clearTimeout(a[1]); print(setTimeout(function () {}, 900)); clearInterval(); print(setTimeout(function () {}, 900)); clearTimeout();',
  'clearTimeout(undefined) throws':
    '[clearTimeout, clearInterval, clearWatch].forEach(function (f) { try { f(undefined); print("fine"); } catch (e) { print(e.toString()); } })',
  'clearing what is not there':
    'print(clearTimeout(99)); try { changeInterval(55, 1); } catch (e) { print(e.toString()); } try { setTimeout(); } catch (e) { print(e.toString()); }',
  // Pins
  'pins by number, name and object':
    'print(D2, D2 == 2, D2 + 1, D2.toString(), JSON.stringify([D2]), new Pin(5), Pin(5), D2 instanceof Pin)',
  'a bad pin throws':
    '[100, "X", undefined, -1].forEach(function (p) { try { digitalWrite(p, 1); print("fine"); } catch (e) { print(e.toString()); } })',
  'pin modes':
    'pinMode(D2, "output"); print(getPinMode(D2)); D2.mode("input_pullup"); print(D2.getMode()); try { pinMode(D2, "foo"); } catch (e) { print(e.toString()); } pinMode(D2);',
  'an output is read back':
    'pinMode(4, "output"); digitalWrite(4, 1); print(digitalRead(4), D4.read()); D4.reset(); print(digitalRead(4), D4.toggle(), digitalRead(4)); pinMode(4);',
  'a mode that is given back stays until the next access':
    'pinMode(17, "output"); digitalWrite(17, 1); pinMode(17); print(getPinMode(17), digitalRead(17), getPinMode(17))',
  'PWM leaves the mode alone and the pin deaf, until it has a mode anew':
    'pinMode(18, "output"); analogWrite(18, 1); print(getPinMode(18), digitalRead(18)); digitalWrite(18, 1); print(digitalRead(18)); pinMode(18, "output"); print(digitalRead(18)); pinMode(18);',
  'PWM has three channels with a frequency of their own':
    '[19, 21, 22, 23].forEach(function (p) { analogWrite(p, 0.5, { freq: 60 }); }); print("done")',
  'a watch makes its pin an input with a pull-up, whatever its mode says':
    'pinMode(32, "output"); digitalWrite(32, 0); var w = setWatch(function () {}, 32, true); print(getPinMode(32), digitalRead(32)); pinMode(32, "input_pulldown"); print(digitalRead(32)); clearWatch(w); pinMode(32);',
  'a pulse takes no time that is none':
    '[-1, undefined, NaN].forEach(function (t) { try { digitalPulse(33, 1, t); } catch (e) { print(e.toString()); } }); print(digitalPulse(33, 1, [1, -2]))',
  'analogRead is NaN where there is no ADC, and less than 1 where there is': 'print(analogRead(4), analogRead(35))',
  'reading takes an automatic output back': 'digitalWrite(5, 1); print(digitalRead(5), getPinMode(5))',
  'pins in arrays, the last the lowest bit':
    'pinMode(4, "output"); pinMode(16, "output"); digitalWrite([4, 16], 2); print(digitalRead(4), digitalRead(16), digitalRead([4, 16])); pinMode(4); pinMode(16);',
  // Modules, E, process
  'an unknown module':
    'try { require("Wifi"); } catch (e) { print(e.toString()); } try { require("nope"); } catch (e) { print(e.toString()); }',
  digests:
    'var c = require("crypto"); ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"].forEach(function (n) { var h = c[n]("abc"); print(n, h instanceof ArrayBuffer, h.byteLength, btoa(E.toString(h))); })',
  'digests of bytes':
    'print(btoa(require("crypto").SHA256(new Uint8Array([0, 255]))), btoa(require("crypto").SHA1("\\x00\\xff")))',
  'E.toString takes anything of bytes':
    'print(E.toString([65, 66]), E.toString("a", [66, 67], new Uint8Array([68])), E.toString({data: "x", count: 3}), E.toUint8Array("abc"), E.toArrayBuffer("ab"))',
  'E counts and clips':
    'print(E.clip(5, 0, 3), E.sum([1, 2, 3]), E.reverseByte(1), E.CRC32("abc"), E.lookupNoCase({Ab: 1}, "aB"))',
  'Storage writes and reads':
    'var s = require("Storage"); print(s.write("t1", "hello"), s.read("t1"), s.read("t1", 1, 3), s.read("nope")); print(s.erase("t1"), s.read("t1"))',
  'Storage keeps JSON':
    'var s = require("Storage"); print(s.writeJSON("t2", {x: [1, "\\xff"]}), s.read("t2"), s.readJSON("t2").x[0], s.readJSON("nope")); s.erase("t2");',
  'Storage.readJSON of rubbish':
    'var s = require("Storage"); s.write("t3", "hello"); print(s.readJSON("t3", true)); try { s.readJSON("t3"); } catch (e) { print(e.toString()); } s.erase("t3");',
  'Storage takes bytes and objects':
    'var s = require("Storage"); s.write("t4", new Uint8Array([1, 2])); s.write("t5", {a: 1}); print(E.toJS(s.read("t4")), s.read("t5"), s.readArrayBuffer("t4")); s.erase("t4"); s.erase("t5");',
  'Storage writes in pieces':
    'var s = require("Storage"); print(s.write("t6", "abc", 0, 10), E.toJS(s.read("t6")), s.write("t6", "de", 3), E.toJS(s.read("t6"))); try { s.write("t7", "x", 1, 5); } catch (e) { print(e.toString()); } s.erase("t6");',
  'Storage has no empty files':
    'var s = require("Storage"); try { s.write("t8", ""); } catch (e) { print(e.toString()); } print(s.read("t8"));',
  'Storage cuts long names and loses the empty one':
    'var s = require("Storage"); s.write("t234567890123456789012345678x", "1"); s.write("", "1"); print(s.list(/^t/)); s.erase("t234567890123456789012345678");',
  dates:
    'var d = new Date("2020-01-02T03:04:05Z"); print(d.getTime(), d.toISOString(), d.getDay(), d.getHours(), d.toString(), new Date(1.5).getTime(), new Date(2020, 1, 3).getTime())',
  'dates are set part by part':
    'var d = new Date(0); d.setHours(25, 5); print(d.getTime()); d.setMonth(1); d.setDate(3); d.setFullYear(2021); d.setMilliseconds(7); print(d.getTime(), d.getMonth(), d.getMilliseconds()); d.setTime(5); print(d.valueOf(), d.getTimezoneOffset(), d.toUTCString(), d.toLocalISOString());',
  'a time zone moves dates and their text':
    'E.setTimeZone(2); print(new Date(0).toString(), new Date(0).getHours(), new Date(1970, 0, 1).getTime(), new Date(0).toISOString()); E.setTimeZone(0);',
  'Storage lists and counts':
    'var s = require("Storage"), a = s.getFree(); s.write("ta", "1234"); s.write("tb", "12345"); print(s.list(/^t[ab]/), a - s.getFree(), s.getStats().fileCount > 1); s.erase("ta"); s.erase("tb");',
  'dates of strange arguments':
    'print(new Date("x").getTime(), typeof Date(), "" + new Date(0)); try { new Date(undefined); } catch (e) { print(e.toString()); }',
  'net.connect refuses what is no options':
    'var n = require("net"); print(n.connect(5)); print(n.connect({port: 1}, 5));',
  'a refused connection throws':
    'try { require("net").connect({host: "127.0.0.1", port: 1}); } catch (e) { print(e.toString()); }',
  'an unknown host throws':
    'try { require("net").connect({host: "no.such.host.invalid", port: 1}); } catch (e) { print(e.toString()); }',
};

/** Scripts that go on by themselves and print END when they are through. */
export const GOING_ON: Readonly<Record<string, string>> = {
  'emit is queued, and an event without a listener is dropped':
    'var o = {}; o.emit("x", "lost"); o.on("x", function (a) { print("got", a, this === o); }); o.emit("x", 1); print("first"); o.emit("x", 2); setTimeout(function () { print("END"); }, 200);',
  'a listener added while an event is queued misses it':
    'var o = {}; o.on("x", function () { print("a"); }); o.emit("x"); o.on("x", function () { print("b"); }); setTimeout(function () { print("END"); }, 200);',
  'the next listener is called though the one before removes it, and the walk ends there':
    'var o = {}, f = function () { print("removed"); }; o.on("x", function () { o.removeListener("x", f); print("one"); }); o.on("x", f); o.on("x", function () { print("three"); }); o.emit("x"); setTimeout(function () { print("END"); }, 200);',
  removeAllListeners:
    'var o = {}; o.on("x", function () { print("x"); }); o.on("y", function () { print("y"); }); o.removeAllListeners("x"); o.emit("x"); o.emit("y"); setTimeout(function () { o.removeAllListeners(); print(Object.keys(o)); print("END"); }, 200);',
  'prependListener and stopEventPropagation':
    'var o = {}; o.on("x", function () { print("b"); }); o.prependListener("x", function () { print("a"); E.stopEventPropagation(); }); o.emit("x"); setTimeout(function () { print("END"); }, 200);',
  'timers run in order, with their arguments':
    'setTimeout(function (x, y) { print("a", x, y, this === global); }, 5, 1, 2); setTimeout("print(\'text\')", 15); setTimeout(function () { print("END"); }, 200); print("now");',
  'an interval clears itself':
    'var n = 0, i = setInterval(function () { print(++n); if (n === 3) { clearInterval(i); print("END"); } }, 5);',
  'changeInterval takes effect at once':
    'var i = setInterval(function () { print("tick"); clearInterval(i); print("END"); }, 60000); changeInterval(i, 5);',
  'clearTimeout without arguments ends every timer':
    'setTimeout(function () { print("never"); }, 5); setInterval(function () { print("never"); }, 5); clearTimeout(); setTimeout(function () { print("END"); }, 200);',
  'uncaughtException is told, and the board goes on':
    'process.on("uncaughtException", function (e) { print("told", typeof e === "string" ? e : e.toString()); }); setTimeout(function () { setTimeout(function () { setTimeout(function () { process.removeAllListeners("uncaughtException"); print("END"); }, 200); throw "text"; }, 5); throw new Error("boom"); }, 1);',
  'a thrown string is reported, and the board goes on':
    'setTimeout(function () { setTimeout(function () { print("END"); }, 200); throw "thrown"; }, 1);',
  'a promise of a promise is its value':
    'Promise.resolve(Promise.resolve(9)).then(function (v) { print("flat", v); setTimeout(function () { print("END"); }, 200); });',
  'a promise calls back after the script':
    'Promise.resolve(5).then(function (v) { print("then", v); return v + 1; }).then(function (v) { print("then", v); }); new Promise(function (y, n) { n("no"); }).catch(function (e) { print("caught", e); }); Promise.all([1, Promise.resolve(2)]).then(function (a) { print(a); }); print("sync"); setTimeout(function () { print("END"); }, 200);',
};

/** Scripts that talk to a peer on a port: it echoes what it gets, closes at "bye", is silent at what starts with "-". */
export const NETWORKED: Readonly<Record<string, (port: number) => string>> = {
  'a write before the connection is told as drain, connect, drain': (port) =>
    `var c = require("net").connect({host: "127.0.0.1", port: ${port}});
     ["connect", "drain", "end", "close", "error"].forEach(function (n) { c.on(n, function (a) { print(n, a === c, this === c); }); });
     print("write", c.write("-no answer")); setTimeout(function () { print("END"); }, 200);`,
  'connect, data, end, close': (port) =>
    `var c = require("net").connect({host: "127.0.0.1", port: ${port}});
     ["connect", "end", "close", "error"].forEach(function (n) { c.on(n, function (a) { print(n, a === c ? "self" : a, this === c); }); });
     c.on("data", function (d) { print("data", d.length); if (d === "hi") c.write("bye"); });
     c.on("connect", function () { print("write", c.write("hi")); });
     c.on("close", function () { print("END"); });`,
  'data comes in pieces of 536': (port) =>
    `var sizes = [], c = require("net").connect({host: "127.0.0.1", port: ${port}}, function (s) {
       print(s === c); c.write(new Array(1201).join("x")); });
     c.on("data", function (d) { sizes.push(d.length); if (E.sum(sizes) === 1200) { print(Math.max.apply(null, sizes)); c.end(); } });
     c.on("close", function (e) { print("close", e); print("END"); });`,
  'what is no string is written as its text': (port) =>
    `var got = "", c = require("net").connect({host: "127.0.0.1", port: ${port}});
     c.write(new Uint8Array([65, 66])); c.write(5); c.write({a: 1}); c.write(); c.write([1, [2]]);
     c.on("data", function (d) { got += d; if (got.length >= 24) { print(got); c.end(); } });
     c.on("close", function () { print("END"); });`,
  'every byte comes back': (port) =>
    `var all = "", got = "", i, c = require("net").connect({port: ${port}});
     for (i = 0; i < 256; i++) all += String.fromCharCode(i);
     c.write(all);
     c.on("data", function (d) { got += d; if (got.length === 256) { print(got === all); c.end(); } });
     c.on("close", function () { print("END"); });`,
  'writing after end throws': (port) =>
    `var c = require("net").connect({port: ${port}});
     c.on("close", function (e) { print("close", e);
       try { c.write("x"); } catch (e) { print(e.toString()); } print(c.end()); print("END"); });
     c.write("last"); c.end("!");
     try { c.write("x"); print("fine"); } catch (e) { print(e.toString()); }`,
  'end without data closes at once': (port) =>
    `var c = require("net").connect({port: ${port}}); ["connect", "drain", "end"].forEach(function (n) { c.on(n, function () { print(n); }); });
     c.on("close", function (e) { print("close", e); print("END"); }); c.end();`,
  'data waits for read and for a late listener': (port) =>
    `var c = require("net").connect({port: ${port}}); c.write("abcdef");
     function poll() { if (c.available() < 6) return setTimeout(poll, 5);
       print(c.read(2), c.available()); c.on("data", function (d) { print("late", d); c.end(); }); }
     c.on("close", function () { print("END"); }); poll();`,
};
