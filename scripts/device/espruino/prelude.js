// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* Runs before the bundle on an interpreter without pins (Linux): keeps levels in memory, prints each change of an
   output as a marked line, and answers the runner. Stored as .boot0, which the interpreter runs at every boot. */
echo(0);
print('\x01BOOT');
global.__board = (function () {
  var say = print,
    quote = JSON.stringify,
    toJS = E.toJS,
    now = getTime,
    later = setTimeout,
    cancel = clearTimeout;
  var start = now(),
    pins = [],
    watches = {},
    lastWatch = 0,
    board = {},
    i;

  /* Lines of code come through a socket: typed input and the main loop race in the interpreter's Linux build. A
     listener that is a string runs at global scope, as typed code does. */
  var rest = '';
  require('net')
    .connect({ host: '127.0.0.1', port: PORT })
    .on('data', function (data) {
      var end;
      rest += data;
      while ((end = rest.indexOf('\n')) >= 0) {
        board.removeAllListeners('ask');
        board.on('ask', rest.substr(0, end));
        board.emit('ask');
        rest = rest.substr(end + 1);
      }
    });
  board.ok = function (id, value) {
    say('\x01OK', id, quote(value === undefined ? 'undefined' : toJS(value)));
  };
  board.no = function (id, error) {
    say('\x01NO', id, quote('' + error));
  };
  /* SIMULATED: what follows replaces the pin functions */
  /* The boot turns weak pull-ups on. */
  var pulled = [0, 12, 13, 14, 15, 18, 19, 21, 22, 25, 26, 27];
  for (i = 0; i < 40; i++)
    pins.push({
      mode: pulled.indexOf(i) < 0 ? 'input' : 'input_pullup',
      manual: false,
      latch: 0,
      driven: undefined,
      analog: 0,
    });
  var number = function (pin) {
    var n = -1;
    if (typeof pin === 'number') n = 0 + Math.floor(pin);
    else if (pin === 'LED1') n = 2;
    else if (pin === 'BTN1') n = 0;
    else if (typeof pin === 'string' && pin[0] === 'D') n = parseInt(pin.substr(1));
    if (!(n >= 0 && n < 40)) throw new Error('Invalid pin');
    return n;
  };
  var isOutput = function (n) {
    var mode = pins[n].mode;
    return n < 34 && (mode === 'output' || mode === 'af_output' || mode === 'opendrain');
  };
  var level = function (n) {
    var p = pins[n];
    if (isOutput(n)) return p.mode === 'opendrain' && p.latch ? (p.driven === undefined ? 1 : p.driven) : p.latch;
    if (p.driven !== undefined) return p.driven;
    return n === 0 || (n < 34 && p.mode === 'input_pullup') ? 1 : 0;
  };
  /* D0 is wired to a button that shorts to ground, and negated. */
  var seen = function (n, value) {
    return n === 0 ? 1 - value : value;
  };
  var tell = function (n, value) {
    say('\x01PIN', n, value, Math.round((now() - start) * 1000));
  };
  var fire = function (id, state, time) {
    var w = watches[id],
      event = { state: state, lastTime: w.lastTime, time: time, pin: global['D' + w.pin] };
    w.lastTime = time;
    w.state = state;
    if (w.edge && state !== w.edge > 0) return;
    if (!w.repeat) delete watches[id];
    later(w.callback, 0, event);
  };
  var settle = function (id, state) {
    var w = watches[id];
    if (w.timer) cancel(w.timer);
    w.timer = later(function () {
      w.timer = 0;
      if (watches[id] === w && w.state !== state) fire(id, state, now() - w.debounce / 1000);
    }, w.debounce);
  };
  var edge = function (n, value) {
    var state = seen(n, value) === 1,
      ids = Object.keys(watches),
      k,
      w;
    for (k = 0; k < ids.length; k++) {
      w = watches[ids[k]];
      if (!w || w.pin !== n) continue;
      if (w.debounce > 0) settle(ids[k], state);
      else fire(ids[k], state, now());
    }
  };
  var apply = function (n, change) {
    var before = level(n),
      drove = isOutput(n),
      p = pins[n],
      duty = p.duty,
      after;
    change(p);
    after = level(n);
    if (p.duty !== undefined) {
      if (p.duty !== duty) tell(n, p.duty);
    } else if (isOutput(n) && (after !== before || !drove || duty !== undefined)) tell(n, after);
    if (after !== before) edge(n, after);
  };
  var write = function (n, value) {
    apply(n, function (p) {
      p.latch = seen(n, value ? 1 : 0);
      p.duty = undefined;
      if (!p.manual || p.mode === 'af_output') p.mode = 'output';
    });
  };
  var read = function (n) {
    if (!pins[n].manual && pins[n].mode !== 'input')
      apply(n, function (p) {
        p.mode = 'input';
        p.duty = undefined;
      });
    return seen(n, level(n));
  };
  var setMode = function (n, mode, automatic) {
    var modes = ['analog', 'input', 'input_pullup', 'input_pulldown', 'output', 'opendrain', 'af_output'];
    var auto = mode === undefined || mode === 'auto';
    if (!auto && modes.indexOf(mode) < 0) throw new Error('Unknown pin mode');
    apply(n, function (p) {
      p.mode = auto ? 'input' : mode;
      p.manual = !auto && !automatic;
      if (mode !== 'af_output') p.duty = undefined;
    });
  };
  var setDuty = function (n, value) {
    apply(n, function (p) {
      p.mode = 'af_output';
      p.duty = Math.clip(n === 0 ? 1 - value : value, 0, 1);
      p.latch = p.duty >= 0.5 ? 1 : 0;
    });
  };
  var pulse = function (n, value, times) {
    var at = 0,
      state = !!value;
    write(n, state);
    (Array.isArray(times) ? times : [times]).forEach(function (ms) {
      var next;
      at += ms;
      state = !state;
      next = state;
      later(function () {
        write(n, next);
      }, at);
    });
  };
  var analog = function (n) {
    return n >= 32 ? pins[n].analog : NaN;
  };

  global.digitalWrite = function (pin, value) {
    var k;
    if (Array.isArray(pin)) for (k = 0; k < pin.length; k++) write(number(pin[pin.length - 1 - k]), (value >> k) & 1);
    else write(number(pin), value);
  };
  global.digitalRead = function (pin) {
    var value = 0,
      k;
    if (!Array.isArray(pin)) return read(number(pin));
    for (k = 0; k < pin.length; k++) value |= read(number(pin[pin.length - 1 - k])) << k;
    return value;
  };
  global.digitalPulse = function (pin, value, times) {
    pulse(number(pin), value, times);
  };
  global.analogWrite = function (pin, value) {
    setDuty(number(pin), value);
  };
  global.analogRead = function (pin) {
    return analog(number(pin));
  };
  global.pinMode = function (pin, mode, automatic) {
    setMode(number(pin), mode, automatic);
  };
  global.getPinMode = function (pin) {
    return pins[number(pin)].mode;
  };
  global.setWatch = function (callback, pin, how) {
    var n,
      options = typeof how === 'object' && how ? how : { repeat: how },
      e,
      w,
      d;
    try {
      n = number(pin);
    } catch (x) {
      say('ERROR: Invalid pin');
      return undefined;
    }
    if (n >= 6 && n <= 12) {
      say('WARNING: Unable to set watch.');
      return undefined;
    }
    e = { rising: 1, falling: -1, both: 0 }[options.edge];
    if (typeof options.edge === 'number') e = Math.sign(options.edge);
    else if (options.edge === undefined) e = n === 0 ? 1 : 0;
    else if (e === undefined)
      throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
    if (typeof callback !== 'function' && typeof callback !== 'string')
      throw new Error('Function or String not supplied!');
    if (options.irq) throw new Error('irq=true set, but function is not a native function');
    d = options.debounce === undefined ? (n === 0 ? 25 : 0) : options.debounce;
    w = { pin: n, callback: callback, repeat: !!options.repeat, debounce: d, edge: e, state: seen(n, level(n)) === 1 };
    watches[++lastWatch] = w;
    return lastWatch;
  };
  global.clearWatch = function () {
    var id = arguments[0];
    if (!arguments.length) watches = {};
    else if (id === undefined) throw new Error('clearWatch(undefined) not allowed. Use clearWatch() instead');
    else if (watches[id]) delete watches[id];
    else throw new Error('Unknown Watch ' + id);
  };
  var methods = {
    read: function () {
      return read(number(this)) === 1;
    },
    write: function (value) {
      write(number(this), value);
    },
    set: function () {
      write(number(this), 1);
    },
    reset: function () {
      write(number(this), 0);
    },
    toggle: function () {
      var n = number(this),
        next = !seen(n, level(n));
      write(n, next);
      return next;
    },
    mode: function (mode) {
      setMode(number(this), mode);
    },
    getMode: function () {
      return pins[number(this)].mode;
    },
    pulse: function (value, times) {
      pulse(number(this), value, times);
    },
    pwm: function (value) {
      setDuty(number(this), value);
    },
    analog: function () {
      return analog(number(this));
    },
  };
  Object.keys(methods).forEach(function (name) {
    Pin.prototype[name] = methods[name];
  });
  global.LED1 = D2;
  global.BTN1 = D0;
  board.drive = function (n, value) {
    apply(n, function (p) {
      p.driven = value;
    });
  };
  board.setAnalog = function (n, value) {
    pins[n].analog = value;
  };
  /* END SIMULATED */
  return board;
})();
