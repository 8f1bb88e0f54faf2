// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* The pin functions, on the pins in memory: a part of the prelude, inside its function. */
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
global.analogWrite = function (pin, value, options) {
  setDuty(number(pin), value, options);
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
  else if (e === undefined) throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
  if (typeof callback !== 'function' && typeof callback !== 'string')
    throw new Error('Function or String not supplied!');
  if (options.irq) throw new Error('irq=true set, but function is not a native function');
  /* The state first; then the watch makes the pin an input with a pull-up, whatever its mode says. */
  e = { edge: e, state: read(n) === 1 };
  d = false;
  Object.keys(watches).forEach(function (id) {
    if (watches[id].pin === n) d = true;
  });
  if (!d)
    apply(n, function (p) {
      p.driver = '';
      p.hears = true;
      p.pull = n < 34;
      connect(p);
    });
  d = options.debounce === undefined ? (n === 0 ? 25 : 0) : options.debounce;
  w = { pin: n, callback: callback, repeat: !!options.repeat, debounce: d, edge: e.edge, state: e.state };
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
      next = !heard(n);
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
  pwm: function (value, options) {
    setDuty(number(this), value, options);
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
  pins[n].contact = {};
  apply(n, function (p) {
    p.driven = value;
  });
};
board.bounce = function (n, value, times, everyMs) {
  var left = 2 * times,
    contact = {},
    step = function () {
      if (pins[n].contact !== contact) return;
      apply(n, function (p) {
        p.driven = left % 2 ? 1 - value : value;
      });
      if (left-- > 0) later(step, everyMs);
    };
  pins[n].contact = contact;
  step();
};
board.setAnalog = function (n, value) {
  pins[n].analog = value;
};
