// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* The ESP32's pins in memory, step by step as its own: a part of the prelude, inside its function. */
/* The boot turns weak pull-ups on; 34 to 39 have none, and no driver. */
var pulled = [0, 12, 13, 14, 15, 18, 19, 21, 22, 25, 26, 27];
for (i = 0; i < 40; i++)
  pins.push({
    mode: pulled.indexOf(i) < 0 && i < 34 ? 'input' : 'input_pullup',
    manual: false,
    driver: '',
    hears: true,
    pull: pulled.indexOf(i) >= 0,
    latch: 0,
    duty: undefined,
    hz: undefined,
    driven: undefined,
    analog: 0,
    pulses: 0,
    end: 0,
    soft: undefined,
    marked: false,
  });
/* PWM channels: at one frequency, and with one of their own. They are never taken back. */
var shared = [],
  own = [];
var number = function (pin) {
  var n = -1;
  if (typeof pin === 'number') n = 0 + Math.floor(pin);
  else if (pin === 'LED1') n = 2;
  else if (pin === 'BTN1') n = 0;
  else if (typeof pin === 'string' && pin[0] === 'D') n = parseInt(pin.substr(1));
  if (!(n >= 0 && n < 40)) throw new Error('Invalid pin');
  return n;
};
var drives = function (n) {
  return n < 34 && pins[n].driver !== '';
};
var level = function (n) {
  var p = pins[n];
  if (drives(n)) {
    if (p.duty !== undefined) return p.duty >= 0.5 ? 1 : 0;
    return p.driver === 'opendrain' && p.latch ? (p.driven === undefined ? 1 : p.driven) : p.latch;
  }
  if (p.driven !== undefined) return p.driven;
  return n === 0 || p.pull ? 1 : 0;
};
/* D0 is wired to a button that shorts to ground, and negated. */
var seen = function (n, value) {
  return n === 0 ? 1 - value : value;
};
/* The level that the chip's input has: PWM turns it off. */
var heard = function (n) {
  return seen(n, pins[n].hears ? level(n) : 0);
};
var tell = function (n, value) {
  var hz = pins[n].hz;
  say('\x01PIN', n, value, Math.round((now() - start) * 1000), hz === undefined ? '' : hz);
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
  var p = pins[n],
    before = level(n),
    value = p.duty === undefined ? before : p.duty,
    drove = drives(n),
    hz = p.hz,
    after;
  change(p);
  after = level(n);
  if (drives(n) && (!drove || p.hz !== hz || (p.duty === undefined ? after : p.duty) !== value))
    tell(n, p.duty === undefined ? after : p.duty);
  if (after !== before && p.hears) edge(n, after);
};
var connect = function (p, duty, hz) {
  p.duty = duty;
  p.hz = hz;
};
var put = function (n, value) {
  apply(n, function (p) {
    p.latch = seen(n, value ? 1 : 0);
    connect(p);
  });
};
var clear = function (n) {
  pins[n].soft = undefined;
  pins[n].pulses++;
  pins[n].end = 0;
};
var setState = function (n, mode) {
  var p = pins[n];
  if (p.marked) {
    p.marked = false;
    clear(n);
    put(n, 0);
  }
  if (mode.substr(0, 3) === 'af_') {
    say('ERROR: jshPinSetState: Unexpected state: ' + (mode === 'af_output' ? 8 : 9));
    return;
  }
  apply(n, function () {
    p.mode = mode;
    p.driver = mode === 'output' ? mode : mode.substr(0, 9) === 'opendrain' ? 'opendrain' : '';
    p.pull = n < 34 && (mode === 'opendrain_pullup' || mode === (n ? 'input_pullup' : 'input_pulldown'));
    p.hears = true;
    connect(p);
  });
};
var write = function (n, value) {
  var p = pins[n];
  put(n, value);
  if (!p.manual) setState(n, 'output');
  if (p.soft)
    later(function () {
      if (p.soft)
        apply(n, function () {
          connect(p, p.soft.duty, p.soft.hz);
        });
    }, 1000 / p.soft.hz);
};
var read = function (n) {
  if (!pins[n].manual) setState(n, 'input');
  return heard(n);
};
var setMode = function (n, mode, automatic) {
  var modes = ['analog', 'input', 'input_pullup', 'input_pulldown', 'output', 'opendrain', 'opendrain_pullup'];
  if (modes.concat(['af_output', 'af_opendrain']).indexOf(mode) < 0) {
    pins[n].manual = false;
    if (mode !== undefined && mode !== 'auto') throw new Error('Unknown pin mode');
    return;
  }
  pins[n].manual = !automatic;
  setState(n, mode);
};
var setDuty = function (n, value, options) {
  var p = pins[n],
    duty = Math.clip(seen(n, value), 0, 1),
    hz,
    list;
  options = options || {};
  hz = isFinite(options.freq) ? options.freq : 0;
  if (n === 25 || n === 26) {
    if (options.soft || options.forceSoft) say('ERROR: pin does not support software PWM');
    apply(n, function () {
      p.driver = 'output';
      connect(p, (Math.floor(duty * 256) & 255) / 256);
    });
  } else if (options.soft && !options.forceSoft) {
    if (!p.manual && p.mode !== 'output') setState(n, 'output');
    p.marked = true;
    if (duty <= 0 || duty >= 1) {
      clear(n);
      put(n, duty >= 0.5);
      return;
    }
    p.soft = { duty: seen(n, duty), hz: hz > 0 ? hz : 50 };
    apply(n, function () {
      connect(p, p.soft.duty, p.soft.hz);
    });
  } else {
    hz = Math.floor(hz) || 5000;
    list = hz === 5000 ? shared : own;
    if (list.indexOf(n) < 0) {
      if (list.length >= (hz === 5000 ? 5 : 3)) {
        say('ERROR: no PWM channel available anymore');
        return;
      }
      list.push(n);
    }
    if (n < 34)
      apply(n, function () {
        p.driver = 'output';
        p.hears = false;
        connect(p, Math.floor(duty * 1024) / 1024, hz);
      });
  }
};
var pulse = function (n, value, times) {
  var p = pins[n],
    state = !!value,
    run = p.pulses,
    isList = Array.isArray(times),
    at;
  if (!isList && typeof times !== 'number') throw new Error('Expecting Number or Array, got ' + typeof times);
  if (p.end < now()) {
    p.end = 0;
    if (!p.soft) write(n, state);
  }
  at = p.end ? p.end : now();
  (isList ? times : [times]).forEach(function (ms) {
    var next;
    state = !state;
    next = state;
    if (!(ms > 0)) return;
    at += ms / 1000;
    p.end = at;
    later(
      function () {
        if (p.pulses === run) put(n, next);
      },
      (at - now()) * 1000,
    );
  });
  if (!isList && !(times >= 0)) throw new Error('Pulse Time is less than 0 or not a number');
};
var analog = function (n) {
  return n >= 32 ? Math.min(Math.floor(pins[n].analog * 4096), 4095) / 4096 : NaN;
};
