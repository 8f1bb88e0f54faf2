// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* Takes each packet and does nothing: what the scripted server itself costs, to be taken off. */
require('net').connect({ host: '127.0.0.1', port: 1883 }, function (socket) {
  var signedIn = 0;
  socket.on('data', function () {
    if (signedIn < 1) {
      signedIn = 1;
      socket.write(SUBSCRIBE);
    }
  });
  socket.write(CONNECT);
});
