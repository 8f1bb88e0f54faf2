// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* Stored as .boot0 before the script that is measured: a scripted server in place of the interpreter's network, so that
   nothing waits and two runs cost the same. What to do stands in the file ask.json; see run.ts. */
echo(0);
(function () {
  var ask = JSON.parse(require('fs').readFileSync('ask.json'));
  var turns = {};
  var result = {};
  var socket;
  var ballast;
  var level = 0;
  var made = 0;
  var until = 0;
  var wrote = 0;
  var wrong = 0;
  var looks = 0;
  var fresh = 0;
  var last = ask.reply;
  var then;

  /* Pins that are kept in memory: the same for every script, and no pin of this computer moves. */
  global.digitalWrite = function (pin, value) {
    level = value;
  };
  global.digitalRead = function () {
    return level;
  };
  global.pinMode = global.analogWrite = function () {};

  function use() {
    return process.memory().usage;
  }
  function deeper() {
    return use();
  }
  function end(why) {
    ballast = 0;
    result.why = why;
    result.calls = made;
    result.answers = wrote;
    result.wrong = wrong;
    result.total = process.memory().total;
    print('\x01' + JSON.stringify(result));
    quit();
  }
  function message() {
    var n = made++;
    var id = ask.ids[0] + (n % ask.ids[1]);
    var text = ask.heads[fresh] + (ask.messages[0] + (n % ask.messages[1])) + ask.id + id + ask.rests[fresh];
    return text + (fresh ? 100000 + n : '') + ask.params + (n & 1) + ask.tail;
  }
  /* One call a turn: its answer must be out before the next. */
  function turn() {
    socket.emit('drain');
    if (wrote < made && !ask.silent) {
      if (++looks > 100) return end('not answered');
      return setTimeout(turn, 2);
    }
    looks = 0;
    if (made && last.indexOf('"code":200') < 0) wrong++;
    if (made >= until) return then();
    socket.emit('data', message());
    // Behind what the script itself may emit when it has taken the packet.
    turns.emit('next');
  }
  function calls(count, next) {
    until = made + count;
    then = next;
    turn();
  }
  /* Leaves `ask.free` variables, the request's own among them, and sees whether one more call is answered. */
  function squeeze() {
    var text, before, more, total;
    // Nothing of the calls before is the server's.
    then = 0;
    last = '';
    result.rest = use();
    total = process.memory().total;
    fresh = ask.last;
    setTimeout(function () {
      ballast = 0;
      // A build for Linux may take more from the system where a board has none left.
      result.grown = process.memory().total > total;
      if (last.indexOf('"code":200') < 0) wrong++;
      end('done');
    }, 20);
    before = use();
    text = message();
    before = use() - before;
    ballast = [];
    // Long strings first, of which nobody knows how much they take, then one by one.
    while ((more = total - use() - ask.free + before) > 99) ballast.push(new Array(more * 6).join('.'));
    while (more-- > 0) ballast.push(0);
    // What this function and the one that counts hold themselves is free again during the call.
    result.free = total - use() + before + 2 * (deeper() - use());
    socket.emit('data', text);
  }
  function subscribed() {
    last = '';
    result.subscribed = use();
    last = ask.reply;
    calls(ask.warm, function () {
      fresh = ask.kind;
      calls(ask.calls, function () {
        if (ask.free < 0) end('done');
        else setTimeout(squeeze, 1);
      });
    });
  }
  function say(bytes) {
    setTimeout(function () {
      socket.emit('data', bytes);
    }, 1);
  }
  function control(packet) {
    var at = packet.charCodeAt(1) > 127 ? 3 : 2;
    var codes = '';
    var from = at + 2;
    if (packet.charCodeAt(0) >> 4 === 1) return say('\x20\x02\x00\x00');
    if (packet.charCodeAt(0) >> 4 !== 8) return;
    while (from < packet.length) {
      codes += '\x00';
      from += 3 + packet.charCodeAt(from) * 256 + packet.charCodeAt(from + 1);
    }
    say('\x90' + String.fromCharCode(2 + codes.length) + packet.substr(at, 2) + codes);
    setTimeout(subscribed, 50);
  }
  function write(packet) {
    if (packet[0] === '0' || packet[0] === '1') {
      wrote++;
      last = packet;
    } else control(packet);
    return false;
  }
  function connect(options, connected) {
    // Its members are those of a socket of the interpreter.
    socket = { type: 0, opt: options, sckt: 0, dSnd: '', conn: true, hdrs: true, dRcv: 0, write: write };
    socket.end = function () {};
    setTimeout(function () {
      if (connected) connected(socket);
      else socket.emit('connect', socket);
    }, 1);
    return socket;
  }
  // The module's own function does not see what stands here, and an empty one is none.
  Modules.addCached('net', function () {
    exports.connect = 0;
  });
  require('net').connect = connect;
  turns.on('next', function () {
    turns.emit('turn');
  });
  turns.on('turn', turn);
  setTimeout(function () {
    result.loaded = use();
    if (ask.only) end('done');
  }, 0);
  setTimeout(function () {
    if (!result.subscribed) end('not subscribed');
  }, ask.patience);
})();
