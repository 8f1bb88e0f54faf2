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
  /* The Linux build ends instead: the runner starts it anew. */
  E.reboot = function () {
    say('\x01REBOOT');
  };
  /* PINS */
  return board;
})();
